using System.Net.Sockets;
using System.Text;
using KosmosProbe.Host.Live;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KosmosProbe.Host.Tests.Outputs;

public sealed class SyslogLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.At("log");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(LogLevel.Critical, 10)]
    [InlineData(LogLevel.Error, 11)]
    [InlineData(LogLevel.Warning, 12)]
    [InlineData(LogLevel.Information, 14)]
    [InlineData(LogLevel.Debug, 15)]
    public void MessagesArriveWithTheirSeverity(LogLevel level, int number)
    {
        using var log = Listen();
        using var provider = new SyslogLog(Path);
        var exception = new InvalidOperationException("that is why");
        provider.CreateLogger("any").Log(level, 0, "it failed", exception, static (text, _) => text);
        string received = Receive(log);
        Assert.StartsWith($"<{number}>", received, StringComparison.Ordinal);
        Assert.EndsWith(" falco: it failed: that is why", received, StringComparison.Ordinal);
    }

    [Fact]
    public void LastMessagesAreSentBeforeTheEnd()
    {
        using var log = Listen();
        using (var provider = new SyslogLog(Path))
        {
            var logger = provider.CreateLogger("any");
            for (int i = 0; i < 5; i++) logger.Log(LogLevel.Warning, 0, $"{i}", null, static (text, _) => text);
        }

        for (int i = 0; i < 5; i++) Assert.EndsWith($"falco: {i}", Receive(log), StringComparison.Ordinal);
    }

    [Fact]
    public void NobodyListensHoldsUpNobodyUntilSomebodyDoes()
    {
        using var provider = new SyslogLog(Path);
        var logger = provider.CreateLogger("any");
        for (int i = 0; i < 5000; i++) logger.Log(LogLevel.Warning, 0, "lost", null, static (text, _) => text);
        using var log = Listen();
        logger.Log(LogLevel.Warning, 0, "heard", null, static (text, _) => text);
        Assert.Contains(" falco: ", Receive(log), StringComparison.Ordinal);
    }

    private Socket Listen()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
        {
            ReceiveTimeout = 60_000,
        };
        socket.Bind(new UnixDomainSocketEndPoint(Path));
        return socket;
    }

    private static string Receive(Socket log)
    {
        byte[] message = new byte[1 << 16];
        return Encoding.UTF8.GetString(message, 0, log.Receive(message));
    }
}
