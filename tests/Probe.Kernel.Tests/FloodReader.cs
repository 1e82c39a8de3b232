using System.Globalization;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;
using EventCounters = KosmosProbe.Engine.Events.EventCounters;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Sees each record of a flood, on the reader's thread.</summary>
internal delegate void FloodEvent(in Event view);

/// <summary>Reads a flooded probe, as slowly as told, and keeps the numbers of what it read.</summary>
internal sealed class FloodReader : IDisposable
{
    private readonly LiveProbe _probe;
    private readonly int _pauseMs;
    private readonly Thread _thread;
    private readonly FloodEvent? _seen;
    private readonly FloodResult _result = new();
    private volatile bool _stopped;

    internal FloodReader(LiveProbe probe, int pauseMs, FloodEvent? seen = null)
    {
        _seen = seen;
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
