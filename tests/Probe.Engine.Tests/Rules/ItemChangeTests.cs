using KosmosProbe.Engine.Describing;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

/// <summary>What items do to earlier ones of the same name, where that is easily taken for something else.</summary>
public class ItemChangeTests
{
    private const string Rule =
        """
        - rule: r
          desc: d
          condition: evt.type = open
          output: o
          priority: INFO

        """;

    [Theory]
    [InlineData("{}")]
    [InlineData("append")]
    [InlineData("")]
    public void AnOverrideWithoutKeysDefines(string overrides)
    {
        var rules = RuleTexts.LoadSound(
            new RuleSetOptions(), Rule + Rule.Replace("open", "close") + $"  override: {overrides}\n");
        Assert.Equal("evt.type = close", Assert.Single(rules.Rules).Condition.Canonical);
    }

    [Fact]
    public void AKeyThatNobodyKnowsIsAWarningBesideAnOverride()
    {
        string said = RuleTexts.Load(
            Rule + "- rule: r\n  condition: and proc.name = a\n  foo: 1\n  override: {condition: append}\n");
        Assert.Contains("warning: unknown key `foo` is ignored", said);
        Assert.DoesNotContain("error", said);
    }

    [Theory]
    [InlineData("append: true", "nothing to append")]
    [InlineData("append: true\n  output: more", "nothing to append")]
    [InlineData("exceptions: [{name: e, fields: [proc.name]}]\n  override: {exceptions: append}", "needs `values`")]
    [InlineData("exceptions: [{name: e, fields: ''}]\n  override: {exceptions: append}", "none empty")]
    public void AnAppendThatAppendsNothingIsAnError(string keys, string message) =>
        Assert.Contains(message, RuleTexts.Load(Rule + $"- rule: r\n  {keys}\n"));

    [Theory]
    [InlineData("- list: l\n  items: [a, ~]", "items of `items` must be scalars, found nothing")]
    [InlineData("- rule: r\n  tags: [~]\n  override: {tags: append}", "items of `tags` must be scalars, found nothing")]
    public void NothingIsNoItem(string item, string message) =>
        Assert.Contains(message, RuleTexts.Load(Rule + item + "\n"));

    [Fact]
    public void AnExceptedValueInParenthesesIsAValueUnlessAListIsAskedFor() => Assert.Equal(
        "(evt.type = open and not (proc.name = \"(a b)\" and user.name in (x, y)))",
        RuleTexts.ConditionOf(
            Rule
            + """
                exceptions:
                - name: e
                  fields: [proc.name, user.name]
                  comps: [=, in]
                  values:
                  - [(a b), "(x, y)"]
              """));

    [Fact]
    public void RulesOfAKnownSourceAreCompiledForPluginsAlone()
    {
        string text = Rule.Replace("evt.type = open", "proc.name = a") + "  source: k8s_audit\n";
        var options = new RuleSetOptions { Sources = ["k8s_audit"] };
        string said = RuleTexts.Load(options, out var rules, text);
        var rule = Assert.Single(rules!.Active);
        Assert.Equal("", said);
        Assert.Equal(
            ["asyncevent", "pluginevent"], EventOrder.NamesOf(rule.Condition.EventTypes).Order(StringComparer.Ordinal));
        Assert.Empty(rules.WantedTypes);
        Assert.Contains("unknown source `k8s_audit`", RuleTexts.Load(text));
    }

    [Theory]
    [InlineData("0.10.0-rc1", true)]
    [InlineData("0.10.0.7", true)]
    [InlineData("0.10", false)]
    [InlineData("0.10.x", false)]
    [InlineData("10-rc1", false)]
    public void WhatFollowsAVersionIsNotCompared(string text, bool isVersion)
    {
        Assert.Equal(isVersion, EngineVersion.TryParse(text, out var version));
        Assert.Equal(isVersion ? new EngineVersion(0, 10, 0) : default, version);
    }
}
