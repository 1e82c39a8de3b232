using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Text;
using KosmosProbe.Host.Outputs;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace KosmosProbe.Host.Tests.Outputs;

public sealed class QueuedSinkTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly QueueLimits Quick = new()
    {
        RetryFirst = TimeSpan.FromMilliseconds(1),
        RetryMax = TimeSpan.FromMilliseconds(5),
    };

    private readonly LogLines _log = new();
    private readonly WriteLog _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void EachAlertIsWrittenByItself()
    {
        var sink = Start(Quick);
        Offer(sink, "one", "two", "three");
        Assert.True(sink.Stop(Patience));
        Assert.Equal(["one\n", "two\n", "three\n"], _output.Writes);
        Assert.Equal((3, 3, 0), Counted(sink));
        Assert.True(_output.IsDisposed);
        Assert.Empty(_log.All);
    }

    [Fact]
    public void BufferedAlertsAreWrittenTogetherAndNotLostAtTheEnd()
    {
        var sink = new QueuedSink(_output, Quick with { IsBuffered = true }, _log);
        Offer(sink, "one", "two", "three");
        sink.Start();
        Assert.True(sink.Stop(Patience));
        Assert.Equal("one\ntwo\nthree\n", string.Concat(_output.Writes));
        Assert.Equal((3, 3, 0), Counted(sink));
    }

    [Fact]
    public void BufferedAlertsAreNotHeldBackForEver()
    {
        var sink = Start(Quick with { IsBuffered = true });
        Offer(sink, "one");
        Until.Holds(() => _output.Writes.Count == 1);
        Assert.True(sink.Stop(Patience));
    }

    [Fact]
    public void FailingOutputKeepsItsAlertsInOrderAndTellsOncePerChange()
    {
        _output.FailuresLeft = 5;
        var sink = Start(Quick);
        Offer(sink, "one", "two", "three");
        Until.Holds(() => _output.Writes.Count == 3);
        Assert.True(sink.Stop(Patience));
        Assert.Equal(["one\n", "two\n", "three\n"], _output.Writes);
        Assert.Equal((3, 3, 0), Counted(sink));
        Assert.Equal(5, sink.Counters.Retries);
        Assert.Equal("no room", sink.Counters.LastError);
        Assert.False(sink.Counters.Failing);
        Assert.Equal(
            ["output test cannot be written: no room; its alerts wait until it can", "output test works again"],
            _log.All);
    }

    [Fact]
    public void WhatCannotBeWrittenAtTheEndIsCounted()
    {
        _output.FailuresLeft = int.MaxValue;
        var sink = Start(Quick);
        Offer(sink, "one", "two");
        Assert.True(sink.Stop(Patience));
        Assert.Equal((2, 0, 2), Counted(sink));
        Assert.Equal(0, sink.Counters.QueueDepth);
    }

    [Theory]
    [InlineData(2, 1 << 20)]
    [InlineData(0, 900)]
    public void FullQueueDropsCountedAlertsAndKeepsTheOldest(int alertsMax, long bytesMax)
    {
        var sink = new QueuedSink(_output, Quick with { AlertsMax = alertsMax, BytesMax = bytesMax }, _log);
        Offer(sink, "one", "two", "three", "four");
        Assert.Equal(2, sink.Counters.QueueDepth);
        sink.Start();
        Assert.True(sink.Stop(Patience));
        Assert.Equal(["one\n", "two\n"], _output.Writes);
        Assert.Equal((4, 2, 2), Counted(sink));
        Assert.StartsWith("output test is slower", Assert.Single(_log.All), StringComparison.Ordinal);
    }

    [Fact]
    public void DescriptorThatMayNotBeWrittenIsToldAndNothingEnds()
    {
        using var descriptor = File.OpenHandle("/dev/null");
        using var stream = StandardOutput.OnPipe(descriptor);
        var sink = new QueuedSink(new LineStream("stdout", stream), Quick, _log);
        sink.Start();
        Offer(sink, "one");
        Until.Holds(() => sink.Counters.Failing);
        Assert.True(sink.Stop(Patience));
        Assert.Equal((1, 0, 1), Counted(sink));
    }

    [Fact]
    public void PipeThatNobodyReadsFails()
    {
        using var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var end = new SafeFileHandle(reader.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        using var pipe = StandardOutput.OnPipe(end);
        pipe.Write("read"u8);
        reader.SafePipeHandle.Dispose();
        var sink = new QueuedSink(new LineStream("stdout", pipe), Quick, _log);
        sink.Start();
        Offer(sink, "one", "two");
        Until.Holds(() => sink.Counters.Failing);
        Assert.True(sink.Stop(Patience));
        Assert.Equal((2, 0, 2), Counted(sink));
    }

    [Fact]
    public void OutputThatTakesNothingIsToldAndDoesNotHoldUpTheEnd()
    {
        using var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var end = new SafeFileHandle(reader.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        using var pipe = StandardOutput.OnPipe(end);
        var limits = Quick with { WriteMax = TimeSpan.FromMilliseconds(50) };
        var sink = new QueuedSink(new LineStream("stdout", pipe), limits, _log);
        string alert = new('x', 20_000);
        Offer(sink, alert, alert, alert, alert);
        sink.Start();
        Until.Holds(() => sink.Counters is { Delivered: 3, Failing: true });
        Assert.False(sink.Stop(TimeSpan.FromMilliseconds(100)));
        Assert.Equal((4, 3, 0), Counted(sink));

        // Whoever reads at last gets it all, and the thread ends.
        reader.ReadExactly(new byte[80_004]);
        Assert.True(sink.Stop(Patience));
        Assert.Equal((4, 4, 0), Counted(sink));
        Assert.Contains("output stdout has taken nothing for 50 ms; its alerts wait, others do not", _log.All);
        Assert.Equal("output stdout works again", _log.All[^1]);
        Assert.False(sink.Counters.Failing);
    }

    private QueuedSink Start(QueueLimits limits)
    {
        var sink = new QueuedSink(_output, limits, _log);
        sink.Start();
        return sink;
    }

    private static void Offer(QueuedSink sink, params string[] alerts) =>
        Assert.All(alerts, alert => sink.Offer(SampleAlert.Of(alert)));

    private static (long Offered, long Delivered, long Dropped) Counted(QueuedSink sink) =>
        (sink.Counters.Offered, sink.Counters.Delivered, sink.Counters.Dropped);

    /// <summary>Remembers each write; fails as often as told.</summary>
    private sealed class WriteLog : IAlertOutput
    {
        private readonly ConcurrentQueue<string> _writes = new();

        public ConcurrentQueue<string> Writes => _writes;

        public int FailuresLeft { get; set; }

        public bool IsDisposed { get; private set; }

        public string Name => "test";

        public int AlertsMax => int.MaxValue;

        public void Write(IReadOnlyList<OutgoingAlert> alerts)
        {
            if (FailuresLeft > 0)
            {
                FailuresLeft--;
                throw new IOException("no room");
            }

            _writes.Enqueue(string.Concat(
                alerts.Select(alert => Encoding.UTF8.GetString(alert.Message.Span) + "\n")));
        }

        public void Dispose() => IsDisposed = true;
    }
}
