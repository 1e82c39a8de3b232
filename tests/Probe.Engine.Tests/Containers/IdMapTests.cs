using KosmosProbe.Engine.Containers;
using Xunit;

namespace KosmosProbe.Engine.Tests.Containers;

public class IdMapTests
{
    [Theory]
    [InlineData("         0          0 4294967295\n", 0u, 0u)]
    [InlineData("         0          0 4294967295\n", 4294967294u, 4294967294u)]
    [InlineData("         0          0 4294967295\n", 4294967295u, null)]
    [InlineData("0 100000 65536\n", 100_000u, 0u)]
    [InlineData("0 100000 65536\n", 101_000u, 1000u)]
    [InlineData("0 100000 65536\n", 165_535u, 65_535u)]
    [InlineData("0 100000 65536\n", 165_536u, null)]
    [InlineData("0 100000 65536\n", 99_999u, null)]
    [InlineData("0 100000 65536\n", 0u, null)]
    [InlineData("0 1000 1\n1 100000 65536\n", 1000u, 0u)]
    [InlineData("0 1000 1\n1 100000 65536\n", 100_999u, 1000u)]
    [InlineData("0 4294901760 65535\n", 4294967294u, 65_534u)]
    public void AnIdOfTheNodeHasANumberInTheNamespace(string text, uint outside, uint? inside)
    {
        var map = IdMap.Parse(text)!;
        Assert.Equal(inside is not null, map.TryFindInside(outside, out uint found));
        Assert.Equal(inside ?? 0, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("0 0\n")]
    [InlineData("0 0 -1\n")]
    [InlineData("0 0 4294967296\n")]
    [InlineData("a b c\n")]
    public void WhatIsNoMapIsNone(string text) => Assert.Null(IdMap.Parse(text));

    [Fact]
    public void TheNodesOwnNamespaceChangesNothing() =>
        Assert.True(IdMap.Same.TryFindInside(1000, out uint inside) && inside == 1000);
}
