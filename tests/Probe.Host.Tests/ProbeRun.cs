using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>A line that the probe wrote, and when it arrived here.</summary>
internal sealed record Line(string Text, DateTime At);

/// <summary>The built executable, started as a user would, with what it writes.</summary>
internal sealed partial class ProbeRun : IDisposable
{
    private const int Sighup = 1;
    private const int Sigterm = 15;
    private const int Nobody = 65534;

    private readonly Process _process;
    private readonly List<Line> _output = [];
    private readonly List<Line> _errors = [];

    private ProbeRun(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>
    /// PROBE_EXECUTABLE, or the executable that was built with these tests, where it was built: a test project that
    /// shares more with the runtime than the probe does lacks files of it.
    /// </summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("PROBE_EXECUTABLE")
        ?? AppContext.BaseDirectory.Replace(
            $"/tests/{typeof(ProbeRun).Assembly.GetName().Name}/", "/src/Probe.Host/", StringComparison.Ordinal)
        + "kosmos-probe";

    /// <summary>
    /// How long anything may take that is no question of time. Where a processor is emulated it takes more:
    /// <c>PROBE_PATIENCE_SECONDS</c>.
    /// </summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("PROBE_PATIENCE_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    /// <summary>What it wrote to standard output so far.</summary>
    public IReadOnlyList<Line> Output => Copy(_output);

    /// <summary>What it wrote to standard error so far.</summary>
    public IReadOnlyList<Line> Errors => Copy(_errors);

    /// <summary>Standard output in one piece.</summary>
    public string OutputText => string.Join('\n', Output.Select(line => line.Text));

    /// <summary>Standard error in one piece.</summary>
    public string ErrorText => string.Join('\n', Errors.Select(line => line.Text));

    /// <summary>It is no more.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it.</summary>
    public static ProbeRun Start(params string[] arguments) => new(Executable, arguments);

    /// <summary>Starts it through another program, which becomes it.</summary>
    public static ProbeRun StartThrough(string program, params string[] arguments) => new(program, arguments);

    /// <summary>Starts it, and waits until it ends.</summary>
    /// <returns>The run, its exit status, and all it wrote.</returns>
    public static (ProbeRun Run, int Status) ToEnd(params string[] arguments)
    {
        var run = Start(arguments);
        return (run, run.WaitForEnd());
    }

    /// <summary>As <see cref="ToEnd"/>, as a user without any privilege.</summary>
    public static (ProbeRun Run, int Status) ToEndUnprivileged(params string[] arguments)
    {
        var run = new ProbeRun("setpriv", [.. UnprivilegedUser, "--bounding-set=-all", Executable, .. arguments]);
        return (run, run.WaitForEnd());
    }

    /// <summary>Starts it as a user without any privilege.</summary>
    public static ProbeRun StartUnprivileged(params string[] arguments)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming another user needs root");
        return new ProbeRun("setpriv", [.. UnprivilegedUser, "--bounding-set=-all", Executable, .. arguments]);
    }

    /// <summary>
    /// Starts it live and waits until it watches; skips the test where that needs more than there is.
    /// </summary>
    public static Task<ProbeRun> StartWatching(params string[] arguments) => StartWatchingBy(Executable, arguments);

    /// <summary>As <see cref="StartWatching"/>, through another program that ends up as the probe.</summary>
    public static async Task<ProbeRun> StartWatchingBy(string program, params string[] arguments)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "watching live needs root");
        var run = new ProbeRun(program, arguments);
        try
        {
            await run.WaitFor(() => run.Errors.Any(line => line.Text.Contains("watching:")), "the start-up line");
            return run;
        }
        catch (Exception)
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs a command as an ordinary user, to its end. It stands in a script, so that it is the one process whose
    /// command line holds its text.
    /// </summary>
    public static void AsNobody(string command)
    {
        using var folder = new TemporaryFolder();
        string script = folder.Write("script.sh", command + "\nexit 0\n");
        using var process = Process.Start("setpriv", [.. UnprivilegedUser, "bash", script]);
        process.WaitForExit();
    }

    /// <summary>Waits until something is so, or fails with what the probe wrote.</summary>
    public async Task WaitFor(Func<bool> condition, string what)
    {
        for (long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds; !condition(); await Task.Delay(5))
        {
            Assert.False(_process.HasExited, $"ended while waiting for {what}:\n{OutputText}\n{ErrorText}");
            Assert.True(Environment.TickCount64 < end, $"waited in vain for {what}:\n{OutputText}\n{ErrorText}");
        }
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>The exit status.</returns>
    public int Terminate()
    {
        Assert.Equal(0, Kill(_process.Id, Sigterm));
        return WaitForEnd();
    }

    /// <summary>Sends SIGHUP.</summary>
    public void Hangup() => Assert.Equal(0, Kill(_process.Id, Sighup));

    /// <summary>Sends SIGKILL, and waits until all that it wrote has been read.</summary>
    public void KillAtOnce()
    {
        _process.Kill();
        WaitForEnd();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static string[] UnprivilegedUser { get; } =
        [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--inh-caps=-all"];

    /// <summary>Waits until it ends, and for all it wrote.</summary>
    /// <returns>The exit status.</returns>
    public int WaitForEnd()
    {
        Assert.True(_process.WaitForExit(Patience), $"did not end:\n{OutputText}\n{ErrorText}");

        // The overload without a limit also waits until all output has been read.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    private static void Add(List<Line> lines, string? text)
    {
        if (text is null) return;
        var now = DateTime.UtcNow;
        lock (lines) lines.Add(new Line(text, now));
    }

    private static List<Line> Copy(List<Line> lines)
    {
        lock (lines) return [.. lines];
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
