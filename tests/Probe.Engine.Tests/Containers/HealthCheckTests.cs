using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Containers;

/// <summary>proc.is_container_*: which processes a runtime started to see whether the container is well.</summary>
public sealed class HealthCheckTests : IDisposable
{
    private const string Id = "d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";
    private const string Group = "/docker/" + Id;

    private readonly ContainerExchange _exchange = new();
    private readonly World _world;

    public HealthCheckTests()
    {
        var node = new NodeState(_exchange) { Clock = new BootClock(TimeZoneInfo.Utc) };
        _world = new World(node);
        _exchange.Answer(ContainerAnswer.Known(new ContainerInfo(new ContainerDetails
        {
            FullId = Id,
            LivenessProbe = ["/bin/check", "--port", "80"],
            ReadinessProbe = ["true"],
        })));
        node.Containers.TakeAnswers();
    }

    public void Dispose() => _exchange.Dispose();

    [Theory]
    [InlineData("true", Group, "/bin/check", "--port", "80")]
    [InlineData("false", Group, "/bin/check", "--port", "81")]
    [InlineData("false", Group, "/bin/check", "--port")]
    [InlineData("false", Group, "/bin/check", "--port", "80", "-v")]
    [InlineData("false", Group, "check", "--port", "80")]
    [InlineData("false", "/system.slice", "/bin/check", "--port", "80")]
    public void AProbeIsKnownByItsExactCommand(string expected, string group, params string[] argv) =>
        Assert.Equal(expected, _world.Read(Exec(100, group, argv), "proc.is_container_liveness_probe"));

    [Fact]
    public void KindsOfChecksAreToldApart()
    {
        byte[] exec = Exec(100, Group, "true");
        Assert.Equal("true", _world.Read(exec, "proc.is_container_readiness_probe"));
        Assert.Equal("false", _world.Read(exec, "proc.is_container_liveness_probe"));
        Assert.Equal("false", _world.Read(exec, "proc.is_container_healthcheck"));
    }

    [Fact]
    public void WhatAProbeStartsBelongsToIt()
    {
        _world.Feed(Exec(100, Group, "/bin/check", "--port", "80"));
        byte[] child = Exec(101, Group, "cat", "/proc/loadavg");
        Assert.Equal("true", _world.Read(child, "proc.is_container_liveness_probe"));
    }

    [Fact]
    public void AContainerThatNobodyHasDescribedHasNoAnswer() => Assert.Null(
        _world.Read(Exec(100, "/docker/" + new string('a', 64), "true"), "proc.is_container_liveness_probe"));

    private static byte[] Exec(uint pid, string group, params string[] argv) => Records.Exec(argv, (ref exec, texts) =>
    {
        exec.Header.Tid = exec.Header.Pid = exec.PreviousTid = pid;
        exec.ParentPid = pid - 1;
        exec.Cgroup = texts.Add(Encoding.ASCII.GetBytes(group));
    });
}
