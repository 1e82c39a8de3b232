using System.Net.Sockets;
using System.Text;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Outputs;
using Xunit;

namespace KosmosProbe.Host.Tests.Outputs;

public sealed class SyslogOutputTests : IDisposable
{
    private const string Time = @"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d";

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.At("log");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Priority.Emergency, 8)]
    [InlineData(Priority.Warning, 12)]
    [InlineData(Priority.Debug, 15)]
    public void SeverityIsTheRulesPriority(Priority priority, int number)
    {
        using var log = Listen(SocketType.Dgram);
        using var syslog = new SyslogOutput(Path);
        syslog.Write([SampleAlert.Of("something {happened}", priority)]);
        Assert.Matches($"^<{number}>{Time} falco: something {{happened}}$", Receive(log));
    }

    [Fact]
    public void NobodyListensIsAFailureUntilSomebodyDoes()
    {
        using var syslog = new SyslogOutput(Path);
        Assert.StartsWith(
            Path, Assert.Throws<IOException>(() => syslog.Write([SampleAlert.Of("one")])).Message,
            StringComparison.Ordinal);
        using var log = Listen(SocketType.Dgram);
        syslog.Write([SampleAlert.Of("one")]);
        Assert.EndsWith("falco: one", Receive(log), StringComparison.Ordinal);
    }

    [Fact]
    public void LogThatWasStartedAgainGetsTheNextAlert()
    {
        using var syslog = new SyslogOutput(Path);
        using (var first = Listen(SocketType.Dgram))
        {
            syslog.Write([SampleAlert.Of("one")]);
            Assert.EndsWith("falco: one", Receive(first), StringComparison.Ordinal);
        }

        File.Delete(Path);
        using var second = Listen(SocketType.Dgram);
        syslog.Write([SampleAlert.Of("two")]);
        Assert.EndsWith("falco: two", Receive(second), StringComparison.Ordinal);
    }

    [Fact]
    public void StreamSocketGetsAZeroBehindEachMessage()
    {
        using var listener = Listen(SocketType.Stream);
        listener.Listen();
        using var syslog = new SyslogOutput(Path);
        syslog.Write([SampleAlert.Of("one")]);
        syslog.Write([SampleAlert.Of("two")]);
        syslog.Dispose();
        using var log = listener.Accept();
        using var reader = new StreamReader(new NetworkStream(log));
        Assert.Matches($"^<12>{Time} falco: one\0<12>{Time} falco: two\0$", reader.ReadToEnd());
    }

    [Fact]
    public void MessageThatIsTooLargeIsCutAndNotLost()
    {
        using var log = Listen(SocketType.Dgram);
        using var syslog = new SyslogOutput(Path);
        syslog.Write([SampleAlert.Of(new string('x', 1 << 20))]);
        string received = Receive(log);
        Assert.InRange(received.Length, 1024, 1 << 20);
        Assert.EndsWith("xxx", received, StringComparison.Ordinal);
    }

    private Socket Listen(SocketType type)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
        socket.Bind(new UnixDomainSocketEndPoint(Path));
        return socket;
    }

    private static string Receive(Socket log)
    {
        byte[] message = new byte[1 << 20];
        return Encoding.UTF8.GetString(message, 0, log.Receive(message));
    }
}
