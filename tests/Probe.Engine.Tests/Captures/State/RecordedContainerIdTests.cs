using System.Text;
using KosmosProbe.Engine.Captures.State;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.State;

public sealed class RecordedContainerIdTests
{
    private const string Hex = "5e0de199a539b6fbde136d12aa3a9e6d79e3f9cc3c658e73ee70bbdae6e33b18";
    private const string Short = "5e0de199a539";

    [Theory]
    [InlineData("/kubepods/burstable/pod1/" + Hex, Short)]
    [InlineData("/docker/" + Hex, Short)]
    [InlineData("/system.slice/docker-" + Hex + ".scope", Short)]
    [InlineData("/kubepods.slice/cri-containerd-" + Hex + ".scope", Short)]
    [InlineData("/kubepods.slice/crio-" + Hex, Short)]
    [InlineData("/system.slice/containerd.service/kubepods.slice:cri-containerd:" + Hex, Short)]
    [InlineData("/machine.slice/libpod-" + Hex + ".scope/container", Short)]
    [InlineData("/default/plain-task", "plain-task")]
    [InlineData("/default/a-name-that-is-long", "a-name-that-")]
    [InlineData("/lxc/box/init.scope", "box")]
    [InlineData("/lxc.payload.box", "box")]
    [InlineData("/x.slice/machine-lxc\\x2d42\\x2dbox.scope", "42\\x2dbox")]
    [InlineData("/bpm-job.scope", "job")]
    public void FormsOfRuntimesAreKnown(string path, string id)
    {
        Assert.True(RecordedContainerId.TryFind(Encoding.UTF8.GetBytes(path), out var found, out _));
        Assert.Equal(id, Encoding.UTF8.GetString(found));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/init.scope")]
    [InlineData("/system.slice/ssh.service")]
    [InlineData("/user.slice/user-1000.slice/session-1.scope")]
    [InlineData("no-slash")]
    public void TheHostsGroupsNameNoContainer(string path) =>
        Assert.False(RecordedContainerId.TryFind(Encoding.UTF8.GetBytes(path), out _, out _));

    [Theory]
    [InlineData("/lxc/box/init.scope", "lxc")]
    [InlineData("/lxc/box", null)]
    [InlineData("/bpm-job.scope", "bpm")]
    [InlineData("/a.libvirt-lxc", "libvirt-lxc")]
    [InlineData("/docker/" + Hex, null)]
    public void SomeFormsTellTheRuntime(string path, string? type)
    {
        RecordedContainerId.TryFind(Encoding.UTF8.GetBytes(path), out _, out string? found);
        Assert.Equal(type, found);
    }
}
