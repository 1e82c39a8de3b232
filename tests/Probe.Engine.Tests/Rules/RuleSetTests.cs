using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

public class RuleSetTests
{
    private const string TwoRules =
        """
        - rule: first
          desc: d
          condition: evt.type = open and proc.name = cat
          output: "one %proc.name"
          priority: CRITICAL
          tags: [b, a, b]
        - rule: second
          desc: d
          condition: evt.type in (open, openat) and fd.num > 2
          output: two
          priority: notice
          tags: [b]
        """;

    [Fact]
    public void RulesAreFiledByEventType()
    {
        var rules = RuleTexts.LoadSound(new RuleSetOptions { Matching = RuleMatching.All }, TwoRules);
        Assert.Equal(["first", "second"], Matches(rules, EventType.Open));
        Assert.Equal(["second"], Matches(rules, EventType.Openat));
        Assert.Equal([], Matches(rules, EventType.Connect));
        Assert.Equal([EventType.Open, EventType.Openat], rules.WantedTypes);
        Assert.Equal([EventType.Open], rules.UrgentTypes);
        Assert.True(rules.IsUrgent(EventType.Open));
        Assert.False(rules.IsUrgent(EventType.Openat));
        Assert.Equal(["a", "b"], rules.Rules[0].Tags);
    }

    [Theory]
    [InlineData("proc.env contains X", true)]
    [InlineData("evt.arg.env contains X", true)]
    [InlineData("evt.arg[15] contains X", true)]
    [InlineData("evt.rawarg.env contains X", true)]
    [InlineData("evt.arg.exe contains X", false)]
    public void EnvironmentsAreToldWhereARuleReadsThem(string condition, bool expected)
    {
        var rules = TestRules.Load($"""
            - rule: one
              desc: any
              condition: evt.type = execve and {condition}
              output: any
              priority: notice
            """);
        Assert.Equal(expected, rules.ReadsEnvironments);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatAllProgramsDoIsTracedForAllRulesWhereThatIsAsked(bool isAsked)
    {
        var rules = RuleTexts.LoadSound(new RuleSetOptions { WithFrequentCalls = isAsked }, """
            - rule: some
              desc: any
              condition: fd.num > 2
              output: any
              priority: notice
              warn_evttypes: false
            """);
        Assert.Equal(isAsked, rules.WantedTypes.Contains(EventType.Read));
    }

    [Theory]
    [InlineData("fd.num > 2", false)]
    [InlineData("not evt.type in (open, openat) and fd.num > 2", false)]
    [InlineData("evt.type = read and fd.num > 2", true)]
    [InlineData("evt.type in (open, read)", true)]
    public void WhatAllProgramsDoIsTracedForRulesThatNameIt(string condition, bool isTraced)
    {
        var rules = RuleTexts.LoadSound(new RuleSetOptions(), $"""
            - rule: some
              desc: any
              condition: {condition}
              output: any
              priority: notice
              warn_evttypes: false
            """);
        Assert.Equal(isTraced, rules.WantedTypes.Contains(EventType.Read));
        Assert.DoesNotContain(EventType.Futex, rules.WantedTypes);
        Assert.Equal(
            !condition.StartsWith("evt.type", StringComparison.Ordinal), rules.WantedTypes.Contains(EventType.Pipe));
    }

    [Fact]
    public void UnderFirstTheFirstInOrderWins() =>
        Assert.Equal(["first"], Matches(RuleTexts.LoadSound(new RuleSetOptions(), TwoRules), EventType.Open));

    [Fact]
    public void WhatMattersLessIsLeftOut()
    {
        var options = new RuleSetOptions { LeastPriority = Priority.Warning };
        var rules = RuleTexts.LoadSound(options, TwoRules);
        Assert.Equal(["first"], rules.Active.Select(rule => rule.Name));
        Assert.Equal([EventType.Open], rules.WantedTypes);
    }

    [Fact]
    public void SelectionSwitchesInOrderAndMovesWhatItSwitchesOnToTheEnd()
    {
        var options = new RuleSetOptions
        {
            Matching = RuleMatching.All,
            Selection =
            [
                new RuleSelection { Enable = false, Rule = "f*t" },
                new RuleSelection { Enable = true, Tag = "b" },
            ],
        };
        Assert.Equal(["second", "first"], Matches(RuleTexts.LoadSound(options, TwoRules), EventType.Open));
    }

    [Theory]
    [InlineData("*om*u*", true)]
    [InlineData("Some rule", true)]
    [InlineData("Some", false)]
    [InlineData("*rule", true)]
    [InlineData("S*e r*e", true)]
    [InlineData("some rule", false)]
    [InlineData("*x*", false)]
    [InlineData("Some rule*", true)]
    public void AsterisksStandForAnythingInAWholeName(string pattern, bool expected)
    {
        var options = new RuleSetOptions { Selection = [new RuleSelection { Enable = false, Rule = pattern }] };
        string text = TwoRules.Replace("first", "Some rule", StringComparison.Ordinal);
        Assert.Equal(expected ? 1 : 2, RuleTexts.LoadSound(options, text).Active.Count);
    }

    [Fact]
    public void NamesAreResolvedOverAllFiles() =>
        Assert.Equal(
            "(evt.type = open and proc.name in (sh, bash))",
            RuleTexts.ConditionOf(
                "- rule: r\n  desc: d\n  condition: opened and proc.name in (shells)\n  output: o\n  priority: INFO\n",
                "- macro: opened\n  condition: evt.type = open\n",
                "- list: shells\n  items: [sh, bash]\n"));

    [Fact]
    public void UnderStrictALaterFileIsNotSeen()
    {
        string said = RuleTexts.Load(
            new RuleSetOptions { Strict = true },
            out var ruleSet,
            "- rule: r\n  desc: d\n  condition: m\n  output: o\n  priority: INFO\n",
            "- macro: m\n  condition: evt.type = open\n");
        Assert.Null(ruleSet);
        Assert.StartsWith("a.yaml:3:14: error: unknown macro `m`", said);
    }

    [Theory]
    [InlineData("fields: [proc.name]\n      values: [[a], [b]]", "not (proc.name = a or proc.name = b)")]
    [InlineData("fields: proc.name\n      values: [a, b c]", "not proc.name in (a, \"b c\")")]
    [InlineData(
        "fields: [proc.name, fd.name]\n      comps: [in, startswith]\n      values: [[[a, b], /etc]]",
        "not (proc.name in (a, b) and fd.name startswith /etc)")]
    [InlineData("fields: fd.name\n      comps: startswith  anyof\n      values: [/a, /b]",
        "not fd.name startswith anyof (/a, /b)")]
    [InlineData("fields: [proc.name]\n      values: [['x=(1,2)']]", "not proc.name = \"x=(1,2)\"")]
    public void ExceptionsAreExcludedFromTheCondition(string exception, string expected) =>
        Assert.Equal(
            $"((evt.type = open or evt.type = openat) and {expected})",
            RuleTexts.ConditionOf(
                "- rule: r\n  desc: d\n  condition: evt.type = open or evt.type = openat\n  output: o\n"
                + $"  priority: INFO\n  exceptions:\n    - name: e\n      {exception}\n"));

    [Fact]
    public void ChangesJoinWhatIsThere()
    {
        var rules = RuleTexts.LoadSound(
            new RuleSetOptions(),
            TwoRules,
            """
            - rule: first
              condition: and user.name = root
              output: "and %user.name"
              tags: [c]
              priority: error
              override: {condition: append, output: append, tags: append, priority: replace}
            """);
        var rule = rules.Rules[0];
        Assert.Equal("(evt.type = open and proc.name = cat and user.name = root)", rule.Condition.Canonical);
        Assert.Equal("one %proc.name and %user.name", rule.Template);
        Assert.Equal(["a", "b", "c"], rule.Tags);
        Assert.Equal(Priority.Error, rule.Priority);
    }

    [Fact]
    public void ARedefinedRuleKeepsItsPlace()
    {
        var rules = RuleTexts.LoadSound(
            new RuleSetOptions(),
            TwoRules,
            "- rule: first\n  desc: d\n  condition: evt.type = creat\n  output: o\n  priority: INFO\n");
        Assert.Equal(["first", "second"], rules.Rules.Select(rule => rule.Name));
        Assert.Equal("evt.type = creat", rules.Rules[0].Condition.Canonical);
    }

    [Fact]
    public void RulesOfOtherSourcesAreSkippedWithAWarning()
    {
        string said = RuleTexts.Load(
            new RuleSetOptions(),
            out var rules,
            "- rule: r\n  desc: d\n  condition: ka.verb = get\n  output: o %ka.verb\n  priority: INFO\n"
            + "  source: k8s\n");
        Assert.NotNull(rules);
        Assert.Empty(rules.Rules);
        Assert.StartsWith("a.yaml:6:11: warning: unknown source `k8s`, the rule is skipped", said);
    }

    private static List<string> Matches(RuleSet rules, EventType type)
    {
        var context = new EventContext(
            RecordBytes.View(RecordBytes.Create(type, 0)), ThreadInfo.Unknown, new NodeState(), 1, 0);
        var matches = rules.CreateMatches();
        Assert.Equal(rules.Match(context, matches), matches.Count > 0);
        return [.. matches.Rules.ToArray().Select(number => rules.Rules[number].Name)];
    }
}
