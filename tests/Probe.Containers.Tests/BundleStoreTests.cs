using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests;

/// <summary>What the node's disk tells of a container, per runtime.</summary>
public sealed class BundleStoreTests : IDisposable
{
    private static readonly string Id = new('a', 64);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ContainerdsAnnotationsNameContainerImageAndPod()
    {
        Write($"state/io.containerd.runtime.v2.task/k8s.io/{Id}/config.json", """
            {"root":{"path":"rootfs"},"annotations":{
             "io.kubernetes.cri.container-type":"container","io.kubernetes.cri.container-name":"zeus",
             "io.kubernetes.cri.image-name":"docker.io/kosmos/zeus-agent:1.0",
             "io.kubernetes.cri.sandbox-id":"f00","io.kubernetes.cri.sandbox-name":"zeus-0",
             "io.kubernetes.cri.sandbox-namespace":"kosmos-agents","io.kubernetes.cri.sandbox-uid":"u1"}}
            """);
        var bundle = Store().Find(Id)!;
        Assert.True(bundle.IsCri);
        Assert.Equal("k8s.io", bundle.Namespace);
        Assert.Equal("zeus", bundle.Details.Name);
        Assert.Equal("docker.io/kosmos/zeus-agent:1.0", bundle.Details.Image);
        Assert.Equal("f00", bundle.Details.SandboxId);
        Assert.Equal("zeus-0", bundle.Details.PodName);
        Assert.Equal("kosmos-agents", bundle.Details.PodNamespace);
        Assert.Equal("u1", bundle.Details.PodUid);
        Assert.Equal("containerd", bundle.Details.Type);
        Assert.EndsWith($"{Id}/rootfs", bundle.Details.RootPath, StringComparison.Ordinal);
        Assert.False(bundle.Details.IsSandbox);
    }

    [Fact]
    public void TheMapsOfAUserNamespaceAreTaken()
    {
        Write($"state/io.containerd.runtime.v2.task/k8s.io/{Id}/config.json", """
            {"root":{"path":"rootfs"},"linux":{"cgroupsPath":"kubepods.slice:cri-containerd:x",
             "uidMappings":[{"containerID":0,"hostID":4000000000,"size":65536}],
             "gidMappings":[{"containerID":0,"hostID":1,"size":1},{"containerID":1,"hostID":70000,"size":10}]}}
            """);
        var details = Store().Find(Id)!.Details;
        Assert.True(details.UserIds!.TryFindInside(4_000_001_000, out uint user) && user == 1000);
        Assert.True(details.GroupIds!.TryFindInside(70_002, out uint group) && group == 3);
        Assert.False(details.UserIds.TryFindInside(1000, out _));
        Assert.Equal("kubepods.slice:cri-containerd:x", details.CgroupsPath);
    }

    [Fact]
    public void CrioTellsTheSameInItsOwnWords()
    {
        Write($"storage/overlay-containers/{Id}/userdata/config.json", """
            {"root":{"path":"/var/lib/containers/storage/overlay/x/merged"},"annotations":{
             "io.kubernetes.cri-o.ContainerType":"sandbox","io.kubernetes.container.name":"POD",
             "io.kubernetes.cri-o.SandboxID":"f00","io.kubernetes.pod.name":"zeus-0",
             "io.kubernetes.pod.namespace":"kosmos-agents","io.kubernetes.pod.uid":"u1",
             "io.kubernetes.cri-o.Labels":"{\"app\":\"zeus\"}"}}
            """);
        var details = Store().Find(Id)!.Details;
        Assert.True(details.IsSandbox);
        Assert.Equal("cri-o", details.Type);
        Assert.Equal("zeus-0", details.PodName);
        Assert.Equal("zeus", details.Labels!["app"]);
        Assert.Equal("/host/var/lib/containers/storage/overlay/x/merged", details.RootPath);
    }

    [Fact]
    public void APodsOwnAnnotationsAreNoRuntimesWords()
    {
        Write($"storage/overlay-containers/{Id}/userdata/config.json", """
            {"annotations":{
             "io.kubernetes.cri.container-type":"container","io.kubernetes.cri.container-name":"trusted",
             "io.kubernetes.cri.image-name":"trusted:1","io.kubernetes.cri.sandbox-name":"trusted-0",
             "io.kubernetes.cri-o.ContainerType":"container","io.kubernetes.cri-o.ImageName":"evil:1",
             "io.kubernetes.container.name":"evil","io.kubernetes.pod.name":"evil-0"}}
            """);
        var details = Store().Find(Id)!.Details;
        Assert.Equal(
            ("cri-o", "evil", "evil:1", "evil-0"), (details.Type, details.Name, details.Image, details.PodName));
    }

    [Fact]
    public void PodmansNamesAreInItsList()
    {
        Write(
            $"storage/overlay-containers/{Id}/userdata/config.json",
            """{"annotations":{"io.container.manager":"libpod"}}""");
        Write("storage/overlay-containers/containers.json", $$"""
            [{"id":"other"},{"id":"{{Id}}","names":["web"],
              "metadata":"{\"image-name\":\"localhost/web:1\",\"image-id\":\"abc\",\"name\":\"web\"}"}]
            """);
        var bundle = Store().Find(Id)!;
        Assert.False(bundle.IsCri);
        Assert.Equal("podman", bundle.Details.Type);
        Assert.Equal("web", bundle.Details.Name);
        Assert.Equal("localhost/web:1", bundle.Details.Image);
        Assert.Equal("abc", bundle.Details.ImageId);
    }

    [Fact]
    public void WhatCtrMadeHasItsIdForName()
    {
        Write("state/io.containerd.runtime.v2.task/default/redis/config.json", "{}");
        var bundle = Store().Find("redis")!;
        Assert.False(bundle.IsCri);
        Assert.Equal("default", bundle.Namespace);
        Assert.Equal("redis", bundle.Details.Name);
        Assert.Equal("containerd", bundle.Details.Type);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../redis")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void WhatCouldLeadElsewhereIsNoId(string id)
    {
        Write("state/io.containerd.runtime.v2.task/redis/config.json", "{}");
        Write("state/io.containerd.runtime.v2.task/config.json", "{}");
        Write("state/io.containerd.runtime.v2.task/default/a/b/config.json", "{}");
        Assert.Null(Store().Find(id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"root":7,"annotations":["x"]}""")]
    [InlineData("""{"annotations":{"io.kubernetes.cri.container-type":7,"\ud800":"x"}}""")]
    public void ABrokenBundleCrashesNothing(string config)
    {
        Write($"state/io.containerd.runtime.v2.task/k8s.io/{Id}/config.json", config);
        var bundle = Store().Find(Id);
        Assert.False(bundle?.IsCri ?? false);
    }

    private BundleStore Store() => new(new BundleFolders([_folder.At("state")], [_folder.At("storage")], "/host"));

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(name))!);
        _folder.Write(name, text);
    }
}
