using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Containers;

/// <summary>Events whose verdict or alert needs what the container runtime has not told yet.</summary>
public sealed class WaitingTests : IDisposable
{
    private const string Id = "d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";
    private const string Group = "/kubepods/burstable/pod1/" + Id;
    private const string PlainGroup = "/process_api/4711";

    private const string Rules = """
        - rule: Shell
          desc: A shell in an agent.
          condition: evt.type = execve and container.id != host and container.image.repository contains kosmos
            and proc.name in (sh, bash)
          output: shell in %container.name of %k8s.pod.name (image=%container.image parent=%proc.pname)
          priority: WARNING
        - rule: Shown
          desc: Any tool, wherever it runs.
          condition: evt.type = execve and proc.name = tool
          output: tool in %container.name
          priority: NOTICE
        - rule: Plain
          desc: Needs no container.
          condition: evt.type = execve and proc.name = plain
          output: plain
          priority: NOTICE
        - rule: Elsewhere
          desc: Not in this image.
          condition: evt.type = openat and not container.image.repository contains kosmos
          output: opened %fd.name
          priority: NOTICE
        """;

    private readonly ContainerExchange _exchange = new();
    private readonly AlertQueue _queue = new(1 << 20);
    private readonly SteppedTime _time = new();
    private readonly EventPipeline _pipeline;

    public WaitingTests()
    {
        var rules = TestRules.Load(Rules);
        rules.OpenRules.Compiled.Wait();
        var node = new NodeState(_exchange) { Clock = new BootClock(TimeZoneInfo.Utc) };
        _pipeline = new EventPipeline(rules, node, new AlertOptions(), _queue, _time);
    }

    public void Dispose()
    {
        _queue.Dispose();
        _exchange.Dispose();
    }

    [Fact]
    public void TheFirstExecOfAContainerWaitsForItsName()
    {
        Start("bash", Group);
        Assert.Empty(Alerts());
        Assert.True(_exchange.TryTakeRequest(out var request));
        Assert.Equal(Id, Encoding.ASCII.GetString(request.FullId));
        Assert.False(_exchange.TryTakeRequest(out _));

        Answer("docker.io/kosmos/zeus-agent:1.0");
        Assert.EndsWith(
            "shell in zeus of zeus-pod (image=docker.io/kosmos/zeus-agent:1.0 parent=<NA>)",
            Assert.Single(Alerts()),
            StringComparison.Ordinal);
        Assert.Equal(0u, _pipeline.ContainerMetadataLate);
        Start("bash", Group);
        Assert.Single(Alerts());
    }

    [Fact]
    public void AnEventThatWaitedShowsItsThreadAsItWas()
    {
        _pipeline.Handle(Records.Exec(["/usr/bin/runc"], (ref exec, _) =>
        {
            exec.Header.Tid = exec.Header.Pid = 90;
            exec.Header.ThreadStartNs = 1;
        }));
        _pipeline.Handle(Records.Exec(["/bin/sh", "-c", "x"], (ref exec, texts) =>
        {
            exec.Cgroup = texts.Add(Encoding.ASCII.GetBytes(Group));
            exec.ParentPid = 90;
        }));
        Start("other", Group);
        _pipeline.Handle(Records.Exit());
        _pipeline.Handle(Records.Exit((ref exit, _) => exit.Header.Tid = exit.Header.Pid = 90));
        Answer("kosmos/zeus-agent:1.0");
        Assert.EndsWith("parent=runc)", Assert.Single(Alerts()), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatNoAnswerCanChangeDoesNotWait()
    {
        Start("plain", Group);
        Start("cat", Group);
        Assert.EndsWith("plain", Assert.Single(Alerts()), StringComparison.Ordinal);
        Assert.Equal(0, _pipeline.Waiting);
    }

    [Fact]
    public void AnAlertThatOnlyShowsTheContainerWaitsToo()
    {
        Start("tool", Group);
        Assert.Equal(1, _pipeline.Waiting);
        Answer("nginx");
        Assert.EndsWith("tool in zeus", Assert.Single(Alerts()), StringComparison.Ordinal);
    }

    [Fact]
    public void ANegatedCheckWaitsLikeAnyOther()
    {
        Start("cat", Group);
        _pipeline.Handle(Records.Openat("/etc/passwd"));
        Assert.Equal(1, _pipeline.Waiting);
        Answer("kosmos/zeus-agent:1.0");
        Assert.Empty(Alerts());
        Assert.Equal(0, _pipeline.Waiting);
    }

    [Fact]
    public void EventsOfOtherContainersDoNotWait()
    {
        Start("bash", Group);
        _pipeline.Handle(Records.Exec(["/bin/tool"], (ref exec, _) => exec.Header.Tid = exec.Header.Pid = 200));
        Assert.EndsWith("tool in host", Assert.Single(Alerts()), StringComparison.Ordinal);
        Assert.Equal(1, _pipeline.Waiting);
    }

    [Fact]
    public void WithoutAnAnswerTheEventIsJudgedByWhatIsKnownAndCounted()
    {
        Start("tool", Group);
        Look(WaitingEvents.WaitMax - WaitingEvents.PauseMax);
        Assert.Equal(1, _pipeline.Waiting);
        Look(WaitingEvents.PauseMax);
        Assert.EndsWith("tool in <NA>", Assert.Single(Alerts()), StringComparison.Ordinal);
        Assert.Equal(1u, _pipeline.ContainerMetadataLate);
    }

    [Fact]
    public void TimeInWhichTheMachineStoodStillIsNotWaited()
    {
        Look(TimeSpan.FromSeconds(1));
        _time.Now += TimeSpan.FromMinutes(1);
        Start("tool", Group);
        _time.Now += TimeSpan.FromMinutes(1);
        Start("tool", Group);
        _time.Now += TimeSpan.FromMinutes(1);
        _pipeline.TakeAnswers();
        Assert.Equal(2, _pipeline.Waiting);
        Answer("nginx");
        Assert.Equal(2, Alerts().Count(static alert => alert.EndsWith("tool in zeus", StringComparison.Ordinal)));
        Assert.Equal(0u, _pipeline.ContainerMetadataLate);
    }

    [Fact]
    public void TheEndOfARunJudgesWhatStillWaits()
    {
        Start("tool", Group);
        _pipeline.Finish();
        Assert.Single(Alerts());
    }

    [Fact]
    public void TooManyEventsAreJudgedAtOnceAndCounted()
    {
        for (int i = 0; i < WaitingEvents.CountMax + 3; i++)
        {
            Start("tool", Group);
        }

        Assert.Equal(3, Alerts().Count);
        Assert.Equal(3u, _pipeline.ContainerMetadataLate);
        Answer("nginx");
        Assert.Equal(WaitingEvents.CountMax, Alerts().Count);
    }

    [Fact]
    public void APathThatAnyProgramMayMakeIsTheHostsUntilARuntimeKnowsIt()
    {
        Start("tool", PlainGroup);
        Assert.True(_exchange.TryTakeRequest(out var request));
        _exchange.Answer(ContainerAnswer.Unknown(request.FullId));
        _pipeline.TakeAnswers();
        Assert.EndsWith("tool in host", Assert.Single(Alerts()), StringComparison.Ordinal);

        Start("tool", "/k8s.io/4712");
        Assert.True(_exchange.TryTakeRequest(out request));
        _exchange.Answer(ContainerAnswer.Known(new ContainerInfo(
            new ContainerDetails { FullId = "4712", Name = "made-by-hand" })));
        _pipeline.TakeAnswers();
        Assert.EndsWith("tool in made-by-hand", Assert.Single(Alerts()), StringComparison.Ordinal);
    }

    [Fact]
    public void ASandboxHasItsIdAlone()
    {
        Start("tool", Group);
        _exchange.Answer(ContainerAnswer.Known(new ContainerInfo(new ContainerDetails
        {
            FullId = Id,
            IsSandbox = true,
            Image = "pause:3.9",
            PodName = "zeus-pod",
        })));
        _pipeline.TakeAnswers();
        Assert.EndsWith("tool in <NA>", Assert.Single(Alerts()), StringComparison.Ordinal);
        Start("bash", Group);
        Assert.Empty(Alerts());
        Assert.Equal(0u, _pipeline.ContainerMetadataLate);
    }

    [Fact]
    public void WaitingTakesNoMemoryOnceWarm()
    {
        Round(2);
        ulong waited = _pipeline.Waited;
        Assert.Equal(0, Allocation.Of(() => Round(100)));
        Assert.InRange(_pipeline.Waited - waited, 200u, 400u);
    }

    private void Round(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _pipeline.Handle(_tool);
            _pipeline.Finish();
            _queue.TryTake(out _);
            _queue.Release();
        }
    }

    // As the event thread does: again and again.
    private void Look(TimeSpan duration)
    {
        for (var end = _time.Now + duration; _time.Now < end;)
        {
            _time.Now += TimeSpan.FromMilliseconds(2);
            _pipeline.TakeAnswers();
        }
    }

    private readonly byte[] _tool = Exec("tool", Group);

    private static byte[] Exec(string name, string group) => Records.Exec(
        ["/bin/" + name], (ref exec, texts) => exec.Cgroup = texts.Add(Encoding.ASCII.GetBytes(group)));

    private void Start(string name, string group) => _pipeline.Handle(Exec(name, group));

    private void Answer(string image)
    {
        _exchange.Answer(ContainerAnswer.Known(new ContainerInfo(new ContainerDetails
        {
            FullId = Id,
            Name = "zeus",
            Image = image,
            PodName = "zeus-pod",
        })));
        _pipeline.TakeAnswers();
    }

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
