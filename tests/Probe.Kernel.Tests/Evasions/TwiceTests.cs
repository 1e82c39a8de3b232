using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests.Evasions;

/// <summary>Opens and connections by calls that rules do not name are told as what they are, too.</summary>
[Collection(KernelCollection.Name)]
public sealed class TwiceTests(ProbeSession session) : IDisposable
{
    private const long AtWorkingDirectory = -100;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FilesMadeByCreatAreToldAsOpened()
    {
        var run = session.RunBeyondFalco([], "twice-open", _folder.Path);
        var made = Also(run, "creat", EventType.Open, EventType.Creat);
        var fields = new CallFields(run);

        Assert.Equal(_folder["made"], fields.ReadAt(made, "fd.name"));
        Assert.Equal("true", fields.ReadAt(made, "evt.is_open_write"));
        Assert.Equal("f", fields.ReadAt(made, "fd.typechar"));
        Assert.Equal("O_TRUNC|O_CREAT|O_WRONLY|O_F_CREATED", fields.ReadAt(made, "evt.arg.flags"));
        Assert.Equal("0640", fields.ReadAt(made, "evt.arg.mode"));
        Assert.True(Also(run, "creat-fails", EventType.Open, EventType.Creat).Header.Result < 0);
    }

    [Fact]
    public void FilesOpenedByTheirHandlesAreToldAsOpened()
    {
        var run = session.RunBeyondFalco([], "twice-open", _folder.Path);
        var opened = Also(run, "handle", EventType.Open, EventType.OpenByHandleAt);
        var fields = new CallFields(run);

        Assert.Equal($"/dev/shm/kosmos-{run.Pid}", fields.ReadAt(opened, "fd.name"));
        Assert.Equal("true", fields.ReadAt(opened, "evt.is_open_write"));
        Assert.Equal("f", fields.ReadAt(opened, "fd.typechar"));
        Assert.Equal(default, opened.Header.Flags);
    }

    [Fact]
    public void OpensAreToldToWhoWantsOpensAlone()
    {
        var run = session.RunBeyondFalco([EventType.Creat, EventType.OpenByHandleAt], "twice-open", _folder.Path);
        Assert.Equal(EventType.Open, run.Only(run["creat"]).Type);
        Assert.Equal(EventType.Open, run.Only(run["handle"]).Type);
    }

    [Theory]
    [InlineData("sendto", EventType.Sendto)]
    [InlineData("sendmsg", EventType.Sendmsg)]
    [InlineData("sendmmsg", EventType.Sendmmsg)]
    public void SendsThatConnectAreToldAsConnections(string step, EventType call)
    {
        Assert.SkipUnless(CanConnectBySends, "TCP Fast Open is switched off here");
        var run = session.RunBeyondFalco([], "twice-connect");
        var connect = Also(run, step, EventType.Connect, call);
        var fields = new CallFields(run);

        Assert.Equal("0", fields.ReadAt(connect, "evt.rawres"));
        Assert.EndsWith(
            $"->127.0.0.1:{run["server"]["port"]}", fields.ReadAt(connect, "fd.name"), StringComparison.Ordinal);
        Assert.Equal("tcp", fields.ReadAt(connect, "fd.l4proto"));
    }

    [Fact]
    public void SendsAreConnectionsToWhoWantsConnectionsAlone()
    {
        Assert.SkipUnless(CanConnectBySends, "TCP Fast Open is switched off here");
        var run = session.RunBeyondFalco([EventType.Sendto, EventType.Sendmsg, EventType.Sendmmsg], "twice-connect");
        foreach (string step in new[] { "sendto", "sendmsg", "sendmmsg" })
        {
            Assert.Equal(EventType.Connect, run.Only(run[step]).Type);
        }

        Assert.Empty(run.During(run["datagram"]));
    }

    [Fact]
    public void DatagramsConnectNothing()
    {
        var run = session.RunBeyondFalco([], "twice-connect");
        Assert.Equal(EventType.Sendto, run.Only(run["datagram"]).Type);
    }

    [Fact]
    public void FalcosViewKnowsOneEventOfEach()
    {
        var opens = session.Run("twice-open", _folder.Path);
        Assert.Equal(EventType.Creat, opens.Only(opens["creat"]).Type);
        Assert.Equal(EventType.OpenByHandleAt, opens.Only(opens["handle"]).Type);
        var connects = session.Run("twice-connect");
        Assert.Equal(EventType.Sendto, connects.Only(connects["sendto"]).Type);
    }

    [Fact]
    public void NumbersThatFewProgramsUseAreKnown()
    {
        var run = session.RunWatching([EventType.Newfstatat, EventType.Select], "twice-number", _folder.Path);
        Assert.Equal(EventType.Newfstatat, run.Only(run["fstatat64"]).Type);
        Assert.Equal(EventType.Select, run.Only(run["newselect"]).Type);
        Assert.Equal(EventType.OpenTreeAttr, run.Only(run["open-tree-attr"]).Type);
        Assert.Equal(AtWorkingDirectory, run.Only(run["open-tree-attr"]).As<CallEvent>().Numbers[0]);
    }

    private static bool CanConnectBySends =>
        !File.ReadAllText("/proc/sys/net/ipv4/tcp_fastopen").StartsWith('0');

    // Of the two events of a step the one that it is told as, too.
    private static Recorded Also(WorkloadRun run, string step, EventType also, EventType call)
    {
        var records = run.During(run[step]);
        Assert.Equal(new[] { also, call }.Order(), records.Select(record => record.Type).Order());
        return records.Single(record => record.Type == also);
    }
}
