using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;
using EventCounters = KosmosProbe.Engine.Events.EventCounters;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Sees each record of a flood, on the reader's thread.</summary>
internal delegate void FloodEvent(in Event view);

/// <summary>Reads a flooded probe, at once or too late, and keeps the numbers of what it read.</summary>
internal sealed class FloodReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LiveProbe _probe;
    private readonly bool _isLate;
    private readonly EventCounts[] _countsOfReader = new EventCounts[EventTable.TypesCount];
    private readonly Thread _thread;
    private readonly FloodEvent? _seen;
    private readonly FloodResult _result = new();
    private Exception? _error;
    private volatile bool _stopped;

    /// <summary>Begins to read.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="isLate">Each time not before something was lost.</param>
    /// <param name="seen">Told of each record.</param>
    internal FloodReader(LiveProbe probe, bool isLate = false, FloodEvent? seen = null)
    {
        _seen = seen;
        _probe = probe;
        _isLate = isLate;
        _thread = new Thread(() => _error = Record.Exception(Read)) { IsBackground = true, Name = "flood reader" };
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
        Assert.Null(_error);
        _probe.Detach();

        // Programs that were running finish their records, and count them.
        var waited = Stopwatch.StartNew();
        do
        {
            Thread.Sleep(100);
            Drain();
            _probe.Count(_result.Counts);
        }
        while (!_result.AddsUp && waited.Elapsed < Patience);

        _result.Consumed = _probe.Consumed;
        ulong[] misses = new ulong[_probe.Programs.Count];
        _probe.CountMisses(misses);
        _result.RecursionMisses = misses.Aggregate(0UL, static (sum, one) => sum + one);
        _result.LastSequenceByCpu = LastSequences();
        _result.DroppedByCpu = Dropped();
        return _result;
    }

    private void Read()
    {
        while (!_stopped)
        {
            if (_isLate) AwaitLoss();
            Drain();
            _probe.Wait(TimeSpan.FromMilliseconds(100));
        }
    }

    private void AwaitLoss()
    {
        for (ulong before = LostOpens(); !_stopped && LostOpens() == before;) Thread.Sleep(5);
    }

    private ulong LostOpens()
    {
        _probe.Count(_countsOfReader);
        return _countsOfReader[(int)EventType.Openat].Dropped;
    }

    private void Drain()
    {
        while (_probe.TryRead(out var bytes))
        {
            if (!Event.TryView(bytes, out var view, out var fault))
                Assert.Fail($"a bad record: {fault}");
            Keep(view);
            _seen?.Invoke(view);
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
        if (arguments is [var file, "nothing", var number, ..] && file == Workload.Path)
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
