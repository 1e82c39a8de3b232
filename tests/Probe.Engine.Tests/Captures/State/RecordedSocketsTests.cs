using Xunit;
using static KosmosProbe.Engine.Tests.Captures.State.Calls;
using static KosmosProbe.Engine.Tests.Captures.State.Parameters;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>Ends, roles and names of sockets.</summary>
public class RecordedSocketsTests
{
    private const uint Datagram = 2;
    private const uint Raw = 3;

    [Fact]
    public void AConnectionHasAClientAndAServer()
    {
        var machine = Machine().Socket(3).Connect(3, Ends("10.42.0.5", 4000, "10.43.0.1", 80));

        Assert.Equal("10.42.0.5:4000->10.43.0.1:80", machine.Read("fd.name"));
        Assert.Equal("4000", machine.Read("fd.cport"));
        Assert.Equal("80", machine.Read("fd.sport"));
        Assert.Equal("tcp", machine.Read("fd.l4proto"));
        Assert.Equal("true", machine.Read("fd.connected"));
        Assert.Equal("true", machine.Read("fd.name_changed"));
        Assert.Equal("ip", machine.Read("fd.sockfamily"));
    }

    [Theory]
    [InlineData(-111, "", "false")]
    [InlineData(-115, "10.42.0.5:4000->10.43.0.1:80", "true")]
    public void OnlyAConnectThatMayWorkGivesEnds(long result, string name, string connected)
    {
        var machine = Machine().Socket(3).Connect(3, Ends("10.42.0.5", 4000, "10.43.0.1", 80), result);

        Assert.Equal(name, machine.Read("fd.name"));
        Assert.Equal(connected, machine.Read("fd.connected"));
    }

    [Fact]
    public void TheServerOfAnAcceptedConnectionIsWhoAccepts()
    {
        var machine = Machine().Apply(
            "accept", Tid, Long(4), Ends("10.42.0.9", 5000, "10.42.0.5", 443), [0], Int(0), Int(0));

        Assert.Equal("10.42.0.9:5000->10.42.0.5:443", machine.Read("fd.name"));
        Assert.Equal("443", machine.Read("fd.sport"));
        Assert.Equal("true", machine.Read("fd.connected"));
    }

    [Fact]
    public void AnAcceptThatFailedHasNoDescriptor()
    {
        var machine = Machine().Apply("accept", Tid, Long(-11), [], [0], Int(0), Int(0));

        Assert.Equal("-1", machine.Read("fd.num"));
        Assert.Equal("NULL", machine.Read("fd.name"));
        Assert.Equal("4", machine.Read("fd.typechar"));
    }

    [Fact]
    public void ABoundSocketHasTheServersEndAlone()
    {
        var machine = Machine().Socket(3).Bind(3, At("0.0.0.0", 443)).Apply("listen", Tid, Long(0), Long(3), Int(9));

        Assert.Equal("0.0.0.0:443", machine.Read("fd.name"));
        Assert.Equal("443", machine.Read("fd.sport"));
        Assert.Null(machine.Read("fd.cport"));
        Assert.Null(machine.Read("fd.lport"));
        Assert.Equal("true", machine.Read("fd.is_server"));
        Assert.Equal("tcp", machine.Read("fd.l4proto"));
    }

    [Fact]
    public void ADatagramHasItsOwnEnds()
    {
        var machine = Machine().Socket(3, type: Datagram).Sendto(3, Ends("10.42.0.5", 4000, "10.43.0.10", 53));
        Assert.Equal("10.42.0.5:4000->10.43.0.10:53", machine.Read("fd.name"));
        Assert.Equal("udp", machine.Read("fd.l4proto"));
        Assert.Equal("true", machine.Read("fd.name_changed"));

        machine.Settle().Recvfrom(3, Ends("10.43.0.10", 53, "10.42.0.5", 4000));
        Assert.Equal("10.42.0.5:4000->10.43.0.10:53", machine.Read("fd.name"));
        Assert.Equal("false", machine.Read("fd.name_changed"));

        machine.Settle().Sendto(3, Ends("10.42.0.5", 4000, "10.43.0.11", 53));
        Assert.Equal("10.42.0.5:4000->10.43.0.11:53", machine.Read("fd.name"));
        Assert.Equal("true", machine.Read("fd.name_changed"));
    }

    [Fact]
    public void WhoHasBoundThePortIsTheServer()
    {
        var machine = Machine().Socket(3, type: Datagram).Bind(3, At("0.0.0.0", 53))
            .Recvfrom(3, Ends("10.42.0.9", 4000, "10.42.0.5", 53));

        Assert.Equal("10.42.0.9:4000->10.42.0.5:53", machine.Read("fd.name"));
        machine.Settle().Sendto(3, Ends("10.42.0.5", 53, "10.42.0.8", 4001));
        Assert.Equal("10.42.0.8:4001->10.42.0.5:53", machine.Read("fd.name"));
        Assert.Equal("53", machine.Read("fd.sport"));
    }

    [Fact]
    public void ASendOnAnUnknownSocketMakesOneOfDatagrams()
    {
        var machine = Machine().Sendto(9, Ends("10.42.0.5", 4000, "10.43.0.10", 53));

        Assert.Equal("10.42.0.5:4000->10.43.0.10:53", machine.Read("fd.name"));
        Assert.Equal("udp", machine.Read("fd.l4proto"));
        Assert.Equal("1", machine.Read("proc.fdopencount"));
    }

    [Fact]
    public void MappedAddressesAreThoseOfIpv4()
    {
        var machine = Machine().Apply(
            "accept", Tid, Long(4), Ends("::ffff:10.42.0.9", 5000, "::ffff:10.42.0.5", 443), [0], Int(0), Int(0));

        Assert.Equal("10.42.0.9:5000->10.42.0.5:443", machine.Read("fd.name"));
        Assert.Equal("ipv4", machine.Read("fd.type"));
    }

    [Fact]
    public void RawSocketsHaveNoPorts()
    {
        var machine = Machine().Socket(3, type: Raw, protocol: 1).Sendto(3, Ends("10.42.0.5", 1, "10.43.0.10", 0));

        Assert.Equal("10.42.0.5->10.43.0.10", machine.Read("fd.name"));
        Assert.Equal("raw", machine.Read("fd.l4proto"));
    }

    [Fact]
    public void UnixSocketsAreNamedByPointersAndPath()
    {
        var machine = Machine().Socket(3, family: 1).Connect(3, UnixEnds(0xff10, 0xff20, "/run/x.sock"));

        Assert.Equal("ff10->ff20 /run/x.sock", machine.Read("fd.name"));
        Assert.Equal("unix", machine.Read("fd.sockfamily"));
        Assert.Equal("u", machine.Read("fd.typechar"));
    }

    [Fact]
    public void WhatThePollWaitsForIsListed()
    {
        var machine = Machine().Openat(3, "/a").Settle().Socket(4).Connect(4, Ends("10.0.0.1", 9, "10.0.0.2", 80));
        byte[] list = [3, 0, .. Long(3), 1, 0, .. Long(4), 1, 0, .. Long(99), 1, 0];

        machine.Settle().Apply("poll", Tid, Long(1), list, Long(0));

        Assert.Equal("3,4,99", machine.Read("fdlist.nums"));
        Assert.Equal("/a,10.0.0.1:9->10.0.0.2:80,<NA>", machine.Read("fdlist.names"));
        Assert.Equal("10.0.0.1", machine.Read("fdlist.cips"));
        Assert.Equal("80", machine.Read("fdlist.sports"));
    }
}
