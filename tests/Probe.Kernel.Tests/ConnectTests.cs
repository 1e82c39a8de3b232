using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>connect: every parameter, by every ABI and family, done, begun and failed.</summary>
[Collection(KernelCollection.Name)]
public sealed class ConnectTests(ProbeSession session) : IDisposable
{
    private const int InProgress = -115;
    private const int Refused = -111;
    private const int AlreadyConnected = -106;
    private const int NotASocket = -88;
    private const int BadDescriptor = -9;
    private const int Fault = -14;
    private const int NoEntry = -2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("raw", "127.0.0.1", "stream")]
    [InlineData("libc", "127.0.0.1", "stream")]
    [InlineData("compat", "127.0.0.1", "stream")]
    [InlineData("socketcall", "127.0.0.1", "stream")]
    [InlineData("libc", "::1", "stream")]
    [InlineData("compat", "::1", "stream")]
    [InlineData("socketcall", "::1", "dgram")]
    [InlineData("raw", "127.0.0.1", "dgram")]
    public void EveryParameterIsRecordedByEveryCall(string how, string address, string type)
    {
        var run = session.Run("connect", how, address, type);
        var step = run["connect"];
        var record = run.Only(step);

        Assert.Equal(0, record.Header.Result);
        Check.Header(record, step, EventType.Connect, Abi(how));
        var connect = record.As<ConnectEvent>();
        Assert.Equal(step.Signed("fd"), connect.Fd);
        Assert.Equal(0u, connect.Pad0);
        var socket = connect.Socket;
        Assert.Equal(step.Number("sock_ino"), socket.Ino);
        Assert.Equal(0u, socket.PeerIno);
        Assert.Equal(address.Contains(':', StringComparison.Ordinal) ? Check.Inet6 : Check.Inet, socket.Family);
        Assert.Equal(type == "stream" ? 1 : 2, socket.Type);
        Assert.Equal(type == "stream" ? 6 : 17, socket.Protocol);
        Assert.Equal(SocketFlags.Connected | SocketFlags.DestinationChanged, socket.SocketFlags);
        Assert.Equal(step.Unsigned("local_port"), socket.LocalPort);
        Assert.Equal(step.Unsigned("port"), socket.RemotePort);
        Assert.Equal(step.Unsigned("netns"), socket.NetworkNamespace);
        Assert.Equal(step["local"], Check.Address(in socket, in socket.LocalAddress));
        Assert.Equal(address, Check.Address(in socket, in socket.RemoteAddress));
        Assert.False(Recorded.IsPresent(socket.UnixPath));
    }

    [Theory]
    [InlineData("libc", "127.0.0.1")]
    [InlineData("compat", "::1")]
    public void ConnectThatGoesOnIsToldWithItsPeer(string how, string address)
    {
        var run = session.Run("connect-later", how, address);
        var begin = run.Only(run["begin"]);

        Assert.Equal(InProgress, begin.Header.Result);
        Check.Header(begin, run["begin"], EventType.Connect, Abi(how));
        var socket = begin.As<ConnectEvent>().Socket;
        Assert.Equal(address, Check.Address(in socket, in socket.RemoteAddress));
        Assert.Equal(run["begin"].Unsigned("port"), socket.RemotePort);
        Assert.Equal(run["begin"].Unsigned("local_port"), socket.LocalPort);
        Assert.Equal(SocketFlags.DestinationChanged, socket.SocketFlags & ~SocketFlags.Connected);
        Assert.Equal(0, run.Only(run["again"]).Header.Result);
        Assert.Equal(AlreadyConnected, run.Only(run["third"]).Header.Result);
        socket = run.Only(run["third"]).As<ConnectEvent>().Socket;
        Assert.Equal(run["third"].Unsigned("port"), socket.RemotePort);
        Assert.Equal(SocketFlags.Connected, socket.SocketFlags & ~SocketFlags.AddressFromUser);
    }

    [Theory]
    [InlineData("libc", "127.0.0.1")]
    [InlineData("raw", "::1")]
    [InlineData("compat", "127.0.0.1")]
    public void RefusedConnectKeepsTheAddressThatWasTried(string how, string address)
    {
        var run = session.Run("connect-refused", how, address);
        var record = run.Only(run["connect"]);

        Assert.Equal(Refused, record.Header.Result);
        Check.Header(record, run["connect"], EventType.Connect, Abi(how));
        var socket = record.As<ConnectEvent>().Socket;
        Assert.Equal(SocketFlags.DestinationChanged, socket.SocketFlags);
        Assert.Equal(address, Check.Address(in socket, in socket.RemoteAddress));
        Assert.Equal(run["connect"].Unsigned("port"), socket.RemotePort);
        Assert.Equal(run["connect"].Number("sock_ino"), socket.Ino);
    }

    [Fact]
    public void MappedAddressIsKeptAsTheKernelKeepsIt()
    {
        var run = session.Run("connect-mapped");
        var socket = run.Only(run["connect"]).As<ConnectEvent>().Socket;

        Assert.Equal(Check.Inet6, socket.Family);
        Assert.Equal("::ffff:127.0.0.1", Check.Address(in socket, in socket.RemoteAddress));
        Assert.Equal("::ffff:127.0.0.1", Check.Address(in socket, in socket.LocalAddress));
    }

    [Fact]
    public void NetworkNamespaceIsTold()
    {
        var run = session.Run("connect-network", "10.9.8.7", "5432");
        var record = run.Only(run["connect"]);
        var socket = record.As<ConnectEvent>().Socket;

        Assert.Equal(0, record.Header.Result);
        Assert.Equal(run["connect"].Unsigned("netns"), socket.NetworkNamespace);
        Assert.Equal("10.9.8.7", Check.Address(in socket, in socket.RemoteAddress));
        Assert.Equal("10.9.8.7", Check.Address(in socket, in socket.LocalAddress));
        Assert.Equal(5432, socket.RemotePort);
    }

    [Theory]
    [InlineData("libc", "stream")]
    [InlineData("raw", "dgram")]
    [InlineData("compat", "stream")]
    [InlineData("socketcall", "dgram")]
    public void UnixSocketIsToldByPath(string how, string type) => AssertUnix(_folder["socket"], how, type);

    [Theory]
    [InlineData("libc", "stream")]
    [InlineData("compat", "dgram")]
    public void AbstractUnixSocketStartsWithAnAt(string how, string type) =>
        AssertUnix($"@kosmos-{Environment.ProcessId}", how, type);

    [Fact]
    public void UnixSocketThatIsNotThereIsToldByWhatWasTried()
    {
        var run = session.Run("connect-refused", "libc", _folder["nothing"]);
        var record = run.Only(run["connect"]);

        Assert.Equal(NoEntry, record.Header.Result);
        Check.Header(record, run["connect"], EventType.Connect, RecordFlags.FromUser);
        var socket = record.As<ConnectEvent>().Socket;
        Assert.Equal(_folder["nothing"], record.Text(socket.UnixPath));
        Assert.Equal("true", new CallFields(run).Read("connect", "evt.from_user"));
        Assert.Equal(SocketFlags.DestinationChanged | SocketFlags.AddressFromUser, socket.SocketFlags);
        Assert.Equal(0u, socket.PeerIno);
    }

    [Fact]
    public void ConnectThatSucceedsWithoutItsDescriptorIsToldByWhatWasAsked()
    {
        var run = session.Run("connect-taken", _folder["taken"]);
        var record = run.Only(run["connect"]);

        Assert.Equal(0, record.Header.Result);
        Check.Header(record, run["connect"], EventType.Connect, RecordFlags.FromUser);
        Assert.Equal(run["connect"].Signed("fd"), record.As<ConnectEvent>().Fd);
        var socket = record.As<ConnectEvent>().Socket;
        Assert.Equal(1, socket.Family);
        Assert.Equal(_folder["taken"], record.Text(socket.UnixPath));
        Assert.Equal(SocketFlags.AddressFromUser, socket.SocketFlags & SocketFlags.AddressFromUser);
    }

    [Fact]
    public void DescriptorThatIsNoSocketHasNoFamily()
    {
        var run = session.Run("connect-odd");
        var closed = run.Only(run["closed"]);
        var file = run.Only(run["file"]);

        Assert.Equal(BadDescriptor, closed.Header.Result);
        Assert.Equal(99, closed.As<ConnectEvent>().Fd);
        Assert.Equal(0, closed.As<ConnectEvent>().Socket.Family);
        Assert.Equal(0u, closed.As<ConnectEvent>().Socket.Ino);
        Assert.Equal(NotASocket, file.Header.Result);
        Assert.Equal(0, file.As<ConnectEvent>().Socket.Family);
        Assert.Equal(run["file"].Signed("fd"), file.As<ConnectEvent>().Fd);
    }

    [Fact]
    public void EndOfADatagramConnectionHasNoPeer()
    {
        var run = session.Run("connect-odd");
        var connected = run.Only(run["datagram"]).As<ConnectEvent>().Socket;
        var ended = run.Only(run["unspecified"]).As<ConnectEvent>().Socket;

        Assert.Equal(9, connected.RemotePort);
        Assert.Equal(SocketFlags.Connected | SocketFlags.DestinationChanged, connected.SocketFlags);
        Assert.Equal(0, ended.RemotePort);
        Assert.Equal("0.0.0.0", Check.Address(in ended, in ended.RemoteAddress));
        Assert.False(ended.SocketFlags.HasFlag(SocketFlags.Connected));
    }

    [Fact]
    public void AddressThatCannotBeReadIsMarked()
    {
        var run = session.Run("connect-odd");
        var record = run.Only(run["fault"]);

        Assert.Equal(Fault, record.Header.Result);
        Assert.True(record.Header.Flags.HasFlag(RecordFlags.Fault), record.Header.Flags.ToString());
        Assert.Equal(0, record.As<ConnectEvent>().Socket.RemotePort);
    }

    private static RecordFlags Abi(string how) => how is "compat" or "socketcall" ? RecordFlags.Compat : 0;

    private void AssertUnix(string address, string how, string type)
    {
        var run = session.Run("connect", how, address, type);
        var record = run.Only(run["connect"]);

        Assert.Equal(0, record.Header.Result);
        Check.Header(record, run["connect"], EventType.Connect, Abi(how));
        var connect = record.As<ConnectEvent>();
        Assert.Equal(run["connect"].Signed("fd"), connect.Fd);
        var socket = connect.Socket;
        Assert.Equal(Check.Unix, socket.Family);
        Assert.Equal(type == "stream" ? 1 : 2, socket.Type);
        Assert.Equal(0, socket.Protocol);
        Assert.Equal(run["connect"].Number("sock_ino"), socket.Ino);
        Assert.Equal(SocketFlags.Connected | SocketFlags.DestinationChanged, socket.SocketFlags);
        Assert.Equal(address, record.Text(socket.UnixPath));
        Assert.Equal(run["connect"].Unsigned("netns"), socket.NetworkNamespace);
        Assert.Equal((0, 0), (socket.LocalPort, socket.RemotePort));
        Assert.Equal("", Check.Address(in socket, in socket.LocalAddress));
        Assert.Equal("", Check.Address(in socket, in socket.RemoteAddress));

        // A stream's peer is the socket that the server will accept; a datagram's is the server's own.
        if (type == "dgram")
            Assert.Equal(run["server"].Number("ino"), socket.PeerIno);
        else
            Assert.True(socket.PeerIno == 0 || socket.PeerIno != run["server"].Number("ino"));
    }
}
