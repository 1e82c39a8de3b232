namespace KosmosProbe.Native.Tests;

public sealed class RingReaderTests : IDisposable
{
    private const uint RingBytes = 4096;

    private readonly SimulatedRing _ring = new(RingBytes);

    public void Dispose() => _ring.Dispose();

    [Fact]
    public void EmptyRingGivesNothing()
    {
        Assert.False(_ring.Reader.TryRead(out var record));
        Assert.True(record.IsEmpty);
        Assert.Equal(RingState.Empty, _ring.Reader.State);
        Assert.Equal(RingFault.None, _ring.Reader.Fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(4088)]
    public void RecordComesBackByteForByte(int length)
    {
        byte[] written = Bytes(length, seed: 1);
        _ring.Write(written);

        Assert.True(_ring.Reader.TryRead(out var record));
        Assert.Equal(written, record.ToArray());
        _ring.Reader.Advance();
        Assert.False(_ring.Reader.TryRead(out _));
        Assert.Equal(1u, _ring.Reader.Consumed);
        Assert.Equal(_ring.ProducerPosition, _ring.ConsumerPosition);
    }

    [Fact]
    public void SameRecordComesUntilTheReaderAdvances()
    {
        _ring.Write([1]);
        _ring.Write([2]);

        Assert.True(_ring.Reader.TryRead(out var first));
        Assert.True(_ring.Reader.TryRead(out var again));
        Assert.Equal(first.ToArray(), again.ToArray());
        _ring.Reader.Advance();
        Assert.True(_ring.Reader.TryRead(out var second));
        Assert.Equal(2, second[0]);
    }

    [Fact]
    public void RecordsThatWrapAreWhole()
    {
        for (int i = 0; i < 10_000; i++)
        {
            byte[] written = Bytes(i * 7 % 600, seed: i);
            _ring.Write(written);
            Assert.True(_ring.Reader.TryRead(out var record));
            Assert.True(record.SequenceEqual(written), $"record {i}");
            _ring.Reader.Advance();
        }

        Assert.True(_ring.ProducerPosition > 100 * RingBytes);
    }

    [Fact]
    public void ReadingStartsWhereTheLastReaderStopped()
    {
        using var ring = new SimulatedRing(RingBytes, start: ulong.MaxValue - 15);
        ring.Write(Bytes(40, seed: 3));

        Assert.True(ring.Reader.TryRead(out var record));
        Assert.Equal(Bytes(40, seed: 3), record.ToArray());
    }

    [Fact]
    public void RecordBeingWrittenHoldsBackTheRest()
    {
        ulong unfinished = _ring.Write([1, 2, 3], SimulatedRing.Busy);
        _ring.Write([4]);

        Assert.False(_ring.Reader.TryRead(out _));
        Assert.Equal(RingState.BeingWritten, _ring.Reader.State);
        _ring.SetHeader(unfinished, 3);
        Assert.Equal(RingState.Ready, _ring.Reader.State);
        Assert.True(_ring.Reader.TryRead(out var record));
        Assert.Equal([1, 2, 3], record.ToArray());
    }

    [Fact]
    public void WithdrawnRecordsArePassedOverAndCounted()
    {
        _ring.Write([1], SimulatedRing.Discard);
        _ring.Write(Bytes(100, seed: 1), SimulatedRing.Discard);
        _ring.Write([2]);
        _ring.Write([3], SimulatedRing.Discard);

        Assert.True(_ring.Reader.TryRead(out var record));
        Assert.Equal(2, record[0]);
        _ring.Reader.Advance();
        Assert.False(_ring.Reader.TryRead(out _));
        Assert.Equal(3u, _ring.Reader.Discarded);
        Assert.Equal(1u, _ring.Reader.Consumed);
        Assert.Equal(_ring.ProducerPosition, _ring.ConsumerPosition);
    }

    [Fact]
    public void PositionIsPublishedInBatchesAndWhenTheRingIsEmpty()
    {
        for (int i = 0; i < 10; i++)
            _ring.Write([1]);
        _ring.Reader.TryRead(out _);
        _ring.Reader.Advance();
        Assert.Equal(0u, _ring.ConsumerPosition);
        while (_ring.Reader.TryRead(out _))
            _ring.Reader.Advance();
        Assert.Equal(_ring.ProducerPosition, _ring.ConsumerPosition);

        _ring.Write(Bytes(500, seed: 1));
        _ring.Write([1]);
        _ring.Reader.TryRead(out _);
        _ring.Reader.Advance();
        Assert.NotEqual(_ring.ProducerPosition, _ring.ConsumerPosition);
        Assert.Equal(16u, _ring.ProducerPosition - _ring.ConsumerPosition);
    }

    [Theory]
    [InlineData(9u)]
    [InlineData(4096u)]
    [InlineData((1u << 30) - 1)]
    public void LengthBeyondWhatWasProducedIsAFault(uint length)
    {
        ulong position = _ring.Write([1, 2, 3, 4, 5, 6, 7, 8]);
        _ring.SetHeader(position, length);

        Assert.False(_ring.Reader.TryRead(out var record));
        Assert.True(record.IsEmpty);
        Assert.Equal(RingFault.RecordBeyondEnd, _ring.Reader.Fault);
    }

    [Fact]
    public void WithdrawnRecordOfHostileLengthIsAFaultToo()
    {
        ulong position = _ring.Write([1]);
        _ring.SetHeader(position, SimulatedRing.Discard | 5000);

        Assert.False(_ring.Reader.TryRead(out _));
        Assert.Equal(RingFault.RecordBeyondEnd, _ring.Reader.Fault);
    }

    [Fact]
    public void ProducerAheadOfTheRingIsAFault()
    {
        _ring.ProducerPosition = RingBytes + 8;

        Assert.False(_ring.Reader.TryRead(out _));
        Assert.Equal(RingFault.ProducerBeyondRing, _ring.Reader.Fault);
    }

    [Fact]
    public void ProducerBehindTheReaderIsAFault()
    {
        using var ring = new SimulatedRing(RingBytes, start: 64);
        ring.ProducerPosition = 32;

        Assert.False(ring.Reader.TryRead(out _));
        Assert.Equal(RingFault.ProducerBeyondRing, ring.Reader.Fault);
    }

    [Fact]
    public void FaultEndsReadingForGood()
    {
        ulong position = _ring.Write([1]);
        _ring.SetHeader(position, 100);
        _ring.Reader.TryRead(out _);
        _ring.SetHeader(position, 1);

        Assert.False(_ring.Reader.TryRead(out _));
    }

    [Fact]
    public void ReadingAllocatesNothing()
    {
        byte[] written = Bytes(123, seed: 5);
        ReadAll(1000, written);

        // What every record costs shows in each attempt; what the runtime initialises once shows in one.
        long fewest = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int sum = ReadAll(1_000_000, written);
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(1_000_000, sum);
        }

        Assert.Equal(0, fewest);
    }

    private static byte[] Bytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private int ReadAll(int count, byte[] written)
    {
        int read = 0;
        for (int i = 0; i < count; i++)
        {
            _ring.Write(written, i % 3 == 0 ? SimulatedRing.Discard : 0);
            _ring.Write(written);
            while (_ring.Reader.TryRead(out var record))
            {
                read += record.Length == written.Length ? 1 : 0;
                _ring.Reader.Advance();
            }
        }

        return read - (int)(count - ((long)count + 2) / 3);
    }
}
