using System.Diagnostics;
using KosmosProbe.Host.Live;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>What the kernel does not show the programs, from 7.0 on, is told as a loss.</summary>
[Collection(OwnProbeCollection.Name)]
public class SkippedRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void RunsSkippedWhileAnotherThreadsRunIsInterruptedAreTold()
    {
        Assert.SkipWhen(Environment.OSVersion.Version.Major < 7, "kernels before 7.0 interrupt no program");
        Privilege.Demand();
        Workload.Make();
        using var probe = LiveProbe.Start(new LiveProbeSettings { WantedEvents = ProbeSession.AllEvents });
        using var reader = new FloodReader(probe);
        var losses = new Losses(probe);
        string told = "";
        var clock = Stopwatch.StartNew();
        while (losses.Misses == 0 && clock.Elapsed < Patience)
        {
            using var process = Process.Start(Workload.Action("relay", "100000", "6", "5"))!;
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            told += losses.Look();
        }

        Assert.SkipWhen(losses.Misses == 0, "nothing was skipped on this machine");
        Assert.Matches(@"program sys_exit \d+ \(\d+ runs skipped by the kernel\)", told);
        Assert.Matches("program sys_exit", losses.Total());
        ulong before = losses.Misses;
        Assert.InRange(reader.Stop().RecursionMisses, before, ulong.MaxValue);
    }
}
