using System.Text;
using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Containers.Cri;
using Xunit;

namespace KosmosProbe.Containers.Tests;

/// <summary>What is told of real containers of a real containerd.</summary>
[Collection(BedCollection.Name)]
public sealed class ContainerdTests(ContainerdBed bed, ITestOutputHelper output)
{
    [Fact]
    public async Task EveryFieldOfAContainerIsDerived()
    {
        bed.Demand();
        var pod = bed.Kubelet.Pod("zeus-0");
        string podId = await bed.Kubelet.RunPodAsync(pod);
        var config = Kubelet.Container(pod, "zeus", ContainerdBed.Zeus);
        config.Linux.SecurityContext.Privileged = true;
        config.Labels["tier"] = "agent";
        config.Annotations["kubectl.kubernetes.io/last-applied-configuration"] = """
            {"spec":{"containers":[{"name":"other"},
             {"name":"zeus","livenessProbe":{"exec":{"command":["cat","/tmp/healthy"]}}}]}}
            """;
        config.Mounts.Add(new Mount { HostPath = "/etc/hostname", ContainerPath = "/etc/node", Readonly = true });
        config.Mounts.Add(new Mount { HostPath = "/tmp", ContainerPath = "/host-tmp" });
        string id = await bed.Kubelet.RunAsync(podId, pod, config);

        await using var session = await WatchSession.StartAsync(bed.PatientOptions);
        await session.UntilAsync(RuntimeState.Ready);
        var (answer, _) = await session.FindAsync(id);
        Assert.Equal(ContainerOutcome.Known, answer.Outcome);
        var info = answer.Info!;
        Assert.Equal(id, Text(info.FullId));
        Assert.Equal(id[..12], Text(info.Id));
        Assert.False(info.IsSandbox);
        Assert.Equal("zeus", Text(info.Name));
        Assert.Equal("containerd", Text(info.Type));
        Assert.Equal(ContainerdBed.Zeus, Text(info.Image));
        Assert.Equal("docker.io/kosmos/zeus-agent", Text(info.Repository));
        Assert.Equal("1.0", Text(info.Tag));
        Assert.StartsWith("sha256:", Text(info.ImageDigest), StringComparison.Ordinal);
        Assert.True(info.IsPrivileged);
        Assert.True(info.HasHostNetwork);
        Assert.False(info.HasHostPid);
        Assert.False(info.HasHostIpc);
        Assert.Equal("/etc/hostname:/etc/node::false:private,/tmp:/host-tmp::true:private", Text(info.MountsText));
        Assert.Equal("tier:agent", Text(info.Labels!.Text));
        Assert.True(info.Labels.TryFind("io.kubernetes.container.name"u8, out byte[]? label));
        Assert.Equal("zeus", Text(label));
        Assert.Equal("zeus-0", Text(info.PodName));
        Assert.Equal("kosmos-agents", Text(info.PodNamespace));
        Assert.Equal(pod.Metadata.Uid, Text(info.PodUid));
        Assert.Equal(podId, Text(info.FullSandboxId));
        Assert.Equal(podId[..12], Text(info.SandboxId));
        Assert.Equal("app:zeus-0", Text(info.PodLabels!.Text));
        Assert.Equal("", Text(info.PodIp));
        Assert.InRange(info.StartedNs, info.CreatedNs, long.MaxValue);
        Assert.True(info.CreatedNs > 0);
        Assert.Equal("agents", Group(File.ReadAllText(Path.Combine($"/proc/{info.Pid}/root", "etc/group"))));
        Assert.Equal(["cat", "/tmp/healthy"], info.LivenessProbe.Select(Text));
        Assert.Empty(info.ReadinessProbe);
        output.WriteLine($"image {Text(info.Image)} digest {Text(info.ImageDigest)} id {Text(info.ImageId)}");

        var (sandbox, _) = await session.FindAsync(podId);
        Assert.True(sandbox.Info!.IsSandbox);
        Assert.Null(sandbox.Info.Name);
        Assert.Equal("zeus-0", Text(sandbox.Info.PodName));
        Assert.Equal(podId, Text(sandbox.Info.FullSandboxId));
        Assert.Equal(ContainerdBed.Pause, Text(sandbox.Info.Image));
        await bed.Kubelet.RemovePodAsync(podId);
    }

    [Fact]
    public async Task APodOnTheBridgeHasItsAddress()
    {
        bed.Demand();
        var pod = bed.Kubelet.Pod("gateway-0", NamespaceMode.Pod);
        string podId = await bed.Kubelet.RunPodAsync(pod);
        string id = await bed.Kubelet.RunAsync(
            podId, pod, Kubelet.Container(pod, "gateway", ContainerdBed.Gateway));
        await using var session = await WatchSession.StartAsync(bed.PatientOptions);
        await session.UntilAsync(RuntimeState.Ready);
        var (answer, _) = await session.FindAsync(id);
        Assert.Equal("gateway", Text(answer.Info!.Name));
        Assert.Equal("docker.io/kosmos/mcp-gateway", Text(answer.Info.Repository));
        Assert.StartsWith($"{ContainerdConfig.Subnet}.", Text(answer.Info.PodIp), StringComparison.Ordinal);
        Assert.Equal(answer.Info.PodIp, answer.Info.Ip);
        Assert.False(answer.Info.HasHostNetwork);
        Assert.False(answer.Info.IsPrivileged);
        var seen = await bed.Kubelet.ExecAsync(id, "cat", "/etc/image");
        Assert.Equal(ContainerdBed.Gateway, seen.Stdout.ToStringUtf8());
        await bed.Kubelet.RemovePodAsync(podId);
    }

    [Fact]
    public async Task AContainerThatCriDidNotMakeIsNamedByContainerd()
    {
        bed.Demand();
        await bed.CtrRunAsync("by-hand", ContainerdBed.Database);
        await using var session = await WatchSession.StartAsync(bed.PatientOptions);
        await session.UntilAsync(RuntimeState.Ready);
        var (answer, took) = await session.FindAsync("by-hand");
        Assert.Equal(ContainerOutcome.Known, answer.Outcome);
        Assert.Equal("by-hand", Text(answer.Info!.Name));
        Assert.Equal("docker.io/kosmos/mcp-database", Text(answer.Info.Repository));
        Assert.Equal("containerd", Text(answer.Info.Type));
        Assert.Null(answer.Info.PodName);
        Assert.True(File.Exists($"{Text(answer.Info.RootPath)}/etc/image"), Text(answer.Info.RootPath));
        Assert.True(took < WatchSession.Patience, $"took {took}");
    }

    [Fact]
    public async Task WithoutARuntimeTheBundleTellsNameImageAndPod()
    {
        bed.Demand();
        var pod = bed.Kubelet.Pod("zeus-1");
        string podId = await bed.Kubelet.RunPodAsync(pod);
        string id = await bed.Kubelet.RunAsync(podId, pod, Kubelet.Container(pod, "zeus", ContainerdBed.Zeus));
        await using var session = await WatchSession.StartAsync(bed.PatientOptions with
        {
            Sockets = [new RuntimeSocket(RuntimeKind.Cri, "/nonexistent.sock")],
        });
        var (answer, _) = await session.FindAsync(id);
        Assert.Equal("zeus", Text(answer.Info!.Name));
        Assert.Equal(ContainerdBed.Zeus, Text(answer.Info.Image));
        Assert.Equal("zeus-1", Text(answer.Info.PodName));
        Assert.Equal("kosmos-agents", Text(answer.Info.PodNamespace));
        Assert.Equal(pod.Metadata.Uid, Text(answer.Info.PodUid));
        Assert.Equal(podId, Text(answer.Info.FullSandboxId));
        var (sandbox, _) = await session.FindAsync(podId);
        Assert.True(sandbox.Info!.IsSandbox);
        await bed.Kubelet.RemovePodAsync(podId);
    }

    private static string Group(string file) => file.Split('\n')[1].Split(':')[0];

    private static string? Text(byte[]? text) => text is null ? null : Encoding.UTF8.GetString(text);
}
