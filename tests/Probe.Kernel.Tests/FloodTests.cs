using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;
using EventCounters = KosmosProbe.Engine.Events.EventCounters;

namespace KosmosProbe.Kernel.Tests;

/// <summary>More events than the ring holds: what is lost is counted, and no exec is.</summary>
[Collection(OwnProbeCollection.Name)]
public class FloodTests
{
    private const int Seconds = 10;

    [Fact]
    public void SlowReaderOfASmallRingLosesOpensButNoExecAndCountsEveryLoss()
    {
        var flood = Flood(ringBytes: 1 << 20, pauseMs: 200);

        Assert.True(flood.Counts[(int)EventType.Openat].Dropped > 0, "the flood did not fill the ring");
        Assert.True(flood.Counts[(int)EventType.Openat].DroppedReserve > 0, "the reserve was not kept");
        Check(flood);
    }

    [Fact]
    public void DefaultRingKeepsItsCountsInAFlood() => Check(Flood(new LiveProbeSettings
    {
        WantedEvents = ProbeSession.AllEvents,
    }.RingBytes, pauseMs: 0));

    private static void Check(FloodResult flood)
    {
        ulong submitted = 0;
        foreach (var type in EventTable.RecordTypes)
        {
            var counts = flood.Counts[(int)type];
            Assert.Equal(counts.Seen, counts.Filtered + counts.Submitted + counts.Dropped);
            Assert.Equal(counts.Submitted, flood.ReadByType[(int)type]);
            submitted += counts.Submitted;
        }

        Assert.Equal(submitted, flood.Consumed);
        foreach (var (cpu, sequences) in flood.SequencesByCpu)
        {
            sequences.Sort();
            Assert.True(sequences.Zip(sequences.Skip(1)).All(pair => pair.First < pair.Second), "a number came twice");
            ulong last = flood.LastSequenceByCpu[cpu];
            Assert.True(sequences[^1] <= last, $"number {sequences[^1]} of CPU {cpu} was never given out");
            Assert.Equal(flood.DroppedByCpu[cpu], last - (ulong)sequences.Count);
        }

        // The reserve is for what succeeds; execs that failed somewhere on the machine meanwhile may be among the lost.
        foreach (var state in new[] { EventType.Execve, EventType.Vfork, EventType.Clone, EventType.Procexit })
            Assert.Equal(flood.Counts[(int)state].DroppedReserve, flood.Counts[(int)state].Dropped);
        Assert.Equal(0ul, flood.Counts[(int)EventType.Procexit].Dropped);
        Assert.Equal(0ul, flood.RecursionMisses);
        Assert.True(flood.Executed > 100, $"only {flood.Executed} execs");
        Assert.Equal(Enumerable.Range(0, flood.Executed), flood.ExecsSeen.Order());
    }

    private static FloodResult Flood(uint ringBytes, int pauseMs)
    {
        Privilege.Demand();
        using var probe = LiveProbe.Start(
            new LiveProbeSettings { RingBytes = ringBytes, WantedEvents = ProbeSession.AllEvents });
        using var reader = new FloodReader(probe, pauseMs);
        string seconds = Seconds.ToString(CultureInfo.InvariantCulture);
        string cpus = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        using var opens = Start("flood-opens", seconds, cpus);
        using var execs = Start("flood-execs", seconds, "2000", Workload.Path);
        int executed = Number(execs, "executed");
        int opened = Number(opens, "opened");
        var result = reader.Stop();
        result.Executed = executed;
        TestContext.Current.SendDiagnosticMessage(
            $"ring {ringBytes}: {opened} opens, {executed} execs, {result.Consumed} records read, "
            + $"{result.Counts[(int)EventType.Openat].Dropped} opens dropped");
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

/// <summary>What a flood left behind, on both sides of the ring.</summary>
internal sealed class FloodResult
{
    internal EventCounts[] Counts { get; } = new EventCounts[EventTable.TypesCount];

    internal ulong[] ReadByType { get; } = new ulong[EventTable.TypesCount];

    internal Dictionary<int, List<ulong>> SequencesByCpu { get; } = [];

    internal ulong[] LastSequenceByCpu { get; set; } = [];

    internal ulong[] DroppedByCpu { get; set; } = [];

    internal List<int> ExecsSeen { get; } = [];

    internal ulong Consumed { get; set; }

    internal ulong RecursionMisses { get; set; }

    internal int Executed { get; set; }
}

/// <summary>Reads a flooded probe, as slowly as told, and keeps the numbers of what it read.</summary>
internal sealed class FloodReader : IDisposable
{
    private readonly LiveProbe _probe;
    private readonly int _pauseMs;
    private readonly Thread _thread;
    private readonly FloodResult _result = new();
    private volatile bool _stopped;

    internal FloodReader(LiveProbe probe, int pauseMs)
    {
        _probe = probe;
        _pauseMs = pauseMs;
        _thread = new Thread(Read) { IsBackground = true, Name = "flood reader" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
    }

    /// <summary>Detaches, reads what is left, and takes the counters of both sides.</summary>
    internal FloodResult Stop()
    {
        Dispose();
        _probe.Detach();
        Thread.Sleep(100); // programs that were running finish their records
        Drain();
        _probe.Count(_result.Counts);
        _result.Consumed = _probe.Consumed;
        _result.RecursionMisses = _probe.RecursionMisses();
        _result.LastSequenceByCpu = LastSequences();
        _result.DroppedByCpu = Dropped();
        return _result;
    }

    private void Read()
    {
        while (!_stopped)
        {
            Drain();
            Thread.Sleep(_pauseMs);
            _probe.Wait(TimeSpan.FromMilliseconds(100));
        }
    }

    private void Drain()
    {
        while (_probe.TryRead(out var bytes))
        {
            Assert.True(Event.TryView(bytes, out var view, out var fault), fault.ToString());
            Keep(view);
            _probe.Advance();
        }

        Assert.Equal(RingFault.None, _probe.Fault);
    }

    private void Keep(Event view)
    {
        ref readonly var header = ref view.Header;
        _result.ReadByType[(int)header.Type]++;
        if (!_result.SequencesByCpu.TryGetValue((int)header.Cpu, out var sequences))
            _result.SequencesByCpu.Add((int)header.Cpu, sequences = []);
        sequences.Add(header.Sequence);
        if (header.Type != EventType.Execve)
            return;
        string[] arguments = System.Text.Encoding.UTF8.GetString(view.Text(view.As<ExecveEvent>().Args)).Split('\0');
        if (arguments is [_, "nothing", var number, ..])
            _result.ExecsSeen.Add(int.Parse(number, CultureInfo.InvariantCulture));
    }

    private ulong[] LastSequences()
    {
        byte[] bytes = new byte[_probe.Object.Map("sequences").LookupBytes];
        Assert.True(_probe.Object.Map("sequences").TryLookup(0u, bytes));
        return MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();
    }

    private ulong[] Dropped()
    {
        byte[] bytes = new byte[_probe.Object.Map("counters").LookupBytes];
        ulong[] dropped = new ulong[_result.LastSequenceByCpu.Length];
        foreach (var type in EventTable.RecordTypes)
        {
            Assert.True(_probe.Object.Map("counters").TryLookup((uint)type, bytes));
            var ofCpus = MemoryMarshal.Cast<byte, EventCounters>(bytes);
            for (int cpu = 0; cpu < ofCpus.Length; cpu++)
            {
                dropped[cpu] += ofCpus[cpu].DroppedFull + ofCpus[cpu].DroppedReserve + ofCpus[cpu].DroppedScratch;
            }
        }

        return dropped;
    }
}
