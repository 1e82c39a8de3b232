using System.Runtime.CompilerServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Events;

public class EventTableTests
{
    [Fact]
    public void EveryTypeHasASizeThatItsStructHas()
    {
        Assert.Equal(Enum.GetValues<EventType>().Where(type => type != EventType.None), EventTable.RecordTypes.Order());
        Assert.Equal(Unsafe.SizeOf<ExecveEvent>(), EventTable.FixedSize(EventType.Execveat));
        Assert.Equal(Unsafe.SizeOf<CloneEvent>(), EventTable.FixedSize(EventType.Vfork));
        Assert.Equal(Unsafe.SizeOf<ProcexitEvent>(), EventTable.FixedSize(EventType.Procexit));
        Assert.Equal(Unsafe.SizeOf<OpenEvent>(), EventTable.FixedSize(EventType.Creat));
        Assert.Equal(Unsafe.SizeOf<ConnectEvent>(), EventTable.FixedSize(EventType.Connect));
        Assert.Equal(Unsafe.SizeOf<SendEvent>(), EventTable.FixedSize(EventType.Sendmmsg));
        Assert.Equal(Unsafe.SizeOf<CallEvent>(), EventTable.FixedSize(EventType.Unlinkat));
        Assert.Equal(Unsafe.SizeOf<CgroupEvent>(), EventTable.FixedSize(EventType.CgroupRmdir));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(250)]
    [InlineData(ushort.MaxValue)]
    public void AnUnknownTypeHasNoSize(int number) => Assert.Equal(0, EventTable.FixedSize((EventType)number));

    [Fact]
    public void WhatOnlyKeepsStateIsNoEventToRules()
    {
        Assert.Equal(
            [EventType.CgroupMkdir, EventType.CgroupRmdir, EventType.Stream], EventTable.StateTypes);
        Assert.Empty(EventTable.Types.Intersect(EventTable.StateTypes));
        foreach (var type in EventTable.StateTypes)
        {
            Assert.False(EventTable.TryFindName(EventTable.Name(type), out _), EventTable.Name(type));
            Assert.Equal(-1, EventTable.NameId(type));
            Assert.True(EventTable.Utf8Name(type).IsEmpty);
            Assert.False(EventTypeSet.All.Contains(type));
            Assert.DoesNotContain(EventCatalogue.All, known => known.Name == EventTable.Name(type));
            Assert.Equal(0, EventParameters.Of(type).Length);
        }

        Assert.Equal("cgroup_mkdir", EventTable.Name(EventType.CgroupMkdir));
        Assert.Equal("cgroup_rmdir", EventTable.Name(EventType.CgroupRmdir));
    }

    [Fact]
    public void NamesAreFoundByNameAndById()
    {
        foreach (var type in EventTable.Types)
        {
            Assert.True(EventTable.TryFindName(EventTable.Name(type), out int nameId));
            Assert.Equal(EventTable.NameId(type), nameId);
            string withoutBars = EventTable.Name(nameId).Replace("_", "", StringComparison.Ordinal);
            Assert.Equal(type.ToString(), withoutBars, ignoreCase: true);
        }

        Assert.True(EventTable.TryFindName("umask", out _));
        Assert.False(EventTable.TryFindName("nosuchcall", out int none));
        Assert.Equal(-1, none);
    }
}
