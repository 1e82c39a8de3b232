using KosmosProbe.Containers.Tests.Bed;
using Xunit;

namespace KosmosProbe.Containers.Tests.Live;

/// <summary>
/// Whose process it was: by an exec into a running pod, as <c>kubectl exec</c> does, and by a pod's own entry point.
/// <c>tests/kernels/containers.sh</c> runs it on other kernels, with control groups of version 2 alone. What half a
/// second is worth on an emulated processor is not asked here; <see cref="ChurnTests"/> ask it of real ones.
/// </summary>
[Collection(BedCollection.Name)]
public sealed class IdentityTests(ContainerdBed bed, ITestOutputHelper output)
{
    private const string Rule = "KOSMOS Agent Shell Spawn";
    private const string More = "append_output[]={match: {source: syscall}, extra_output: \"%container.id "
        + "%container.image.repository %container.image.tag %k8s.pod.name %k8s.ns.name\"}";

    [Fact]
    public async Task ExecAndEntryPointShowContainerImageAndPod()
    {
        bed.Demand();
        using var probe = await LiveProbe.StartReadyAsync(bed.Socket, "-o", More);
        var pod = bed.Kubelet.Pod("zeus-i");
        string podId = await bed.Kubelet.RunPodAsync(pod);
        string running = await bed.Kubelet.RunAsync(
            podId, pod, Kubelet.Container(pod, "running", ContainerdBed.Zeus));
        Assert.Equal(0, (await bed.Kubelet.ExecAsync(running, "/bin/sh", "-c", "exit 0")).ExitCode);
        AssertIdentity(await AlertOfAsync(probe, running), "running");

        string entered = await bed.Kubelet.RunAsync(
            podId, pod, Kubelet.Container(pod, "entered", ContainerdBed.Zeus, "/bin/sh", "-c", "exit 0"));
        AssertIdentity(await AlertOfAsync(probe, entered), "entered");
        probe.End();
        output.WriteLine(probe.LastLine);
        Assert.Equal(0, probe.Figure("dropped"));
        await bed.Kubelet.RemovePodAsync(podId);
    }

    private async Task<LiveAlert> AlertOfAsync(LiveProbe probe, string id)
    {
        var alert = Assert.Single(await probe.UntilAsync(Rule, alert => alert["container.id"] == id[..12]));
        output.WriteLine(alert.Text);
        return alert;
    }

    private static void AssertIdentity(LiveAlert alert, string name) => Assert.Equal(
        (name, "docker.io/kosmos/zeus-agent", "1.0", "zeus-i", "kosmos-agents", "sh", "root"),
        (alert["container.name"], alert["container.image.repository"], alert["container.image.tag"],
            alert["k8s.pod.name"], alert["k8s.ns.name"], alert["proc.name"], alert["user.name"]));
}
