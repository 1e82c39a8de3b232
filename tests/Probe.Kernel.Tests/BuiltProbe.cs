using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KosmosProbe.Kernel.Tests;

/// <summary>The built executable, watching live with rules of a file.</summary>
internal sealed class BuiltProbe : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly StringBuilder _errors = new();
    private readonly Process _process;

    internal BuiltProbe(string rulesFile)
    {
        string executable = AppContext.BaseDirectory.Replace(
            $"/tests/{typeof(BuiltProbe).Assembly.GetName().Name}/", "/src/Probe.Host/", StringComparison.Ordinal)
            + "kosmos-probe";
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(executable, ["-r", rulesFile])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.OutputDataReceived += (_, _) => { };
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var waited = Stopwatch.StartNew();
        for (; !Errors.Contains("watching:", StringComparison.Ordinal); Thread.Sleep(10))
        {
            if (_process.HasExited || waited.Elapsed > Patience)
            {
                string errors = Errors;
                Dispose();
                Assert.Fail($"the probe does not watch:\n{errors}");
            }
        }
    }

    /// <summary>What it wrote to standard error so far.</summary>
    internal string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    /// <summary>The memory that it holds now.</summary>
    internal long ResidentBytes
    {
        get
        {
            string[] words = File.ReadLines($"/proc/{_process.Id}/status")
                .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return long.Parse(words[^2], CultureInfo.InvariantCulture) << 10;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    /// <summary>Asks it to end, waits for that, and for all it wrote.</summary>
    /// <returns>The exit status.</returns>
    internal int Terminate()
    {
        using var kill = Process.Start("kill", [_process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.True(_process.WaitForExit(Patience), $"did not end:\n{Errors}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    private void Keep(string? line)
    {
        lock (_errors) _errors.AppendLine(line);
    }
}
