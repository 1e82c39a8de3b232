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
    public void ConnectionInThePlaceOfAStandardDescriptorIsToldAsACopy()
    {
        var run = session.RunBeyondFalco([], "evade-standard");
        string name = $"127.0.0.1:{run["ends"]["from"]}->127.0.0.1:{run["ends"]["port"]}";

        foreach (var (step, call, number) in new[]
        {
            ("copied", EventType.Fcntl, "0"), ("copied-closing", EventType.Fcntl, "1"),
            ("copied-compat", EventType.Fcntl, "2"), ("taken", EventType.PidfdGetfd, "0"),
        })
        {
            var fields = Copy(run, step, call);
            Assert.Equal((number, number, name, "ipv4"), fields);
        }

        var (result, fd, connection, type) = Copy(run, "connected", EventType.Connect);
        Assert.Equal(("0", "0", "ipv4"), (result, fd, type));
        Assert.EndsWith($"->127.0.0.1:{run["ends"]["port"]}", connection, StringComparison.Ordinal);
        (result, fd, connection, type) = Copy(run, "accepted", EventType.Accept);
        Assert.Equal(("0", "0", "ipv4"), (result, fd, type));
        Assert.EndsWith($"->127.0.0.1:{run["ends"]["port"]}", connection, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherCallsAreNoCopies()
    {
        var run = session.RunBeyondFalco([], "evade-standard");
        Assert.Equal(EventType.Fcntl, run.Only(run["marked"]).Type);
        Assert.Equal(EventType.Connect, run.Only(run["connected-above"]).Type);
        Assert.Equal(EventType.Connect, run.Only(run["refused"]).Type);
        Assert.Equal(EventType.Accept, run.Only(run["accepted-above"]).Type);
    }

    [Fact]
    public void CopiesAreToldToWhoWantsCopiesAlone()
    {
        EventType[] calls = [EventType.Fcntl, EventType.Connect, EventType.Accept, EventType.PidfdGetfd];
        var run = session.RunBeyondFalco(calls, "evade-standard");
        foreach (string step in new[] { "copied", "copied-compat", "taken", "connected", "accepted" })
        {
            Assert.Equal(EventType.Dup, run.Only(run[step]).Type);
        }

        Assert.Empty(run.During(run["marked"]));
        Assert.Empty(run.During(run["connected-above"]));
    }

    [Fact]
    public void FalcosViewKnowsNoCopiesByOtherCalls()
    {
        var run = session.Run("evade-standard");
        Assert.Equal(EventType.Fcntl, run.Only(run["copied"]).Type);
        Assert.Equal(EventType.Connect, run.Only(run["connected"]).Type);
        Assert.Equal(EventType.Accept, run.Only(run["accepted"]).Type);
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

    // Of the two events of a step the copy's evt.rawres, fd.num, fd.name and fd.type.
    private static (string? Result, string? Number, string? Name, string? Type) Copy(
        WorkloadRun run, string step, EventType call)
    {
        var records = run.During(run[step]);
        Assert.Equal(new[] { EventType.Dup, call }.Order(), records.Select(record => record.Type).Order());
        var copy = records.Single(record => record.Type == EventType.Dup);
        var fields = new CallFields(run);
        return (fields.ReadAt(copy, "evt.rawres"), fields.ReadAt(copy, "fd.num"), fields.ReadAt(copy, "fd.name"),
            fields.ReadAt(copy, "fd.type"));
    }
}
