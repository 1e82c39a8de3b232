using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Host.Tests.Requests;

/// <summary>
/// The program that does the same by system calls and by requests of io_uring (tests/Probe.Kernel.Tests/workload),
/// compiled for this test. Its ways: call; inline, carried out at once; async, by a worker of the kernel; sqpoll, by
/// the kernel's thread that polls the queue.
/// </summary>
internal sealed partial class Workload : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal Workload()
    {
        string[] sources = Directory.GetFiles(Repository.At("tests", "Probe.Kernel.Tests", "workload"), "*.c");
        try
        {
            using var compiler = Process.Start("cc", ["-static", "-O1", "-w", "-pthread", "-o", Program, .. sources]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (Win32Exception)
        {
            _folder.Dispose();
            Assert.Skip("cc is missing, it compiles the workload: apt-get install gcc libc6-dev");
        }
    }

    /// <summary>Where it is.</summary>
    internal string Program => _folder.At("workload");

    /// <summary>Runs an action to its end; skips the test where the kernel forbids rings.</summary>
    /// <returns>The process that it was.</returns>
    internal int Run(params string[] words)
    {
        var start = new ProcessStartInfo(Program, words) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        string error = RingError().Match(printed).Groups[1].Value;
        Assert.SkipWhen(error != "0", $"io_uring is forbidden here: errno {error}");
        return process.Id;
    }

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex(@"^fact ring error=(\d+)", RegexOptions.Multiline)]
    private static partial Regex RingError();
}
