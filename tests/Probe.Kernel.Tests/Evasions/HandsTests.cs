using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests.Evasions;

/// <summary>Connections in other hands than their maker's, and several destinations in one call.</summary>
[Collection(KernelCollection.Name)]
public sealed class HandsTests(ProbeSession session)
{
    [Fact]
    public void ConnectionIsToldWhoeverHasIt()
    {
        var run = session.Run("evade-hands");
        var fields = new CallFields(run);
        string name = $"127.0.0.1:{run["connection"]["from"]}->127.0.0.1:{run["connection"]["port"]}";

        foreach (string step in new[] { "given", "taken", "put" })
        {
            Assert.Equal(name, fields.Read(step, "fd.name"));
            Assert.Equal("ipv4", fields.Read(step, "fd.type"));
        }

        Assert.Equal("0", fields.Read("given", "fd.num"));
        Assert.Equal("1000", fields.Read("put", "evt.rawres"));
    }

    [Fact]
    public void EachDatagramOfACallTellsItsDestination()
    {
        var run = session.Run("evade-many");
        var sockets = run.During(run["send"]).Select(record => record.As<SendEvent>().Socket).ToList();

        Assert.Equal(
            ["127.0.0.1:9000", "127.0.0.2:9001", "127.0.0.3:9002"],
            sockets.Select(socket => $"{Check.Address(in socket, in socket.RemoteAddress)}:{socket.RemotePort}"));
        Assert.All(sockets, socket => Assert.True(socket.SocketFlags.HasFlag(SocketFlags.DestinationChanged)));
    }
}
