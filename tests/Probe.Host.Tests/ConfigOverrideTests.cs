using KosmosProbe.Host.Configuration;
using Xunit;

namespace KosmosProbe.Host.Tests;

public class ConfigOverrideTests
{
    [Theory]
    [InlineData("a=1", "{a: 1}")]
    [InlineData("a.b.c=x", "{a: {b: {c: x}}}")]
    [InlineData("old.inner=new", "{old: {inner: new, kept: 2}}")]
    [InlineData("list[0]=z", "{list: [z, y]}")]
    [InlineData("list[]=z", "{list: [x, y, z]}")]
    [InlineData("list[3]=z", "{list: [x, y, '', z]}")]
    [InlineData("fresh[].rule.name=z", "{fresh: [{rule: {name: z}}]}")]
    [InlineData(@"dotted\.key=v", "{dotted.key: v}")]
    [InlineData(@"back\\slash\[=v", @"{'back\slash[': v}")]
    [InlineData("a={b: [1, 2]}", "{a: {b: [1, 2]}}")]
    [InlineData("a=[x]", "{a: [x]}")]
    [InlineData("a=b=c", "{a: b=c}")]
    [InlineData("a=", "{a: }")]
    public void OverridesChangeTheTree(string assignment, string expected)
    {
        var root = ConfigText.Parse("old: {inner: 1, kept: 2}\nlist: [x, y]", "t");
        ConfigOverride.Apply(root, assignment);
        var changed = ConfigText.Parse(expected, "t");
        Assert.All(changed.Entries, entry => Assert.Equal(Print(entry.Value), Print(root.Find(entry.Key)!)));
        Assert.NotNull(root.Find("list"));
    }

    [Theory]
    [InlineData("novalue", "-o novalue: expected key=value")]
    [InlineData("=v", "-o =v: expected key=value")]
    [InlineData("a..b=v", "-o a..b: a key is empty")]
    [InlineData("a[=v", "-o a[: a '[' is not closed")]
    [InlineData("a[x]=v", "-o a[x]: 'x' is no index")]
    [InlineData("a[0]b=v", "-o a[0]b: expected '.' or '[' after ']', found 'b'")]
    [InlineData("old[0]=v", "-o old[0]: a mapping has no item 0")]
    [InlineData("list.x=v", "-o list.x: a list has no key 'x'")]
    [InlineData("old.inner.x=v", "-o old.inner.x: '1' has no key 'x'")]
    [InlineData("list[99999999]=v", "-o list[99999999]: a list has no item 99999999")]
    public void MalformedOverridesAreErrors(string assignment, string expected)
    {
        var root = ConfigText.Parse("old: {inner: 1}\nlist: [x]", "t");
        Assert.Equal(expected, Assert.Throws<ProbeException>(() => ConfigOverride.Apply(root, assignment)).Message);
    }

    private static string Print(ConfigNode node) => node switch
    {
        ConfigScalar scalar => scalar.Text,
        ConfigList list => $"[{string.Join(", ", list.Items.Select(Print))}]",
        ConfigMap map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{entry.Key}: {Print(entry.Value)}"))}}}",
        _ => throw new InvalidOperationException("no other node exists"),
    };
}
