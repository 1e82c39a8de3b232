using System.IO.Pipes;
using System.Text;
using KosmosProbe.Engine.Output;
using KosmosProbe.Host.Live;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace KosmosProbe.Host.Tests;

public sealed class AlertSinkTests : IDisposable
{
    private readonly AlertQueue _queue = new(1 << 16);
    private readonly WriteLog _output = new();

    public void Dispose()
    {
        _queue.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void EachAlertIsOneLineAndOneWrite()
    {
        var sink = Start(buffered: false);
        Add("one", "two", "three");
        sink.Stop();
        Assert.Equal(["one\n", "two\n", "three\n"], _output.Writes);
        Assert.Equal(3, sink.Written);
        Assert.Equal(0, sink.Failed);
    }

    [Fact]
    public void BufferedAlertsAreWrittenTogetherAndNotLostAtTheEnd()
    {
        Add("one", "two", "three");
        var sink = Start(buffered: true);
        sink.Stop();
        Assert.Equal("one\ntwo\nthree\n", string.Concat(_output.Writes));
        Assert.Equal(3, sink.Written);
    }

    [Fact]
    public void FailingOutputLosesCountedAlertsAndRecovers()
    {
        _output.FailuresLeft = 2;
        var sink = Start(buffered: false);
        Add("one", "two", "three");
        sink.Stop();
        Assert.Equal(["three\n"], _output.Writes);
        Assert.Equal(1, sink.Written);
        Assert.Equal(2, sink.Failed);
    }

    [Fact]
    public void PipeThatNobodyReadsLosesCountedAlerts()
    {
        using var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var end = new SafeFileHandle(reader.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        using var pipe = StandardOutput.OnPipe(end);
        pipe.Write("read"u8);
        reader.SafePipeHandle.Dispose();
        var sink = new AlertSink(_queue, pipe, buffered: false, NullLogger.Instance);
        sink.Start();
        Add("one", "two");
        sink.Stop();
        Assert.Equal(0, sink.Written);
        Assert.Equal(2, sink.Failed);
    }

    [Fact]
    public void OutputThatTakesNothingDoesNotHoldUpTheEnd()
    {
        using var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var end = new SafeFileHandle(reader.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        using var pipe = StandardOutput.OnPipe(end);
        using var queue = new AlertQueue(1 << 18);
        var sink = new AlertSink(queue, pipe, buffered: false, NullLogger.Instance)
        {
            LastWritesMax = TimeSpan.FromMilliseconds(100),
        };
        for (int i = 0; i < 4; i++) Assert.True(queue.TryAdd(new byte[20_000]));
        sink.Start();
        Assert.False(sink.Stop());
        Assert.Equal(3, sink.Written);

        // Whoever reads at last gets it all, and the thread ends.
        reader.ReadExactly(new byte[80_004]);
        Assert.True(SpinWait.SpinUntil(sink.Stop, TimeSpan.FromSeconds(10)));
        Assert.Equal(4, sink.Written);
    }

    private AlertSink Start(bool buffered)
    {
        var sink = new AlertSink(_queue, _output, buffered, NullLogger.Instance);
        sink.Start();
        return sink;
    }

    private void Add(params string[] alerts) =>
        Assert.All(alerts, alert => Assert.True(_queue.TryAdd(Encoding.UTF8.GetBytes(alert))));

    /// <summary>Remembers each write; fails as often as told.</summary>
    private sealed class WriteLog : MemoryStream
    {
        public List<string> Writes { get; } = [];

        public int FailuresLeft { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (FailuresLeft-- > 0) throw new IOException("no room");
            Writes.Add(Encoding.UTF8.GetString(buffer));
        }
    }
}
