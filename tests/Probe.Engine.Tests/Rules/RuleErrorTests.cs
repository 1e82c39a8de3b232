using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

public class RuleErrorTests
{
    private const string Priorities =
        "one of Emergency Alert Critical Error Warning Notice Informational Debug";

    [Theory]
    [InlineData(
        """
        - rule: r
          desc: d
          condition: evt.type = open
          output: o
          priority: Critcal
        """,
        """
        a.yaml:5:13: error: unknown priority `Critcal`, expected {priorities}, did you mean `Critical`?
          in rule "r"
          | priority: Critcal
          |           ^^^^^^^
        """)]
    [InlineData(
        """
        - rule: r
          desc: d
          output: "%proc.nam"
          condition: proc.nmae = x
          priority: HIGH
        """,
        """
        a.yaml:3:13: error: unknown field `proc.nam`, did you mean `proc.name`?
          in output of rule "r"
          | output: "%proc.nam"
          |           ^^^^^^^^
        a.yaml:4:14: error: unknown field `proc.nmae`, did you mean `proc.name`?
          in condition of rule "r"
          | condition: proc.nmae = x
          |            ^^^^^^^^^
        a.yaml:5:13: error: unknown priority `HIGH`, expected {priorities}
          in rule "r"
          | priority: HIGH
          |           ^^^^
        """)]
    [InlineData(
        """
        - rule: r
          condition: evt.type = open
          priority: INFO
        """,
        """
        a.yaml:1:3: error: key `output` is missing
          in rule "r"
          | - rule: r
          |   ^^^^^^^
        a.yaml:1:3: error: key `desc` is missing
          in rule "r"
          | - rule: r
          |   ^^^^^^^
        """)]
    [InlineData(
        "foo: bar",
        """
        a.yaml:1:1: error: a rules file is a sequence of items, found a mapping
          | foo: bar
          | ^^^^^^^^
        """)]
    [InlineData(
        "- [1]",
        """
        a.yaml:1:3: error: an item must be a mapping (rule, macro, list, ...), found a sequence
          | - [1]
          |   ^^^
        """)]
    [InlineData(
        """
        - list: l
          items: [a, [b]]
          itmes: [c]
        """,
        """
        a.yaml:2:14: error: items of `items` must be scalars, found a sequence
          in list "l"
          | items: [a, [b]]
          |            ^^^
        a.yaml:3:3: warning: unknown key `itmes` is ignored, did you mean `items`?
          in list "l"
          | itmes: [c]
          | ^^^^^
        """)]
    [InlineData(
        """
        - macro: m
          condition: and proc.name = cat
          override: {condition: append}
        """,
        """
        a.yaml:1:10: error: no macro named `m` was defined before, so there is nothing to change
          | - macro: m
          |          ^
        """)]
    [InlineData(
        "- required_engine_version: 0.64.0",
        """
        a.yaml:1:28: error: the rules need engine version 0.64.0, this is 0.63.0
          | - required_engine_version: 0.64.0
          |                            ^^^^^^
        """)]
    [InlineData(
        """
        - rule: r
          condition: x
          priority: debug
          override: {condition: append, priority: append, foo: replace, output: replace}
        """,
        """
        a.yaml:4:43: error: `priority` can be replaced but not appended to
          in rule "r"
          | override: {condition: append, priority: append, foo: replace, output: replace}
          |                                         ^^^^^^
        a.yaml:4:51: error: `foo` cannot be overridden
          in rule "r"
          | override: {condition: append, priority: append, foo: replace, output: replace}
          |                                                 ^^^
        a.yaml:4:65: error: `output` is overridden but not given
          in rule "r"
          | override: {condition: append, priority: append, foo: replace, output: replace}
          |                                                               ^^^^^^
        """)]
    public void FaultyShapesAreToldWithTheirPlace(string text, string expected) =>
        Assert.Equal(
            expected.ReplaceLineEndings("\n").Replace("{priorities}", Priorities, StringComparison.Ordinal),
            RuleTexts.Load(text));

    [Fact]
    public void WhatIsNotYamlIsToldAtItsLine()
    {
        string said = RuleTexts.Load("- rule: r\n  desc: \"never closed\n");
        Assert.StartsWith("a.yaml:", said);
        Assert.Contains("error: not YAML: ", said);
    }

    [Fact]
    public void NestingIsBounded() =>
        Assert.Contains("nested deeper than 64 levels", RuleTexts.Load(new string('[', 5000)));
}
