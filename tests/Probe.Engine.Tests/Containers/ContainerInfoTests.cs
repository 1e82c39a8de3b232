using System.Text;
using KosmosProbe.Engine.Containers;
using Xunit;

namespace KosmosProbe.Engine.Tests.Containers;

public class ContainerInfoTests
{
    private const string Id = "d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";

    [Theory]
    [InlineData("docker.io/kosmos/zeus-agent:1.0", "docker.io/kosmos/zeus-agent", "1.0")]
    [InlineData("registry:5000/kosmos/zeus-agent", "registry:5000/kosmos/zeus-agent", "")]
    [InlineData("registry:5000/zeus-agent:2", "registry:5000/zeus-agent", "2")]
    [InlineData("busybox@sha256:abc", "busybox", "")]
    [InlineData("busybox:1@sha256:abc", "busybox", "1")]
    [InlineData("busybox", "busybox", "")]
    [InlineData("", "", "")]
    public void AnImageIsSplitAfterItsLastSlash(string image, string repository, string tag)
    {
        var info = new ContainerInfo(new ContainerDetails { FullId = Id, Image = image });
        Assert.Equal(repository, Text(info.Repository));
        Assert.Equal(tag, Text(info.Tag));
        Assert.Equal(image, Text(info.Image));
    }

    [Fact]
    public void WhatIsNotToldIsMissing()
    {
        var info = new ContainerInfo(new ContainerDetails { FullId = Id });
        Assert.Equal(Id, Text(info.FullId));
        Assert.Equal(Id[..12], Text(info.Id));
        Assert.Null(info.Name);
        Assert.Null(info.Repository);
        Assert.Null(info.IsPrivileged);
        Assert.Null(info.MountsText);
        Assert.Null(info.Labels);
        Assert.Null(info.SandboxId);
        Assert.Empty(info.Mounts);
        Assert.Empty(info.LivenessProbe);
    }

    [Fact]
    public void AShortIdStaysWhole() =>
        Assert.Equal("redis", Text(new ContainerInfo(new ContainerDetails { FullId = "redis" }).Id));

    [Fact]
    public void MountsAreJoinedAsFalcoPrintsThem()
    {
        var info = new ContainerInfo(new ContainerDetails
        {
            FullId = Id,
            Mounts =
            [
                new MountDetails("/a", "/b", "", true, "private"),
                new MountDetails("/c", "/d", "Z", false, "rslave"),
            ],
        });
        Assert.Equal("/a:/b::true:private,/c:/d:Z:false:rslave", Text(info.MountsText));
        Assert.Equal("/d", Text(info.Mounts[1].Destination));
        Assert.Equal("false", Encoding.UTF8.GetString(info.Mounts[1].ReadWrite));
    }

    [Fact]
    public void LabelsAreSortedAndFoundByKey()
    {
        var labels = new ContainerInfo(new ContainerDetails
        {
            FullId = Id,
            Labels = new Dictionary<string, string>
            {
                ["zone"] = "",
                ["app"] = "zeus",
                ["io.kubernetes.pod.name"] = "zeus-0",
                ["annotation.x"] = "y",
                ["long"] = new string('x', ContainerLabels.ValueLengthMax + 1),
            },
        }).Labels!;
        Assert.Equal("app:zeus, zone", Text(labels.Text));
        Assert.Equal(4, labels.Count);
        Assert.True(labels.TryFind("io.kubernetes.pod.name"u8, out byte[]? pod));
        Assert.Equal("zeus-0", Text(pod));
        Assert.False(labels.TryFind("long"u8, out _));
        Assert.False(labels.TryFind("ap"u8, out _));
    }

    [Fact]
    public void AHugeTextIsCutAtACharacterWithAMark()
    {
        var info = new ContainerInfo(new ContainerDetails { FullId = Id, Name = new string('é', 1_000_000) });
        Assert.InRange(info.Name!.Length, InfoText.BytesMax - 3, InfoText.BytesMax);
        Assert.EndsWith("é…", Text(info.Name), StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', Text(info.Name)!);
    }

    [Fact]
    public void ManyHugeMountsAreCutToo()
    {
        var mount = new MountDetails(new string('s', 10_000), "/d", "", true, "private");
        var info = new ContainerInfo(
            new ContainerDetails { FullId = Id, Mounts = [.. Enumerable.Repeat(mount, 100_000)] });
        Assert.InRange(info.MountsText!.Length, 1, InfoText.JoinedBytesMax);
        Assert.InRange(info.Mounts.Length, 1, 1024);
    }

    [Fact]
    public void HalvesOfCharactersBecomeTheReplacementCharacter()
    {
        var info = new ContainerInfo(new ContainerDetails { FullId = Id, Name = "a\uD800b" });
        Assert.Equal("a\uFFFDb", Text(info.Name));
    }

    private static string? Text(byte[]? text) => text is null ? null : Encoding.UTF8.GetString(text);
}
