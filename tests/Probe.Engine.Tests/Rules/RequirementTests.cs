using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

public class RequirementTests
{
    [Theory]
    [InlineData("[{name: container, version: 0.4.0}]")]
    [InlineData("[{name: container, version: 0.7.1}]")]
    [InlineData("[{name: k8saudit, version: 0.7.0, alternatives: [{name: k8saudit-eks, version: 0.4.0}]}]")]
    [InlineData("[{name: json, version: 0.7.0}]")]
    [InlineData("[{name: okta, version: 0.7.0, alternatives: [{name: container, version: 0.1.0}]}]")]
    public void WhatIsBuiltInIsMet(string plugins) => Assert.Equal("", Check(plugins));

    [Theory]
    [InlineData("[{name: container, version: 0.8.0}]", "`container` 0.8.0 or later")]
    [InlineData("[{name: container, version: 1.0.0}]", "`container` 1.0.0 or later")]
    [InlineData("[{name: json, version: 0.9.0}]", "`json` 0.9.0 or later")]
    [InlineData("[{name: okta, version: 0.7.0}]", "`okta` 0.7.0 or later")]
    [InlineData(
        "[{name: a, version: 1.0.0, alternatives: [{name: b, version: 2.0.0}]}]",
        "`a` 1.0.0 or later or `b` 2.0.0 or later")]
    public void WhatIsNotThereIsNamedWithTheRemedy(string plugins, string need) => Assert.StartsWith(
        $"a.yaml:1:30: error: the rules need plugin {need}, built in is `container` 0.7.1, `k8saudit` 0.16.0, "
        + "`json` 0.7.3; leave the file out\n",
        Check(plugins));

    [Fact]
    public void AlternativesAreASequence() => Assert.Contains(
        "error: `alternatives` must be a sequence of plugins",
        RuleTexts.Load("- required_plugin_versions: [{name: a, version: 1.0.0, alternatives: b}]"));

    [Fact]
    public void AnOldComparisonWithTheTextOfAMissingValueIsWarnedOf()
    {
        string said = RuleTexts.Load(
            """
            - rule: r
              desc: d
              condition: evt.type = open and not ka.user.name in (a, "<NA>")
              output: o
              priority: INFO
              skip-if-unknown-filter: true
            """);
        Assert.Contains("a missing value equals nothing, not even `<NA>`", said);
        Assert.Contains("unknown field `ka.user.name`", said);
    }

    [Fact]
    public void AnUnknownFieldOfAnExceptionGetsTheNearestName() => Assert.Contains(
        "unknown field `proc.nmae`, did you mean `proc.name`?",
        RuleTexts.Load(
            """
            - rule: r
              desc: d
              condition: evt.type = open
              output: o
              priority: INFO
              exceptions: [{name: e, fields: [proc.nmae], values: [[x]]}]
            """));

    private static string Check(string plugins)
    {
        var report = new RuleReport();
        var file = new RuleFile("a.yaml", "- required_plugin_versions: " + plugins);
        Assert.True(
            RuleSet.TryLoad([file], RuleTexts.Fields, new RuleSetOptions(), report, out _, out var items),
            string.Join('\n', report.Errors));
        PluginCheck.Check(items.Requirements, report);
        return string.Join('\n', report.Errors);
    }
}
