using KosmosProbe.Engine.Captures.State;
using Xunit;
using static KosmosProbe.Engine.Tests.Captures.State.Parameters;

namespace KosmosProbe.Engine.Tests.Captures.State;

public sealed class RecordedFamiliesTests
{
    private readonly RecordedMachine _machine = new RecordedMachine()
        .Seed(1, 1, 0, static thread => thread.Comm = "init"u8.ToArray()).Seed(100, 100, 1).Begin()
        .Clone(100, child: 200).Clone(200, child: 300);

    [Fact]
    public void TheRulesStillSeeAThreadThatEnds()
    {
        _machine.Apply("procexit", 300, Long(0), Long(0), [0], [0], Long(0));

        Assert.Equal("bash", _machine.Read("proc.name"));
        Assert.Equal("0", _machine.Read("proc.nthreads"));
        Assert.True(_machine.Node.Threads.TryFind(300, out _));

        _machine.Settle();
        Assert.False(_machine.Node.Threads.TryFind(300, out _));
    }

    [Fact]
    public void OrphansGoToWhomTheKernelNames()
    {
        _machine.Exit(200, reaper: 100);

        Assert.Equal("100", _machine.Read(300, "proc.ppid"));
    }

    [Fact]
    public void OrphansGoToInitWhereTheKernelNamesNobody()
    {
        _machine.Exit(200);

        Assert.Equal("1", _machine.Read(300, "proc.ppid"));
    }

    [Fact]
    public void OrphansGoToTheNearestThatTakesThemIn()
    {
        _machine.Event("prctl", 100, Long(0), Int(36), [], Long(1)).Exit(200);
        Assert.Equal("100", _machine.Read(300, "proc.ppid"));

        _machine.Event("prctl", 100, Long(0), Int(36), [], Long(0)).Clone(100, child: 201).Clone(201, child: 301)
            .Exit(201);
        Assert.Equal("1", _machine.Read(301, "proc.ppid"));
    }

    [Fact]
    public void OrphansGoToAnotherThreadOfTheProcessFirst()
    {
        _machine.Clone(200, child: 202, CloneFlags.Thread).Exit(200);

        Assert.Equal("200", _machine.Read(300, "proc.ppid"));
        Assert.True(_machine.Node.Threads.TryFind(300, out var orphan));
        Assert.Equal(202u, orphan.Recorded!.ParentTid);
    }

    [Fact]
    public void ALeaderStaysUntilItsLastThreadEnds()
    {
        _machine.Clone(200, child: 202, CloneFlags.Thread).Exit(200);
        Assert.Equal("1", _machine.Read(202, "proc.nthreads"));
        Assert.Equal("1", _machine.Read(202, "proc.nchilds"));

        _machine.Exit(202);
        Assert.False(_machine.Node.Threads.TryFind(200, out _));
        Assert.False(_machine.Node.Threads.TryFind(202, out _));
    }

    [Fact]
    public void ALeaderThatEndedLivesOnInAnExec()
    {
        _machine.Clone(200, child: 202, CloneFlags.Thread).Exit(200).Exec(200, "/bin/cat");

        Assert.Equal("1", _machine.Read(200, "proc.nthreads"));
        Assert.False(_machine.Node.Threads.TryFind(202, out _));
    }

    [Fact]
    public void WhoseParentIsNotKnownHasNone()
    {
        _machine.Child(400, 400, parent: 399);

        Assert.Null(_machine.Read(400, "proc.ppid"));
        Assert.Equal("-1", _machine.Read(399, "proc.pid"));
    }

    [Fact]
    public void AnIdIsUsedAgainAfterAnEndThatWasNotTold()
    {
        _machine.Exec(300, "/bin/cat");
        _machine.NowNs += 3_000_000_000;
        _machine.Child(300, 300, parent: 100);

        Assert.Equal("bash", _machine.Read(300, "proc.name"));
        Assert.Equal("1", _machine.Read(300, "proc.nthreads"));
    }

    [Fact]
    public void AnIdIsUsedAgainByTheCallersWord()
    {
        _machine.Exec(300, "/bin/cat").Clone(100, child: 300);

        Assert.Equal("bash", _machine.Read(300, "proc.name"));
        Assert.Equal("100", _machine.Read(300, "proc.ppid"));
    }

    [Fact]
    public void AnEndedThreadOfNobodyIsNoThread()
    {
        _machine.Apply("procexit", 999, Long(0), Long(0), [0], [0], Long(0));

        Assert.Null(_machine.Read("proc.pid"));
        Assert.Equal("999", _machine.Read("thread.tid"));
        _machine.Settle();
        Assert.False(_machine.Node.Threads.TryFind(999, out _));
    }

    [Fact]
    public void WhoLeadsASessionIsItsThreadOrTheFarthestAncestorInIt()
    {
        Assert.Equal("bash", _machine.Read(300, "proc.sname"));

        _machine.Exec(100, "/bin/login").Event("setsid", 300, Long(300));
        Assert.Equal("bash", _machine.Read(300, "proc.sname"));
        Assert.Equal("login", _machine.Read(200, "proc.sname"));
    }
}
