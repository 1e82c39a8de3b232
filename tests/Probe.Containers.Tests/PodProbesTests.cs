using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers;
using Xunit;

namespace KosmosProbe.Containers.Tests;

/// <summary>Whose probe it is that a pod's description tells.</summary>
public sealed class PodProbesTests
{
    private const string Pod = """
        {"spec":{"initContainers":[{"name":"init"}],
                 "containers":[{"name":"web","livenessProbe":{"exec":{"command":["cat","/ok"]}}}]}}
        """;

    [Theory]
    [InlineData("web", null, true)]
    [InlineData("k8s_web_pod_default_u1_0", "web", true)]
    [InlineData("init", null, false)]
    [InlineData("debugger-x7", null, false)]
    [InlineData("k8s_init_pod_default_u1_0", "init", false)]
    public void ALoneContainersProbeIsNotThatOfThePodsOthers(string name, string? label, bool has)
    {
        var details = new ContainerDetails { FullId = "a", Name = name };
        var notes = new Dictionary<string, string> { ["kubectl.kubernetes.io/last-applied-configuration"] = Pod };
        if (label is not null) notes["io.kubernetes.container.name"] = label;
        PodProbes.Read(details, notes);
        Assert.Equal(has ? ["cat", "/ok"] : null, details.LivenessProbe);
    }
}
