using KosmosProbe.Bench;
using Xunit;

namespace KosmosProbe.Tidy.Tests;

/// <summary>What lets a commit through `make bench-gate`, and what does not.</summary>
public sealed class GateVerdictTests
{
    /// <summary>A tenth is noise and what a feature may cost; what goes beyond it, or allocates, fails.</summary>
    [Theory]
    [InlineData(100, 0, 109, 0, true)]
    [InlineData(100, 0, 111, 0, false)]
    [InlineData(100, 0, 20, 0, true)]
    [InlineData(100, 0, 100, 24, false)]
    [InlineData(100, 24, 100, 24, false)]
    [InlineData(100, 24, 100, 0, true)]
    public void SlowdownsAndAllocationsFail(
        double oldTime, double oldBytes, double newTime, double newBytes, bool passes)
    {
        var before = new Dictionary<string, Cost> { ["Open"] = new(oldTime, oldBytes) };
        var after = new Dictionary<string, Cost> { ["Open"] = new(newTime, newBytes) };
        Assert.Equal(passes, Assert.Single(GateVerdict.Judge(before, after)).Passed);
    }

    /// <summary>What no event goes through may allocate what it did.</summary>
    [Theory]
    [InlineData(1000, 1050, true)]
    [InlineData(1000, 1200, false)]
    [InlineData(0, 24, false)]
    public void AsideOfEventsWhatIsAllocatedMayNotGrow(double oldBytes, double newBytes, bool passes)
    {
        const string Name = "KosmosProbe.Bench.PolicyBench.Host(Set: shipped)";
        var before = new Dictionary<string, Cost> { [Name] = new(100, oldBytes) };
        var after = new Dictionary<string, Cost> { [Name] = new(100, newBytes) };
        Assert.Equal(passes, Assert.Single(GateVerdict.Judge(before, after)).Passed);
    }

    /// <summary>A benchmark that is gone, or threw, proves nothing; a new one has nothing to be compared to.</summary>
    [Fact]
    public void GoneFailsAndNewPasses()
    {
        var one = new Dictionary<string, Cost> { ["Open"] = new(100, 0) };
        var none = new Dictionary<string, Cost>();
        Assert.False(Assert.Single(GateVerdict.Judge(one, none)).Passed);
        Assert.True(Assert.Single(GateVerdict.Judge(none, one)).Passed);
    }

    /// <summary>Noise only adds, so of several runs the least counts.</summary>
    [Fact]
    public void TheBestOfSeveralRunsCounts() => Assert.Equal(new Cost(90, 8), new Cost(100, 8).Best(new Cost(90, 16)));
}
