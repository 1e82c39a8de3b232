using KosmosProbe.Engine.Events;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

public class NetworkFieldTests
{
    private readonly World _world = new World().Feed(Records.Exec(["/bin/sh"]));

    [Theory]
    [InlineData("fd.num", "4")]
    [InlineData("fd.type", "ipv4")]
    [InlineData("fd.typechar", "4")]
    [InlineData("fd.name", "10.0.0.5:40000->10.42.0.5:5432")]
    [InlineData("fd.nameraw", "")]
    [InlineData("fd.cip", "10.0.0.5")]
    [InlineData("fd.sip", "10.42.0.5")]
    [InlineData("fd.lip", "10.0.0.5")]
    [InlineData("fd.rip", "10.42.0.5")]
    [InlineData("fd.cport", "40000")]
    [InlineData("fd.sport", "5432")]
    [InlineData("fd.lport", "40000")]
    [InlineData("fd.rport", "5432")]
    [InlineData("fd.ip", "10.42.0.5 10.0.0.5")]
    [InlineData("fd.port", "5432 40000")]
    [InlineData("fd.proto", "5432 40000")]
    [InlineData("fd.net", "10.42.0.5 10.0.0.5")]
    [InlineData("fd.snet", "10.42.0.5")]
    [InlineData("fd.cnet", "10.0.0.5")]
    [InlineData("fd.sproto", "5432")]
    [InlineData("fd.l4proto", "tcp")]
    [InlineData("fd.sockfamily", "ip")]
    [InlineData("fd.is_server", "false")]
    [InlineData("fd.connected", "true")]
    [InlineData("fd.name_changed", "true")]
    [InlineData("fd.ino", "900")]
    [InlineData("fd.dev", "0")]
    [InlineData("fd.uid", "1004")]
    [InlineData("fd.directory", null)]
    [InlineData("fd.filename", null)]
    [InlineData("evt.category", "net")]
    public void AConnectMakesTheCallerTheClient(string field, string? expected) =>
        Assert.Equal(expected, _world.Read(Records.Connect("10.42.0.5", 5432), field));

    [Fact]
    public void AConnectThatGoesOnIsConnected()
    {
        byte[] connect = Records.Connect("10.42.0.5", 80, (ref connect, _) => connect.Header.Result = -115);
        Assert.Equal("10.42.0.5", _world.Read(connect, "fd.sip"));
        Assert.Equal("true", _world.Read(connect, "fd.connected"));
    }

    [Theory]
    [InlineData("fd.name", "")]
    [InlineData("fd.sip", null)]
    [InlineData("fd.sport", null)]
    [InlineData("fd.ip", null)]
    [InlineData("fd.net", null)]
    [InlineData("fd.connected", "false")]
    [InlineData("fd.name_changed", "false")]
    [InlineData("fd.type", "ipv4")]
    [InlineData("fd.l4proto", "tcp")]
    [InlineData("evt.arg.addr", "10.42.0.5:80")]
    [InlineData("evt.arg.tuple", "NULL")]
    public void ARefusedConnectHasNoEnds(string field, string? expected) => Assert.Equal(expected, _world.Read(
        Records.Connect("10.42.0.5", 80, (ref connect, _) => connect.Header.Result = -111), field));

    [Theory]
    [InlineData("fd.type", null)]
    [InlineData("fd.typechar", "o")]
    [InlineData("fd.num", "4")]
    [InlineData("fd.name", null)]
    [InlineData("fd.connected", null)]
    [InlineData("fd.l4proto", null)]
    public void WhatIsNoSocketIsNotDescribed(string field, string? expected) => Assert.Equal(expected, _world.Read(
        Records.Connect("10.42.0.5", 80, (ref connect, _) =>
        {
            connect.Header.Result = -9;
            connect.Socket = default;
        }), field));

    [Theory]
    [InlineData("2001:db8::10", "ipv6", "6", "fd00::5:40000->2001:db8::10:443", "2001:db8::10")]
    [InlineData("::ffff:203.0.113.10", "ipv4", "4", "0.0.0.0:40000->203.0.113.10:443", "203.0.113.10")]
    public void AV4MappedAddressIsV4(string address, string type, string letter, string name, string server)
    {
        byte[] connect = Records.Connect(address, 443, (ref connect, _) =>
        {
            if (address.StartsWith("::ffff", StringComparison.Ordinal))
            {
                connect.Socket.LocalAddress = default;
            }
        });
        Assert.Equal(type, _world.Read(connect, "fd.type"));
        Assert.Equal(letter, _world.Read(connect, "fd.typechar"));
        Assert.Equal(name, _world.Read(connect, "fd.name"));
        Assert.Equal(server, _world.Read(connect, "fd.sip"));
    }

    [Theory]
    [InlineData("127.0.0.1", "true")]
    [InlineData("127.9.9.9", "true")]
    [InlineData("::1", "true")]
    [InlineData("10.0.0.5", "true")]
    [InlineData("10.0.0.6", "false")]
    public void AServerOnThisHostIsKnownByItsAddress(string address, string expected) =>
        Assert.Equal(expected, _world.Read(Records.Connect(address, 80), "fd.is_server"));

    [Theory]
    [InlineData("fd.name", "0.0.0.0:40000->10.42.0.5:53")]
    [InlineData("fd.sip", "10.42.0.5")]
    [InlineData("fd.cip", null)]
    [InlineData("fd.ip", "10.42.0.5")]
    [InlineData("fd.cport", "40000")]
    [InlineData("fd.l4proto", "udp")]
    [InlineData("fd.connected", "false")]
    [InlineData("fd.name_changed", "true")]
    public void ADatagramFromAnUnboundSocketHasOnlyAServer(string field, string? expected) =>
        Assert.Equal(expected, _world.Read(Records.Send(EventType.Sendmsg, "10.42.0.5", 53), field));

    [Theory]
    [InlineData((ushort)3, (ushort)1, "10.0.0.5->10.42.0.5", "raw")]
    [InlineData((ushort)2, (ushort)1, "10.0.0.5->10.42.0.5", "icmp")]
    [InlineData((ushort)2, (ushort)17, "10.0.0.5:40000->10.42.0.5:0", "udp")]
    [InlineData((ushort)1, (ushort)262, "10.0.0.5:40000->10.42.0.5:0", "tcp")]
    [InlineData((ushort)2, (ushort)136, "10.0.0.5:40000->10.42.0.5:0", "udp")]
    [InlineData((ushort)5, (ushort)132, "10.0.0.5:40000->10.42.0.5:0", "<NA>")]
    public void OnlyWhatHasPortsShowsThem(ushort type, ushort protocol, string name, string expected)
    {
        byte[] connect = Records.Connect("10.42.0.5", 0, (ref connect, _) =>
        {
            connect.Socket.Type = type;
            connect.Socket.Protocol = protocol;
        });
        Assert.Equal(name, _world.Read(connect, "fd.name"));
        Assert.Equal(expected, _world.Read(connect, "fd.l4proto"));
    }

    [Theory]
    [InlineData((ushort)1, (ushort)262)]
    [InlineData((ushort)2, (ushort)136)]
    public void FalcoHasNoWordForTheirKin(ushort type, ushort protocol)
    {
        var world = new World { Node = { NamesAsPassed = true } };
        Assert.Equal("<NA>", world.Read(
            Records.Connect("10.42.0.5", 0, (ref connect, _) =>
                (connect.Socket.Type, connect.Socket.Protocol) = (type, protocol)),
            "fd.l4proto"));
    }

    [Theory]
    [InlineData("fd.type", "unix")]
    [InlineData("fd.typechar", "u")]
    [InlineData("fd.name", "900->901 /run/x.sock")]
    [InlineData("fd.sockfamily", "unix")]
    [InlineData("fd.sip", null)]
    [InlineData("fd.l4proto", "<NA>")]
    [InlineData("evt.arg.tuple", "900->901 /run/x.sock")]
    [InlineData("evt.arg.addr", "/run/x.sock")]
    public void AUnixSocketIsNamedByItsPath(string field, string? expected) =>
        Assert.Equal(expected, _world.Read(Records.Connect("0.0.0.0", 0, (ref connect, texts) =>
        {
            connect.Socket.Family = 1;
            connect.Socket.PeerIno = 901;
            connect.Socket.UnixPath = texts.Add("/run/x.sock");
        }), field));

    [Fact]
    public void ANetlinkSocketHasATypeAndNoName()
    {
        byte[] send = Records.Send(EventType.Sendmsg, "0.0.0.0", 0, (ref send, _) => send.Socket.Family = 16);
        Assert.Equal("netlink", _world.Read(send, "fd.type"));
        Assert.Equal("", _world.Read(send, "fd.name"));
        Assert.Null(_world.Read(send, "fd.sockfamily"));
        Assert.Equal("unknown", _world.Read(send, "evt.category"));
    }
}
