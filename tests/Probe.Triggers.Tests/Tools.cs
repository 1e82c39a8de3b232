using System.Diagnostics;
using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Host.Tests;
using KosmosProbe.Tests;

namespace KosmosProbe.Triggers.Tests;

/// <summary>
/// The folder of programs that scripts use, which containers see at <see cref="Inside"/>: the workload, compiled, and
/// busybox by its applets' names; and a folder that holds one folder for each run, <see cref="InsideRuns"/> to them.
/// </summary>
internal sealed class Tools : IDisposable
{
    /// <summary>Where containers see it.</summary>
    internal const string Inside = "/tools";

    /// <summary>As <see cref="Inside"/>, of the runs' folders.</summary>
    internal const string InsideRuns = "/scratch";

    private static readonly string[] Applets = ["ln", "mkdir", "rm", "mv", "cp", "kill", "chmod", "setsid", "id"];

    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _runs = new();

    /// <summary>There is a compiler.</summary>
    internal static bool CanMake { get; } = CommandLine.Find("cc") is not null;

    /// <summary>Where the node sees it.</summary>
    internal string Path => _folder.Path;

    /// <summary>As <see cref="Path"/>, of the runs' folders.</summary>
    internal string Runs => _runs.Path;

    /// <summary>Compiles and copies all of it.</summary>
    internal async Task MakeAsync()
    {
        // Some become another user and keep the group.
        File.SetUnixFileMode(Path, Everybody);
        File.SetUnixFileMode(Runs, Everybody);
        string sources = Repository.At("tests", "Probe.Triggers.Tests", "workload");
        string[] files = Directory.GetFiles(sources, "*.c");
        await CommandLine.RunAsync(
            "cc", ["-static", "-O1", "-Wall", "-Wextra", "-Werror", "-o", _folder.At("act"), .. files]);
        File.Copy(System.IO.Path.Combine(sources, "prelude.sh"), _folder.At("prelude.sh"));
        File.Copy(CommandLine.Find("busybox")!, _folder.At("busybox"));
        Directory.CreateDirectory(_folder.At("bin"));
        foreach (string applet in Applets)
        {
            File.CreateSymbolicLink(_folder.At($"bin/{applet}"), "../busybox");
        }

        File.CreateSymbolicLink(_folder.At("trigger-over"), "act");
    }

    /// <summary>Writes a script, and makes the run's folder; gives the script's name in the tools' folder.</summary>
    internal string Write(string mark, string script)
    {
        Directory.CreateDirectory(Here(mark));
        File.SetUnixFileMode(Here(mark), Everybody);
        _folder.Write($"{mark}.sh", $". $TOOLS/prelude.sh\n{script}\n");
        return $"{mark}.sh";
    }

    /// <summary>Runs a script on the node, in mounts and a network of its own; gives its errors.</summary>
    internal Task<string> RunAsync(string mark, string script) => RunAsync(
        mark, "unshare", "-mn", "--propagation", "private", "/bin/sh", _folder.At(Write(mark, script)));

    /// <summary>Says to the probe, behind all that was done before, that a run is over.</summary>
    internal Task EndAsync(string mark) => RunAsync(mark, _folder.At("trigger-over"));

    public void Dispose()
    {
        _folder.Dispose();
        _runs.Dispose();
    }

    /// <summary>The variables of a run in a container.</summary>
    internal static (string Name, string Value)[] VariablesInside(string mark) =>
        [("TOOLS", Inside), ("HERE", $"{InsideRuns}/{mark}"), ("PATH", $"/bin:{Inside}/bin")];

    /// <summary>The folder that a run on the node has for its own.</summary>
    internal string Here(string mark) => _runs.At(mark);

    private Task<string> RunAsync(string mark, string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = Here(mark),
        };
        start.Environment.Clear();
        start.Environment["TOOLS"] = Path;
        start.Environment["HERE"] = Here(mark);
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        return RunAsync(start);
    }

    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(ProbeRun.Patience);
        try
        {
            string errors = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return errors;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
