using KosmosProbe.Engine.Captures.Scap;
using Xunit;
using static KosmosProbe.Engine.Tests.Captures.State.Parameters;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>Users, groups and containers: what is known of them, and which of their events rules see.</summary>
public sealed class RecordedMetadataTests
{
    private const string Id = "5e0de199a539";
    private const string Group =
        "cpuset=/kubepods/pod1/5e0de199a539b6fbde136d12aa3a9e6d79e3f9cc3c658e73ee70bbdae6e33b18";

    private const string Zeus =
        """
        {"container":{"type":7,"id":"5e0de199a539","name":"zeus","image":"kosmos/zeus:1.0","imagerepo":"kosmos/zeus",
        "imagetag":"1.0","full_id":"5e0de199a539b6fb","privileged":true,"labels":{"io.kubernetes.pod.name":"zeus-0",
        "io.kubernetes.pod.namespace":"agents","tier":"a"},"pod_sandbox_id":"f9c8679c02e73a2b",
        "pod_sandbox_labels":{"app":"zeus"},"cni_json":"","env":null,
        "Mounts":[{"Source":"/var/run","Destination":"/run","Mode":"","RW":true,"Propagation":"private"}]}}
        """;

    private readonly RecordedMachine _machine = new RecordedMachine()
        .Seed(1, 1, 0).Seed(100, 100, 1, static thread => thread.Cgroups = System.Text.Encoding.UTF8.GetBytes(Group))
        .Begin();

    [Fact]
    public void UsersOfTheHostAreKnownAndThoseOfContainersAreNot()
    {
        _machine.Event("useradded", -1, Int(0), Int(0), Text("toor"), Text("/r"), Text("/sh"), Text(""));
        _machine.Event("useradded", -1, Int(7), Int(0), Text("seven"), Text("/7"), Text("/sh"), Text(Id));
        _machine.Event("groupadded", -1, Int(0), Text("wheel"), Text(""));

        Assert.Equal("toor", _machine.Read(1, "user.name"));
        Assert.Equal("/r", _machine.Read(1, "user.homedir"));
        Assert.Equal("wheel", _machine.Read(1, "group.name"));
        Assert.Equal("root", _machine.Read(100, "user.name"));
        Assert.Equal("root", _machine.Read(100, "group.name"));
        Assert.Equal("<NA>", _machine.Read(100, "user.shell"));
        Assert.Equal("<NA>", _machine.Event("setuid", 100, Long(0), Int(7)).Read(100, "user.name"));
        Assert.Equal("<NA>", _machine.Read(1, "user.loginname"));
    }

    [Fact]
    public void DeletedUsersAreForgotten()
    {
        _machine.State.Seed(new ScapUser
        {
            Uid = 0,
            Gid = 0,
            Name = "boss"u8.ToArray(),
            Home = "/"u8.ToArray(),
            Shell = "/sh"u8.ToArray(),
        });
        Assert.Equal("boss", _machine.Read(1, "user.name"));

        byte[][] entry = [Int(0), Int(0), Text("boss"), Text("/"), Text("/sh"), Text("elsewhere")];
        Assert.Equal("boss", _machine.Event("userdeleted", -1, entry).Read(1, "user.name"));

        entry[5] = Text("");
        Assert.Equal("root", _machine.Event("userdeleted", -1, entry).Read(1, "user.name"));
    }

    [Fact]
    public void RulesDoNotSeeWhatStandsBeforeTheFirstEvent()
    {
        byte[][] user = [Int(0), Int(0), Text("a"), Text("b"), Text("c"), Text("")];

        Assert.False(_machine.Apply("useradded", -1, user).State.IsForRules);
        Assert.False(_machine.Apply("groupadded", -1, Int(0), Text("a"), Text("")).State.IsForRules);
        Assert.True(_machine.Event("close", 1, Long(0)).State.IsForRules);
        Assert.True(_machine.Apply("useradded", -1, user).State.IsForRules);
        Assert.Null(_machine.Read("container.id"));
        Assert.Equal("-1", _machine.Read("thread.tid"));
    }

    [Fact]
    public void TheHostIsAContainerOfEmptyWords()
    {
        Assert.Equal("host", _machine.Read(1, "container.id"));
        Assert.Equal("host", _machine.Read(1, "container.full_id"));
        Assert.Equal("", _machine.Read(1, "container.image"));
        Assert.Equal("false", _machine.Read(1, "container.privileged"));
        Assert.Equal("", _machine.Read(1, "k8s.pod.labels"));
        Assert.Equal("", _machine.Read(1, "k8s.pod.sandbox_id"));
        Assert.Null(_machine.Read(1, "k8s.pod.name"));
        Assert.Null(_machine.Read(1, "container.start_ts"));
    }

    [Fact]
    public void AContainerIsItsIdUntilItIsDescribed()
    {
        Assert.Equal(Id, _machine.Read(100, "container.id"));
        Assert.Null(_machine.Read(100, "container.full_id"));
        Assert.Null(_machine.Read(100, "container.name"));

        Describe("container", Zeus);

        Assert.Equal("zeus", _machine.Read("container.name"));
        Assert.Equal("0", _machine.Read("thread.tid"));
        Assert.Null(_machine.Read("proc.name"));
        _machine.Settle();
        Assert.Equal("kosmos/zeus", _machine.Read(100, "container.image.repository"));
        Assert.Equal("containerd", _machine.Read(100, "container.type"));
        Assert.Equal("true", _machine.Read(100, "container.privileged"));
        Assert.Equal("/var/run:/run::true:private", _machine.Read(100, "container.mounts"));
        Assert.Equal("/run", _machine.Read(100, "container.mount.dest[/var]"));
        Assert.Equal("/run", _machine.Read(100, "container.mount.dest[ar/r]"));
        Assert.Equal("/run", _machine.Read(100, "container.mount.dest[^/v.*(x|n)$]"));
        Assert.Equal("/run", _machine.Read(100, @"container.mount.dest[/\w{3}/]"));
        Assert.Null(_machine.Read(100, "container.mount.dest[^var]"));
        Assert.Equal("zeus-0", _machine.Read(100, "k8s.pod.name"));
        Assert.Equal("tier:a", _machine.Read(100, "container.labels"));
        Assert.Equal("a", _machine.Read(100, "container.label[tier]"));
        Assert.Equal("app:zeus", _machine.Read(100, "k8s.pod.labels"));
        Assert.Equal("zeus", _machine.Read(100, "k8s.pod.label[app]"));
        Assert.Null(_machine.Read(100, "k8s.pod.ip"));
    }

    [Theory]
    [InlineData(402, 0, true)]
    [InlineData(402, 999, false)]
    [InlineData(322, 999, false)]
    public void EventsOfOtherSourcesAreNotForRulesOfSystemCalls(int code, uint plugin, bool isForRules)
    {
        _machine.Event("close", 1, Long(0), Long(3));
        _machine.Apply(code, "asyncevent", 0, Int(plugin), Text("container"), Text(Zeus));

        Assert.Equal(isForRules, _machine.State.IsForRules);
    }

    [Fact]
    public void ARemovedContainerIsDescribedOnceMore()
    {
        Describe("container", Zeus);
        _machine.Settle();
        Describe("container_removed", Zeus);

        Assert.Equal("zeus", _machine.Read("container.name"));
        Assert.Null(_machine.Settle().Read(100, "container.name"));
        Assert.Equal(Id, _machine.Read(100, "container.id"));
    }

    [Fact]
    public void TheSandboxTellsOfThePodWhileItIsKnown()
    {
        Describe("container", Zeus);
        _machine.Settle();
        Describe(
            "container",
            """{"container":{"id":"f9c8679c02e7","ip":"10.42.0.5","pod_sandbox_labels":{"app":"pod"}}}""");
        _machine.Settle();

        Assert.Equal("app:pod", _machine.Read(100, "k8s.pod.labels"));
        Assert.Equal("pod", _machine.Read(100, "k8s.pod.label[app]"));
        Assert.Equal("10.42.0.5", _machine.Read(100, "k8s.pod.ip"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("""{"container":7}""")]
    [InlineData("""{"container":{"id":"5e0de199a539","name":null}}""")]
    [InlineData("""{"container":{"id":"5e0de199a539","labels":{"a":1}}}""")]
    [InlineData("""{"container":{"id":"5e0de199a539","type":9999999999}}""")]
    public void WhatIsNoDescriptionDescribesNothing(string json)
    {
        Describe("container", json);

        Assert.Null(_machine.Read("container.id"));
        Assert.Null(_machine.Settle().Read(100, "container.name"));
    }

    private void Describe(string name, string json) =>
        _machine.Apply("asyncevent", 0, Int(0), Text(name), Text(json));
}
