using KosmosProbe.Engine.Events;
using KosmosProbe.Host.Live;
using KosmosProbe.Native;
using Xunit;

namespace KosmosProbe.Host.Tests;

public class LossesTests
{
    [Fact]
    public void OnlyWhatWasLostSinceTheLastLookIsTold()
    {
        using var source = new Counters();
        var losses = new Losses(source);
        Assert.Null(losses.Look());

        source.Of(EventType.Openat) = new EventCounts
        {
            Seen = 100,
            Submitted = 70,
            DroppedFull = 10,
            DroppedReserve = 20,
        };
        Assert.Equal("openat 30 (10 ring full, 20 reserved for state events)", losses.Look());
        Assert.Null(losses.Look());

        source.Of(EventType.Openat).DroppedFull = 15;
        source.Of(EventType.Execve).DroppedScratch = 1;
        Assert.Equal("execve 1 (1 no memory to build them in); openat 5 (5 ring full)", losses.Look());
        Assert.Equal(
            "execve 1 (1 no memory to build them in); openat 35 (15 ring full, 20 reserved for state events)",
            losses.Total());
        Assert.Equal(36UL, losses.Sum.Dropped);
        Assert.Equal(100UL, losses.Sum.Seen);
    }

    [Fact]
    public void RunsThatTheKernelSkippedAreToldByProgram()
    {
        using var source = new Counters { Programs = ["sys_exit", "process_exec"] };
        var losses = new Losses(source);
        Assert.Null(losses.Look());
        source.Misses[0] = 10;
        source.Of(EventType.Openat).DroppedFull = 5;
        Assert.Equal(
            "openat 5 (5 ring full); program sys_exit 10 (10 runs skipped by the kernel)", losses.Look());
        Assert.Null(losses.Look());

        source.Misses[0] = 14;
        source.Misses[1] = 1;
        Assert.Equal(
            "program sys_exit 4 (4 runs skipped by the kernel); program process_exec 1 (1 runs skipped by the kernel)",
            losses.Look());
        Assert.Equal(
            "openat 5 (5 ring full); program sys_exit 14 (14 runs skipped by the kernel); "
                + "program process_exec 1 (1 runs skipped by the kernel)",
            losses.Total());
        Assert.Equal(15UL, losses.Misses);
        Assert.Equal(5UL, losses.Sum.Dropped);
    }

    [Fact]
    public void NothingLostIsNothingToTell()
    {
        using var source = new Counters();
        source.Of(EventType.Connect) = new EventCounts { Seen = 5, Filtered = 2, Submitted = 3, Truncated = 1 };
        var losses = new Losses(source);
        Assert.Null(losses.Look());
        Assert.Equal("", losses.Total());
        Assert.Equal(3UL, losses.Sum.Submitted);
    }

    /// <summary>Counters without records.</summary>
    private sealed class Counters : IRecordSource
    {
        private readonly EventCounts[] _counts = new EventCounts[EventTable.TypesCount];

        public RingFault Fault => RingFault.None;

        public IReadOnlyList<string> Programs { get; init; } = [];

        public ulong[] Misses { get; } = new ulong[2];

        public ref EventCounts Of(EventType type) => ref _counts[(int)type];

        public bool Wait(TimeSpan timeout) => false;

        public bool TryRead(out ReadOnlySpan<byte> record)
        {
            record = default;
            return false;
        }

        public void Advance() => Assert.Fail("there is no record to go past");

        public void Count(Span<EventCounts> counts) => _counts.CopyTo(counts);

        public void CountMisses(Span<ulong> misses) => Misses.AsSpan(0, misses.Length).CopyTo(misses);

        public void Dispose()
        {
        }
    }
}
