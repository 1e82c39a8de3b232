using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Containers;

/// <summary>Control groups made and removed: what is asked for, kept and forgotten.</summary>
public sealed class CgroupRecordTests : IDisposable
{
    private const string Id = "d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";
    private const string Group = "/system.slice/docker-" + Id + ".scope";
    private const string Nested = Group + "/nested";

    private const string Rules = """
        - rule: Any
          desc: Whatever can be judged.
          condition: evt.num > 0
          output: event %evt.num of %evt.type in %container.name
          priority: NOTICE
        """;

    private readonly ContainerExchange _exchange = new();
    private readonly AlertQueue _queue = new(1 << 20);
    private readonly NodeState _node;
    private readonly EventPipeline _pipeline;

    public CgroupRecordTests()
    {
        _node = new NodeState(_exchange) { Clock = new BootClock(TimeZoneInfo.Utc) };
        _pipeline = new EventPipeline(TestRules.Load(Rules), _node, new AlertOptions(), _queue, new SteppedTime());
    }

    public void Dispose()
    {
        _queue.Dispose();
        _exchange.Dispose();
    }

    [Fact]
    public void TheRuntimeIsAskedBeforeTheFirstProcessRuns()
    {
        Make(Group);
        var request = Asked();
        Assert.Equal(Id, Encoding.ASCII.GetString(request.FullId));
        Assert.Equal(Group, Encoding.ASCII.GetString(request.CgroupPath));
        Assert.Equal(ContainerRequestCause.CgroupMade, request.Cause);

        Answer(Known(Id));
        Exec(Group);
        Assert.EndsWith("event 1 of execve in zeus", Assert.Single(Alerts()), StringComparison.Ordinal);
        Assert.Equal(0u, _pipeline.Waited);
        Assert.False(_exchange.TryTakeRequest(out _));
    }

    [Fact]
    public void NoRuleSeesThemAndNoEventIsCounted()
    {
        Make(Group);
        Remove(Group);
        Assert.Empty(Alerts());
        Assert.Equal(0u, _pipeline.Events);
        Assert.Equal(0, _node.Threads.Count);
        Assert.Equal(0u, _node.FirstTimeNs);
        Assert.Equal(1u, _pipeline.RecordsOf(EventType.CgroupMkdir));
        Assert.Equal(1u, _pipeline.RecordsOf(EventType.CgroupRmdir));
        Assert.Equal(0u, _pipeline.BadRecords);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/system.slice/cron.service")]
    [InlineData("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice")]
    public void AGroupThatNamesNoContainerIsNotKept(string path)
    {
        Make(path);
        Assert.Equal((0, 0), Kept());
        Assert.False(_exchange.TryTakeRequest(out _));
        Remove(path);
        Assert.Equal((0, 0), Kept());
    }

    [Fact]
    public void AGroupOfProcessesIsForgottenWhenItIsRemoved()
    {
        Exec("/user.slice");
        Assert.Equal((1, 0), Kept());
        Remove("/user.slice");
        Assert.Equal((0, 0), Kept());
    }

    [Fact]
    public void TheSamePathInSeveralHierarchiesIsOneGroup()
    {
        foreach (uint hierarchy in (uint[])[4, 8, 1, 0])
        {
            _pipeline.Handle(Records.Cgroup(EventType.CgroupMkdir, Group, hierarchy));
        }

        Answer(Known(Id));
        Asked();
        Assert.False(_exchange.TryTakeRequest(out _));
        Assert.Equal((1, 1), Kept());
        foreach (uint hierarchy in (uint[])[4, 8, 1, 0])
        {
            _pipeline.Handle(Records.Cgroup(EventType.CgroupRmdir, Group, hierarchy));
            Assert.Equal((0, 0), Kept());
        }
    }

    [Fact]
    public void AContainerStaysWhileAnyGroupNamesIt()
    {
        Make(Group);
        Make(Nested);
        Answer(Known(Id));
        Assert.Equal((2, 1), Kept());
        Remove(Nested);
        Assert.Equal((1, 1), Kept());
        Remove(Group);
        Assert.Equal((0, 0), Kept());
    }

    [Fact]
    public void ThreadsKeepTheContainerThatIsForgotten()
    {
        Make(Group);
        Answer(Known(Id));
        Exec(Group);
        Remove(Group);
        Alerts();
        _pipeline.Handle(Records.Openat("/etc/passwd"));
        Assert.EndsWith("event 2 of openat in zeus", Assert.Single(Alerts()), StringComparison.Ordinal);
        Assert.Equal((0, 0), Kept());
    }

    [Fact]
    public void AnAnswerFindsTheEventsOfAContainerThatIsGone()
    {
        Make(Group);
        Exec(Group);
        _pipeline.Handle(Records.Exit());
        Remove(Group);
        Assert.Empty(Alerts());
        Assert.Equal(2, _pipeline.Waiting);

        Answer(Known(Id));
        Assert.Equal(
            ["event 1 of execve in zeus", "event 2 of procexit in zeus"],
            Alerts().Select(static alert => alert[alert.IndexOf("event", StringComparison.Ordinal)..]));
        Assert.Equal(0u, _pipeline.ContainerMetadataLate);
        Assert.Equal((0, 0), Kept());
    }

    [Fact]
    public void ARuntimeThatNeverAnswersCostsNoMemoryForLong()
    {
        Make(Group);
        Remove(Group);
        Assert.Equal((0, 1), Kept());
        _node.Containers.AskAgain(Environment.TickCount64 + 30_000);
        Assert.Equal((0, 1), Kept());
        _node.Containers.AskAgain(Environment.TickCount64 + 61_000);
        Assert.Equal((0, 0), Kept());
    }

    [Fact]
    public void AContainerThatOnlyARuntimeToldOfGoesWithItsGroupOrWithTime()
    {
        Answer(Known(Id));
        Assert.Equal((0, 1), Kept());
        Remove(Group);
        Assert.Equal((0, 0), Kept());

        Answer(Known(Id));
        _node.Containers.AskAgain(Environment.TickCount64 + 61_000);
        Assert.Equal((0, 0), Kept());
    }

    [Fact]
    public void AContainerToldOfBeforeItsGroupIsMadeIsNotAskedForAgain()
    {
        Answer(Known(Id));
        Make(Group);
        _node.Containers.AskAgain(Environment.TickCount64 + 61_000);
        Assert.Equal((1, 1), Kept());
        Assert.False(_exchange.TryTakeRequest(out _));
    }

    [Fact]
    public void WhoDidNotKnowItWhenItWasMadeIsAskedAgainByItsFirstProcess()
    {
        Make(Group);
        Answer(ContainerAnswer.Unknown(Asked().FullId));
        Exec(Group);
        Assert.Equal(ContainerRequestCause.ProcessSeen, Asked().Cause);
        Assert.Equal(1, _pipeline.Waiting);
        Answer(Known(Id));
        Assert.EndsWith("in zeus", Assert.Single(Alerts()), StringComparison.Ordinal);
        Exec(Group);
        Assert.False(_exchange.TryTakeRequest(out _));
    }

    [Fact]
    public void WhatOnlyTheBundleDescribesIsAskedForAgainAndHoldsNothingUp()
    {
        Make(Group);
        Asked();
        Answer(ContainerAnswer.OfBundle(Info(Id, "bundle")));
        long nowMs = Environment.TickCount64;
        _node.Containers.AskAgain(nowMs + 5_000);
        Assert.Equal(ContainerRequestCause.AskedAgain, Asked().Cause);
        Answer(ContainerAnswer.Partial(Info(Id, "bundle")));
        Exec(Group);
        Assert.EndsWith("in bundle", Assert.Single(Alerts()), StringComparison.Ordinal);
        Assert.Equal(0u, _pipeline.Waited);

        Answer(Known(Id));
        Exec(Group);
        Assert.EndsWith("in zeus", Assert.Single(Alerts()), StringComparison.Ordinal);
        _node.Containers.AskAgain(nowMs + 600_000);
        Assert.False(_exchange.TryTakeRequest(out _));
    }

    [Fact]
    public void ARuntimesWordIsNotReplacedByTheBundles()
    {
        Make(Group);
        Answer(Known(Id));
        Answer(ContainerAnswer.Partial(Info(Id, "bundle")));
        Exec(Group);
        Answer(ContainerAnswer.OfBundle(Info(Id, "bundle")));
        Exec(Group);
        Assert.All(Alerts(), static alert => Assert.EndsWith("in zeus", alert, StringComparison.Ordinal));
        Assert.Equal(0u, _pipeline.Waited);
    }

    [Fact]
    public void APathTooDeepToBeToldWholeLeavesItsThreadWhereItWas()
    {
        Exec("/other");
        Exec(Group + string.Concat(Enumerable.Repeat("/x", 31)), RecordFlags.Truncated);
        Exec(Group, RecordFlags.Truncated);
        Answer(Known(Id));
        Assert.Equal(
            ["event 1 of execve in host", "event 2 of execve in host", "event 3 of execve in zeus"],
            Alerts().Select(static alert => alert[alert.IndexOf("event", StringComparison.Ordinal)..]));
    }

    private void Make(string path) => _pipeline.Handle(Records.Cgroup(EventType.CgroupMkdir, path));

    private void Remove(string path) => _pipeline.Handle(Records.Cgroup(EventType.CgroupRmdir, path));

    private void Exec(string group, RecordFlags flags = 0) => _pipeline.Handle(Records.Exec(
        ["/bin/sh"],
        (ref exec, texts) =>
        {
            exec.Header.Flags |= flags;
            exec.Cgroup = texts.Add(Encoding.ASCII.GetBytes(group));
        }));

    private (int Groups, int Containers) Kept() => (_node.Cgroups.Count, _node.Containers.Count);

    private ContainerRequest Asked()
    {
        Assert.True(_exchange.TryTakeRequest(out var request));
        return request;
    }

    private void Answer(ContainerAnswer answer)
    {
        Assert.True(_exchange.Answer(answer));
        _pipeline.TakeAnswers();
    }

    private static ContainerAnswer Known(string id) => ContainerAnswer.Known(Info(id, "zeus"));

    private static ContainerInfo Info(string id, string name) =>
        new(new ContainerDetails { FullId = id, Name = name });

    private List<string> Alerts()
    {
        var alerts = new List<string>();
        while (_queue.TryTake(out var alert))
        {
            alerts.Add(Encoding.UTF8.GetString(AlertEnvelope.View(alert).Message));
            _queue.Release();
        }

        return alerts;
    }
}
