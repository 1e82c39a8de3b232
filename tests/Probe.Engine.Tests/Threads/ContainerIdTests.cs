using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Threads;

public class ContainerIdTests
{
    private const string H = "d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";

    [Theory]
    [InlineData("/machine.slice/libpod-" + H + ".scope")]
    [InlineData("/machine.slice/libpod-" + H + ".scope/container")]
    [InlineData("/libpod_parent/libpod-" + H)]
    [InlineData("/libpod_parent/libpod-payload-" + H)]
    [InlineData("/docker/" + H)]
    [InlineData("/system.slice/docker-" + H + ".scope")]
    [InlineData("/kubepods/burstable/pod95fdea84-8824-497b-8dc8-22d5a2c8f1bb/" + H)]
    [InlineData("/kubepods.slice/kubepods-burstable.slice/kubepods-pod1.slice/cri-containerd-" + H + ".scope")]
    [InlineData("/kubepods.slice/kubepods-pod1.slice/crio-" + H + ".scope")]
    [InlineData("/kubepods/besteffort/pod1/crio-" + H)]
    [InlineData("/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:" + H)]
    [InlineData("/system.slice/nerdctl-" + H + ".scope")]
    public void ARuntimesPathGivesTwelveDigits(string path) => Expect(path, H, H[..12]);

    [Theory]
    [InlineData("/default/redis-1", "redis-1", "redis-1")]
    [InlineData("/k8s.io/some-long-name-of-a-task", "some-long-name-of-a-task", "some-long-na")]
    [InlineData("/lxc.payload.web1/a/b", "web1", "web1")]
    [InlineData("/lxc/web1/a/b", "web1", "web1")]
    [InlineData("/machine.slice/x/machine-lxc\\x2d24150\\x2dguest.scope", "guest", "guest")]
    [InlineData("/x/y/guest.libvirt-lxc", "guest", "guest")]
    public void APathThatNamesAContainerGivesTheName(string path, string full, string shortId) =>
        Expect(path, full, shortId);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/init.scope")]
    [InlineData("/system.slice/ssh.service")]
    [InlineData("/user.slice/user-1000.slice")]
    [InlineData("/user.slice/user-1000.slice/session-3.scope")]
    [InlineData("/docker/x/d06f69b0be25")]
    [InlineData("/kubepods/burstable/pod1/d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1eZ")]
    public void OtherPathsAreTheHosts(string path)
    {
        var cgroup = new Cgroups(new ContainerTable()).Find(Encoding.UTF8.GetBytes(path));
        Assert.True(cgroup.IsHost);
        Assert.Equal("host"u8.ToArray(), cgroup.ContainerId);
        Assert.Equal("host"u8.ToArray(), cgroup.FullContainerId);
    }

    [Fact]
    public void AGroupIsLookedAtOnce()
    {
        var cgroups = new Cgroups(new ContainerTable());
        Assert.Same(cgroups.Find("/docker/a/b"u8), cgroups.Find("/docker/a/b"u8));
        Assert.NotSame(cgroups.Find("/docker/a/b"u8), cgroups.Find("/docker/a/c"u8));
        Assert.Equal(2, cgroups.Count);
    }

    [Fact]
    public void TheNumberOfGroupsIsBounded()
    {
        var cgroups = new Cgroups(new ContainerTable());
        for (int i = 0; i <= Cgroups.KeptMax; i++)
        {
            cgroups.Find(Encoding.ASCII.GetBytes($"/a/b/{i}"));
        }

        Assert.InRange(cgroups.Count, 1, Cgroups.KeptMax);
    }

    private static void Expect(string path, string full, string shortId)
    {
        var cgroup = new Cgroups(new ContainerTable()).Find(Encoding.UTF8.GetBytes(path));
        Assert.False(cgroup.IsHost);
        Assert.Equal(full, Encoding.UTF8.GetString(cgroup.FullContainerId));
        Assert.Equal(shortId, Encoding.UTF8.GetString(cgroup.ContainerId));
    }
}
