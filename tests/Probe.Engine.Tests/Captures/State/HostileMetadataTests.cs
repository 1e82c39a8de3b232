using System.Text;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>What a capture makes up of containers, users and networks takes no more than its share of memory.</summary>
public sealed class HostileMetadataTests
{
    private readonly RecordedContainers _containers = new();

    [Fact]
    public void ControlGroupsBeyondTheLimitAreThoseOfTheHost()
    {
        var kept = _containers.FindCgroups("cpu=/a\0"u8)!;
        kept.Hold();
        kept.Hold();
        Assert.Equal(kept.Text.Length, _containers.CgroupBytes);

        _containers.CgroupBytes += RecordedContainers.CgroupBytesMax;
        Assert.Null(_containers.FindCgroups("cpu=/b\0"u8));
        Assert.Same(kept, _containers.FindCgroups("cpu=/a\0"u8));

        kept.LetGo();
        kept.LetGo();
        Assert.Equal(RecordedContainers.CgroupBytesMax, _containers.CgroupBytes);
        Assert.NotNull(_containers.FindCgroups("cpu=/b\0"u8));
    }

    [Fact]
    public void ThreadsThatEndGiveTheirControlGroupsBack()
    {
        var groups = _containers.FindCgroups("cpu=/a\0"u8)!;
        var thread = new RecordedThread { Cgroups = groups };
        thread.Cgroups = groups;
        Assert.Equal(groups.Text.Length, _containers.CgroupBytes);

        thread.Clear(new TextSlabs());
        Assert.Equal(0, _containers.CgroupBytes);
    }

    [Fact]
    public void ControlGroupsBeyondThoseOfAnyKernelAreLeftOut()
    {
        string many = string.Concat(Enumerable.Range(0, 1000).Select(static number => $"c{number}=/\0"));
        var groups = _containers.FindCgroups(Encoding.ASCII.GetBytes(many))!;

        Assert.True(groups.TryFind("c31"u8, out _));
        Assert.False(groups.TryFind("c32"u8, out _));
    }

    [Fact]
    public void DescriptionsBeyondTheLimitAreShownAndForgotten()
    {
        string image = new('i', 120_000);
        var shown = new List<RecordedContainer>();
        for (int i = 0; i < 400; i++)
        {
            string json = $$"""{"container":{"id":"c{{i}}","image":"{{image}}"} }""";
            shown.Add(_containers.Take(Encoding.UTF8.GetBytes(json), isGone: false)!);
        }

        Assert.All(shown, static container => Assert.NotNull(container.Info));
        Assert.NotNull(_containers.Find("c0"u8, type: null).Info);
        Assert.Null(_containers.Find("c399"u8, type: null).Info);

        _containers.Take("{\"container\":{\"id\":\"c0\"}}"u8, isGone: true);
        _containers.Take("{\"container\":{\"id\":\"c399\"}}"u8, isGone: false);
        Assert.NotNull(_containers.Find("c399"u8, type: null).Info);
    }

    [Fact]
    public void ContainersOfOwnCapturesBeginAnewToo()
    {
        var first = _containers.FindOwn("first"u8, needsProof: true);
        for (int i = 0; i < RecordedContainers.KeptMax; i++)
        {
            _containers.FindOwn(Encoding.ASCII.GetBytes($"{i}"), needsProof: true);
        }

        Assert.NotSame(first, _containers.FindOwn("first"u8, needsProof: true));
    }

    [Fact]
    public void NamesInsideContainersAreCut()
    {
        var users = new RecordedUsers { IsOwn = true };
        var container = _containers.Find("c"u8, type: null);
        byte[] text = new byte[60_000];
        users.AddUser(container, uid: 7, text, text, text);
        users.AddGroup(container, gid: 7, text);

        Assert.Equal(255, users.Group(container, 7).Length);
        Assert.Equal((255, 1023), (users.User(container, 7).Name.Length, users.User(container, 7).Home.Length));
    }

    [Fact]
    public void AddressesBeyondThoseOfAnyNodeAreLeftOut()
    {
        var interfaces = new NetworkInterfaces();
        for (int i = 0; i < 20_000; i++)
        {
            interfaces.Add([10, 1, (byte)(i >> 8), (byte)i], [255, 255, 255, 0]);
        }

        Assert.True(interfaces.IsLocal([10, 1, 0, 9]));
        Assert.False(interfaces.IsLocal([10, 1, 19_999 >> 8, 19_999 & 255]));
    }
}
