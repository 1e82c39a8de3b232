using KosmosProbe.Host.Policies;
using Xunit;

namespace KosmosProbe.Host.Tests.Policies;

public sealed class NumberPoolTests
{
    private const long RestMs = 1000;

    private readonly NumberPool<string> _pool = new(first: 2, end: 4, RestMs);

    [Fact]
    public void EqualValuesHaveOneNumberFromTheFirstOn()
    {
        Assert.Equal((2, true), Get("a", nowMs: 1));
        Assert.Equal((3, true), Get("b", nowMs: 1));
        Assert.Equal((2, false), Get(new string('a', 1), nowMs: 1));
        Assert.Equal(["a", "b"], _pool.Values.Order());
    }

    [Fact]
    public void WithoutANumberLeftAValueGetsNoneAndOthersKeepTheirs()
    {
        Get("a", nowMs: 1);
        Get("b", nowMs: 1);

        Assert.Null(Get("c", nowMs: long.MaxValue - 1));
        Assert.Equal((3, false), Get("b", nowMs: 1));
        Assert.Equal(2, _pool.Values.Count);
    }

    [Fact]
    public void ANumberThatWasLetGoRestsBeforeAnotherValueGetsIt()
    {
        Get("a", nowMs: 1);
        Get("b", nowMs: 1);
        _pool.Keep((value, number) => value == "b" && number == 3, nowMs: 10);

        Assert.Equal(["b"], _pool.Values);
        Assert.Null(Get("c", nowMs: 10 + RestMs - 1));
        Assert.Equal((2, true), Get("c", nowMs: 10 + RestMs));
    }

    [Fact]
    public void AValueThatComesBackWhileItsNumberRestsIsNew()
    {
        Get("a", nowMs: 1);
        _pool.Keep((_, _) => false, nowMs: 10);

        Assert.Equal((3, true), Get("a", nowMs: 11));
    }

    [Fact]
    public void WhatIsKeptKeepsItsNumberHoweverOftenIsAsked()
    {
        Get("a", nowMs: 1);
        for (long nowMs = 2; nowMs < 10; nowMs++) _pool.Keep((_, number) => number == 2, nowMs);

        Assert.Equal((2, false), Get("a", nowMs: 10));
    }

    private (int Number, bool IsNew)? Get(string value, long nowMs) =>
        _pool.TryGet(value, nowMs, out int number, out bool isNew) ? (number, isNew) : null;
}
