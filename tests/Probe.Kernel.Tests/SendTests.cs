using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>sendto, sendmsg and sendmmsg to an address that the call names.</summary>
[Collection(KernelCollection.Name)]
public sealed class SendTests(ProbeSession session) : IDisposable
{
    private const uint NoSignalDontWait = 0x4040;
    private const int BadDescriptor = -9;
    private const int Unreachable = -101;
    private const int DataBytesMax = 80;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> Calls()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (string call in new[] { "sendto", "sendmsg", "sendmmsg" })
        {
            foreach (string how in new[] { "raw", "libc", "compat", "socketcall" })
            {
                rows.Add(call, how, "127.0.0.1");
                rows.Add(call, how, "::1");
                rows.Add(call, how, "@kosmos-send");
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void EveryParameterIsRecordedByEveryCall(string call, string how, string address)
    {
        var run = session.Run("send", call, how, address);
        var step = run["send"];
        var records = run.During(step);
        Assert.Equal(call == "sendmmsg" ? 3 : 1, records.Count);
        for (int i = 0; i < records.Count; i++)
        {
            CheckHeader(records[i], step, call, how, address);
            var send = records[i].As<SendEvent>();
            Assert.Equal(step.Signed("fd"), send.Fd);
            Assert.Equal(step.Number("size"), send.Size);
            Assert.Equal(NoSignalDontWait, send.MessageFlags);
            Assert.Equal((uint)i, send.MessageIndex);
            Assert.Equal(0u, send.Pad0);
            Assert.Equal(DataBytesMax, step["data"].Length);
            Assert.Equal(step["data"], records[i].Text(send.Data));
            CheckSocket(records[i], step, run["server"], address);
            var asked = address[0] == '@' ? SocketFlags.AddressFromUser : 0;
            Assert.Equal(i == 0 ? asked | SocketFlags.DestinationChanged : asked, send.Socket.SocketFlags);
        }
    }

    [Fact]
    public void UnixDatagramIsToldByPath()
    {
        var run = session.Run("send", "sendto", "libc", _folder["socket"]);
        var socket = run.Only(run["send"]).As<SendEvent>().Socket;

        Assert.Equal(Check.Unix, socket.Family);
        Assert.Equal(_folder["socket"], run.Only(run["send"]).Text(socket.UnixPath));
    }

    [Fact]
    public void ConnectedSocketIsMarkedAndSoIsAnotherDestination()
    {
        var run = session.Run("send-connected");
        var peer = run.Only(run["peer"]).As<SendEvent>().Socket;
        var other = run.Only(run["other"]).As<SendEvent>().Socket;

        Assert.Equal(SocketFlags.Connected, peer.SocketFlags & ~SocketFlags.AddressFromUser);
        Assert.Equal(run["server"].Unsigned("peer"), peer.RemotePort);
        Assert.Equal(
            SocketFlags.Connected | SocketFlags.DestinationChanged, other.SocketFlags & ~SocketFlags.AddressFromUser);
        Assert.Equal(run["server"].Unsigned("other"), other.RemotePort);
        Assert.Equal("127.0.0.1", Check.Address(in other, in other.RemoteAddress));
        Assert.Equal("127.0.0.1", Check.Address(in other, in other.LocalAddress));
    }

    [Fact]
    public void SendThatNamesNoAddressIsLeftOut()
    {
        var run = session.Run("send-connected");

        Assert.Empty(run.During(run["none"]));
        Assert.Empty(run.During(run["none-msg"]));
    }

    [Theory]
    [InlineData("sendto", EventType.Sendto)]
    [InlineData("sendmsg", EventType.Sendmsg)]
    [InlineData("sendmmsg", EventType.Sendmmsg)]
    public void FailedSendTellsWhereTo(string call, EventType type)
    {
        var run = session.Run("send-failed", call);
        var unreachable = run.Only(run["unreachable"]);
        var closed = run.Only(run["closed"]);
        var socket = unreachable.As<SendEvent>().Socket;

        Assert.Equal(type, unreachable.Type);
        Assert.Equal(Unreachable, unreachable.Header.Result);
        Assert.Equal("192.0.2.7", Check.Address(in socket, in socket.RemoteAddress));
        Assert.Equal(4000, socket.RemotePort);
        Assert.Equal(run["unreachable"].Unsigned("netns"), socket.NetworkNamespace);
        Assert.Equal(BadDescriptor, closed.Header.Result);
        Assert.Equal(0, closed.As<SendEvent>().Socket.Family);
        Assert.Equal(99, closed.As<SendEvent>().Fd);
    }

    private static void CheckHeader(Recorded record, Line step, string call, string how, string address)
    {
        var type = Enum.Parse<EventType>(call, ignoreCase: true);
        var header = record.Header;

        // The kernel shows what it takes of internet addresses, of paths only what the caller's memory says.
        var flags = (how is "compat" or "socketcall" ? RecordFlags.Compat : 0)
            | (address[0] == '@' ? RecordFlags.FromUser : 0);
        if (call != "sendmmsg")
        {
            Check.Header(record, step, type, flags);
            return;
        }

        // Each message's result is its own bytes; the call's is the number of messages.
        Assert.Equal(3, step.Signed("result"));
        Assert.Equal(step.Signed("size"), header.Result);
        Assert.Equal(type, header.Type);
        Assert.Equal(flags, header.Flags);
        Assert.Equal(record.Length, header.Length);
        Check.Thread(header, step);
    }

    private static void CheckSocket(Recorded record, Line step, Line server, string address)
    {
        var socket = record.As<SendEvent>().Socket;
        bool isUnix = address[0] == '@';
        Assert.Equal(step.Number("sock_ino"), socket.Ino);
        Assert.Equal(isUnix ? 1 : address.Contains(':', StringComparison.Ordinal) ? 10 : 2, socket.Family);
        Assert.Equal(2, socket.Type);
        Assert.Equal(isUnix ? 0 : 17, socket.Protocol);
        Assert.Equal(step.Unsigned("netns"), socket.NetworkNamespace);
        if (isUnix)
        {
            Assert.Equal(address, record.Text(socket.UnixPath));
            return;
        }

        Assert.Equal(step.Unsigned("local_port"), socket.LocalPort);
        Assert.Equal(step["local"], Check.Address(in socket, in socket.LocalAddress));
        Assert.Equal(server.Unsigned("port"), socket.RemotePort);
        Assert.Equal(address, Check.Address(in socket, in socket.RemoteAddress));
        Assert.False(Recorded.IsPresent(socket.UnixPath));
    }
}
