using System.Diagnostics;
using System.Globalization;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>More events than the ring holds: what is lost is counted, and no exec is.</summary>
[Collection(OwnProbeCollection.Name)]
public class FloodTests
{
    private const int Seconds = 10;

    private static readonly LiveProbeSettings Usual = new() { WantedEvents = ProbeSession.AllEvents };

    [Fact]
    public void ReaderThatIsTooLateLosesOpensButNoExecAndEveryLossIsCounted()
    {
        var flood = Flood(Usual with { RingBytes = 4 << 20 }, isLate: true);

        Assert.True(flood.Counts[(int)EventType.Openat].Dropped > 0, "the flood did not fill the ring");
        Assert.True(flood.Counts[(int)EventType.Openat].DroppedReserve > 0, "the reserve was not kept");
        Check(flood);
    }

    [Fact]
    public void DefaultRingKeepsItsCountsInAFlood() => Check(Flood(Usual, isLate: false));

    [Theory]
    [InlineData(2u, false, true)]
    [InlineData(4u, true, false)]
    public void SeveralRingsLoseNoExecInAFloodAndCountEveryLoss(uint rings, bool byThread, bool isLate) =>
        Check(Flood(
            Usual with { RingBytes = rings * (4 << 20), Rings = rings, RingsByThread = byThread }, isLate));

    private static void Check(FloodResult flood)
    {
        flood.AssertBalanced();

        // The reserve is for what succeeds; execs that failed somewhere on the machine meanwhile may be among the lost.
        foreach (var state in new[] { EventType.Execve, EventType.Vfork, EventType.Clone, EventType.Procexit })
            Assert.Equal(flood.Counts[(int)state].DroppedReserve, flood.Counts[(int)state].Dropped);
        Assert.Equal(0ul, flood.Counts[(int)EventType.Procexit].Dropped);
        Assert.True(flood.Executed > 100, $"only {flood.Executed} execs");
        Assert.Equal(Enumerable.Range(0, flood.Executed), flood.ExecsSeen.Order());
    }

    private static FloodResult Flood(LiveProbeSettings settings, bool isLate)
    {
        Workload.Make();
        using var probe = LiveProbe.Start(settings);
        using var reader = new FloodReader(probe, isLate);
        string seconds = Seconds.ToString(CultureInfo.InvariantCulture);
        string cpus = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        using var opens = Start("flood-opens", seconds, cpus);
        using var execs = Start("flood-execs", seconds, "2000", Workload.Path);
        int executed = Number(execs, "executed");
        int opened = Number(opens, "opened");
        var result = reader.Stop();
        result.Executed = executed;
        TestContext.Current.SendDiagnosticMessage(
            $"{probe.Rings} rings, {probe.RingBytes} bytes: {opened} opens, {executed} execs, "
            + $"{result.Consumed} records read, {result.Counts[(int)EventType.Openat].Dropped} opens dropped");
        return result;
    }

    private static Process Start(params string[] arguments)
    {
        var start = Workload.Action(arguments);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private static int Number(Process process, string key)
    {
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return (int)Line.Read(output.Trim()).Signed(key);
    }
}
