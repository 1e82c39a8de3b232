using KosmosProbe.Engine.Events;
using Xunit;

namespace KosmosProbe.Engine.Tests.Events;

public class SequenceCheckTests
{
    [Fact]
    public void GapsAreCountedPerCpu()
    {
        var check = new SequenceCheck();
        Assert.False(Take(check, cpu: 0, 1));
        Assert.False(Take(check, cpu: 1, 1));
        Assert.True(Take(check, cpu: 0, 5));
        Assert.False(Take(check, cpu: 1, 2));
        Assert.Equal(3u, check.Lost);
    }

    [Fact]
    public void WhatIsMissingBeforeTheFirstRecordIsLost()
    {
        var check = new SequenceCheck();
        Assert.True(Take(check, cpu: 3000, 4));
        Assert.Equal(3u, check.Lost);
    }

    [Fact]
    public void AFaultyCpuOrAnOldNumberIsNoLoss()
    {
        var check = new SequenceCheck();
        Assert.False(Take(check, cpu: uint.MaxValue, 99));
        Take(check, cpu: 0, 1);
        Assert.False(Take(check, cpu: 0, 0));
        Assert.Equal(0u, check.Lost);
    }

    private static bool Take(SequenceCheck check, uint cpu, ulong sequence) =>
        check.FindsGap(new EventHeader { Cpu = cpu, Sequence = sequence });
}
