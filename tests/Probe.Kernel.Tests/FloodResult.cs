using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

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

    /// <summary>What came of each event is counted as well, and all records were read.</summary>
    internal bool AddsUp => EventTable.RecordTypes.All(type =>
        Counts[(int)type].Seen == Counts[(int)type].Filtered + Counts[(int)type].Submitted + Counts[(int)type].Dropped
        && Counts[(int)type].Submitted == ReadByType[(int)type]);

    /// <summary>Every record that was tried was read or counted as lost, by type and by number.</summary>
    internal void AssertBalanced()
    {
        ulong submitted = 0;
        foreach (var type in EventTable.RecordTypes)
        {
            var counts = Counts[(int)type];
            Assert.Equal(counts.Seen, counts.Filtered + counts.Submitted + counts.Dropped);
            Assert.Equal(counts.Submitted, ReadByType[(int)type]);
            submitted += counts.Submitted;
        }

        Assert.Equal(submitted, Consumed);
        foreach (var (cpu, sequences) in SequencesByCpu)
        {
            sequences.Sort();
            Assert.True(sequences.Zip(sequences.Skip(1)).All(pair => pair.First < pair.Second), "a number came twice");
            ulong last = LastSequenceByCpu[cpu];
            Assert.True(sequences[^1] <= last, $"number {sequences[^1]} of CPU {cpu} was never given out");
            Assert.Equal(DroppedByCpu[cpu], last - (ulong)sequences.Count);
        }

        // From 7.0 on another thread may take the CPU while a program runs, and its own run is skipped.
        if (Environment.OSVersion.Version.Major < 7) Assert.Equal(0ul, RecursionMisses);
    }
}
