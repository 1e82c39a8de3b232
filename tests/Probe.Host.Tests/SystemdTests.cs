using System.Net.Sockets;
using System.Text;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>What systemd is told over the socket that it gives to services of type notify.</summary>
[Collection("live")]
public class SystemdTests
{
    [Fact]
    public async Task SystemdIsToldWhenTheProbeWatchesAndWhenItStops()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "watching live needs root");
        using var folder = new TemporaryFolder();
        using var socket = Listen(folder.At("notify"));
        using var run = ProbeRun.StartThrough("env", $"NOTIFY_SOCKET={folder.At("notify")}", ProbeRun.Executable);

        Assert.Equal("READY=1", Receive(socket));
        await run.WaitFor(() => run.ErrorText.Contains("watching:"), "the start-up line");
        Assert.Equal(0, run.Terminate());
        Assert.Equal("STOPPING=1", Receive(socket));
        Assert.Equal(0, socket.Available);
    }

    [Fact]
    public void FailedStartIsNeverReady()
    {
        using var folder = new TemporaryFolder();
        using var socket = Listen(folder.At("notify"));
        using var run = ProbeRun.StartThrough(
            "env", $"NOTIFY_SOCKET={folder.At("notify")}", ProbeRun.Executable, "-r", folder.At("none.yaml"));
        Assert.Equal(1, run.WaitForEnd());
        Assert.Contains("none.yaml", run.ErrorText);
        Assert.DoesNotContain("Unhandled", run.ErrorText);
        Assert.Equal(0, socket.Available);
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
        {
            ReceiveTimeout = 60_000,
        };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
