using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Doctor;
using Xunit;

namespace KosmosProbe.Containers.Tests;

/// <summary>What doctor says of the node's runtimes.</summary>
public sealed class RuntimeSocketsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("doctor").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task RuntimesBelowHostRootAreGreeted()
    {
        Directory.CreateDirectory($"{_root}/run/containerd");
        Directory.CreateDirectory($"{_root}/run/crio");
        File.WriteAllText($"{_root}/run/crio/crio.sock", "");
        await using var cri = new FakeCri();
        await cri.StartAsync($"{_root}/run/containerd/containerd.sock");
        var found = RuntimeSockets.Examine(new RuntimeOptions { HostRoot = _root }).ToList();
        Assert.Collection(
            found,
            well =>
            {
                Assert.Equal(Verdict.Fine, well.Verdict);
                Assert.Equal($"containerd 1 at {_root}/run/containerd/containerd.sock", well.Text);
            },
            lost =>
            {
                Assert.Equal(Verdict.Limited, lost.Verdict);
                Assert.StartsWith($"{_root}/run/crio/crio.sock: ", lost.Text);
                Assert.Contains("bundles", lost.Remedy);
            });
    }

    [Fact]
    public void WhereThereIsNoneThePlacesAreNamed()
    {
        var found = Assert.Single(RuntimeSockets.Examine(new RuntimeOptions { HostRoot = _root }));
        Assert.Equal(Verdict.Fine, found.Verdict);
        Assert.StartsWith($"none at {_root}/run/k3s/containerd/containerd.sock, ", found.Text);
    }
}
