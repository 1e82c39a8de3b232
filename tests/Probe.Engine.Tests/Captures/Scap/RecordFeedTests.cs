using System.IO.Pipelines;
using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Captures.Scap;
using Xunit;
using static KosmosProbe.Engine.Tests.Captures.Scap.ScapBytes;

namespace KosmosProbe.Engine.Tests.Captures.Scap;

/// <summary>Records that are read ahead, against those that are read one by one.</summary>
public sealed class RecordFeedTests
{
    private const int ManyEvents = 20_000;

    public static TheoryData<string> Captures => ["p1.scap", "p2.scap", "p4.scap", "p5.scap"];

    [Theory]
    [MemberData(nameof(Captures))]
    public void RecordsAreTheSameInTheSameOrder(string name)
    {
        byte[] capture = File.ReadAllBytes(SharedFiles.Path("fixtures", "parity", name));
        using var reader = new ScapReader(new MemoryStream(capture));
        var records = new CaptureRecords(reader);
        using var read = new ScapReader(new MemoryStream(capture));
        using var feed = new RecordFeed(read, new CaptureRecords(read));
        while (feed.TryTake(out var batch))
        {
            int position = 0;
            while (batch.TryNext(ref position, out var record))
            {
                Assert.True(records.TryRead(out var expected));
                Assert.True(expected.SequenceEqual(record));
            }

            feed.Release();
        }

        Assert.False(records.TryRead(out _));
        Assert.Equal(reader.Offset, read.Offset);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ManyEvents)]
    public void WhatComesBeforeDamageIsHandedOverFirst(int events)
    {
        using var reader = new ScapReader(new MemoryStream(Many(events).Raw(Part(0x216u, 0u)).ToArray()));
        using var feed = new RecordFeed(reader, new CaptureRecords(reader));
        int seen = 0;

        var error = Assert.Throws<CaptureException>(() => CountAll(feed, ref seen));

        Assert.Equal(events, seen);
        Assert.Equal(reader.Offset, error.Offset);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void ReadingEndsWithTheFeedWhereverItIs(int batches)
    {
        using var reader = new ScapReader(new MemoryStream(Many(ManyEvents).ToArray()));
        var feed = new RecordFeed(reader, new CaptureRecords(reader));
        for (int i = 0; i < batches; i++)
        {
            Assert.True(feed.TryTake(out _));
            feed.Release();
        }

        feed.Dispose();

        long offset = reader.Offset;
        Assert.True(reader.TryReadEvent());
        Assert.True(reader.Offset > offset);
    }

    [Fact]
    public void AnEventOfAPipeIsNotHeldBack()
    {
        var pipe = new Pipe();
        using var input = pipe.Writer.AsStream();
        input.Write(Begun().ToArray());
        using var reader = new ScapReader(pipe.Reader.AsStream());
        using var feed = new RecordFeed(reader, new CaptureRecords(reader));
        for (int i = 0; i < 10; i++)
        {
            input.Write(new ScapBytes().Event(5, 42, Part(0L), Part(3L)).ToArray());

            Assert.True(feed.TryTake(out var batch));
            int position = 0;
            Assert.True(batch.TryNext(ref position, out _));
            Assert.False(batch.TryNext(ref position, out _));
            feed.Release();
        }

        pipe.Writer.Complete();
        Assert.False(feed.TryTake(out _));
        Assert.Null(reader.Ending);
    }

    private static ScapBytes Many(int events)
    {
        var capture = Begun();
        for (int i = 0; i < events; i++)
        {
            capture.Event(5, 42, Part(0L), Part((long)i));
        }

        return capture;
    }

    private static void CountAll(RecordFeed feed, ref int seen)
    {
        while (feed.TryTake(out var batch))
        {
            int position = 0;
            while (batch.TryNext(ref position, out _)) seen++;
            feed.Release();
        }
    }
}
