using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Reloading;
using Xunit;

namespace KosmosProbe.Host.Tests.Reloading;

/// <summary>What differs between two configurations, and what of that takes effect.</summary>
public class ConfigChangesTests
{
    [Theory]
    [InlineData("a: 1", "a: 1 # words", "")]
    [InlineData("{ a: 1, b: 2 }", "{ b: 2, a: 1 }", "")]
    [InlineData("a: ", "b: ~", "")]
    [InlineData("a: 1", "a: 2", "a")]
    [InlineData("a: 1", "b: 1", "a b")]
    [InlineData("a: { b: 1, c: 2 }", "a: { b: 1, c: 3, d: 4 }", "a.c a.d")]
    [InlineData("a: [1, 2]", "a: [12]", "a")]
    [InlineData("a: [1, 2]", "a: [2, 1]", "a")]
    [InlineData("a: [{ b: 1 }]", "a: [{ b: 1 }]", "")]
    [InlineData("a: [{ b: 1 }]", "a: [{ b: 2 }]", "a")]
    [InlineData("a: x", "a: { b: 1 }", "a a.b")]
    public void KeysWithOtherValuesAreNamed(string former, string next, string keys) => Assert.Equal(
        keys, string.Join(' ', ConfigChanges.Between(ConfigText.Parse(former, "a"), ConfigText.Parse(next, "b"))));

    [Fact]
    public void WhatTakesEffectLiveIsASetting() =>
        Assert.All(LiveSettings.Keys, key => Assert.NotNull(SettingTable.Find(key)));

    [Theory]
    [InlineData("rules", true)]
    [InlineData("static_fields.site", true)]
    [InlineData("rules_filesystem", false)]
    [InlineData("engine.modern_ebpf.buf_size_preset", false)]
    public void AKeyIsLiveWithAllOfItsParts(string key, bool isLive) =>
        Assert.Equal(isLive, LiveSettings.Include(key));
}
