using System.Buffers.Binary;

namespace KosmosProbe.Native.Tests;

/// <summary>Several rings read as one: by time between rings, in its own order within each.</summary>
public sealed class RingMergeTests : IDisposable
{
    private const uint RingBytes = 4096;

    private readonly SimulatedRing[] _rings = [new(RingBytes), new(RingBytes), new(RingBytes)];
    private readonly RingMerge _merge;

    public RingMergeTests() => _merge = new RingMerge([.. _rings.Select(static ring => ring.Reader)]);

    public void Dispose()
    {
        foreach (var ring in _rings)
            ring.Dispose();
    }

    [Fact]
    public void EmptyRingsGiveNothing()
    {
        Assert.False(_merge.TryRead(out var record));
        Assert.True(record.IsEmpty);
        Assert.Equal(RingState.Empty, _merge.State);
        Assert.Equal(RingFault.None, _merge.Fault);
    }

    [Fact]
    public void RecordsOfAllRingsComeByTime()
    {
        Write(0, 10, 40, 50);
        Write(1, 20, 60);
        Write(2, 5, 30);

        Assert.Equal([5, 10, 20, 30, 40, 50, 60], ReadAll());
        Assert.Equal(RingState.Empty, _merge.State);
    }

    [Fact]
    public void ARingKeepsItsOrderAndDelaysNoOther()
    {
        Write(0, 50, 10, 60);
        Write(1, 20, 55);

        Assert.Equal([20, 50, 10, 55, 60], ReadAll());
    }

    [Fact]
    public void SameRecordComesUntilTheReaderAdvances()
    {
        Write(0, 10);
        Write(1, 20);
        Assert.True(_merge.TryRead(out var first));
        Assert.Equal(10ul, Time(first));
        Write(2, 15);

        Assert.True(_merge.TryRead(out var again));
        Assert.Equal(10ul, Time(again));
        _merge.Advance();
        Assert.Equal<ulong>([15, 20], ReadAll().Order());
    }

    [Fact]
    public void RingsThatAreEmptyHoldNothingBack()
    {
        Write(1, 10, 20, 30);

        Assert.Equal([10, 20, 30], ReadAll());
    }

    [Fact]
    public void RecordBeingWrittenHoldsBackWhatMayBeCausedByWhatIsBehindIt()
    {
        Write(0, 30);
        ulong unfinished = _rings[0].Write(Record(35), SimulatedRing.Busy);
        Write(0, 40);
        Write(1, 10, 20, 50);

        Assert.Equal([10, 20, 30], ReadAll());
        Assert.Equal(RingState.BeingWritten, _merge.State);
        _rings[0].SetHeader(unfinished, (uint)Record(35).Length);
        Assert.Equal(RingState.Ready, _merge.State);
        Assert.Equal([35, 40, 50], ReadAll());
    }

    [Fact]
    public void WhatWasBegunBeforeTheRecordBeingWrittenWasPutThereGoesOn()
    {
        Write(0, 30);
        Assert.Equal([30], ReadAll());
        _rings[0].Write(Record(0), SimulatedRing.Busy);
        Write(1, 20);
        Write(2, 31);

        Assert.Equal([20], ReadAll());
        Assert.Equal(RingState.BeingWritten, _merge.State);
    }

    [Fact]
    public void EffectWaitsForACauseThatWasWrittenWhileTheReaderLooked()
    {
        _merge.LookAt(0);
        Write(0, 10);
        Write(1, 20);
        _merge.LookAt(1);
        _merge.LookAt(2);
        _merge.Settle();

        Assert.Equal([10, 20], ReadAll());
    }

    [Fact]
    public void WithdrawnRecordsArePassedOver()
    {
        _rings[0].Write(Record(1), SimulatedRing.Discard);
        Write(0, 20);
        _rings[1].Write([1, 2, 3], SimulatedRing.Discard);
        Write(2, 10);

        Assert.Equal([10, 20], ReadAll());
        Assert.All(_rings, static ring => Assert.Equal(ring.ProducerPosition, ring.ConsumerPosition));
    }

    [Fact]
    public void RecordTooShortToHaveATimeHoldsBackNothing()
    {
        _rings[0].Write([7]);
        Write(0, 20);
        Write(1, 10);

        Assert.True(_merge.TryRead(out var record));
        Assert.Equal([7], record.ToArray());
        _merge.Advance();
        Assert.Equal([10, 20], ReadAll());
    }

    [Fact]
    public void RecordOfTheEndOfTimeIsReadAsWell()
    {
        _rings[1].Write(Record(ulong.MaxValue));

        Assert.Equal([ulong.MaxValue], ReadAll());
    }

    [Fact]
    public void FaultOfOneRingEndsReadingOfAll()
    {
        Write(0, 10);
        ulong position = _rings[1].Write(Record(20));
        _rings[1].SetHeader(position, 3000);
        Write(2, 30);

        Assert.Empty(ReadAll());
        Assert.Equal(RingFault.RecordBeyondEnd, _merge.Fault);
        Assert.False(_merge.TryRead(out _));
    }

    [Fact]
    public void ReadingAllocatesNothing()
    {
        byte[] written = Record(1);
        ReadMany(1000, written);

        // What every record costs shows in each attempt; what the runtime initialises once shows in one.
        long fewest = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int read = ReadMany(1_000_000, written);
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(1_000_000, read);
        }

        Assert.Equal(0, fewest);
    }

    internal static ulong Time(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt64LittleEndian(record);

    private static byte[] Record(ulong time)
    {
        byte[] record = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(record, time);
        return record;
    }

    private void Write(int ring, params ulong[] times)
    {
        foreach (ulong time in times)
            _rings[ring].Write(Record(time));
    }

    private List<ulong> ReadAll()
    {
        var times = new List<ulong>();
        while (_merge.TryRead(out var record))
        {
            times.Add(Time(record));
            _merge.Advance();
        }

        return times;
    }

    private int ReadMany(int count, byte[] written)
    {
        int read = 0;
        for (int i = 0; i < count; i++)
        {
            _rings[i % _rings.Length].Write(written);
            while (_merge.TryRead(out var record))
            {
                read += record.Length == written.Length ? 1 : 0;
                _merge.Advance();
            }
        }

        return read;
    }
}
