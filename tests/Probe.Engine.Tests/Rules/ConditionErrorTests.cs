using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

public class ConditionErrorTests
{
    [Theory]
    [InlineData(
        """
        - rule: Shell in container
          desc: d
          condition: >
            evt.type = open and
            proc.nmae in (sh, bash) and
            user.name = root
          output: o
          priority: INFO
        """,
        """
        a.yaml:5:5: error: unknown field `proc.nmae`, did you mean `proc.name`?
          in condition of rule "Shell in container"
          | proc.nmae in (sh, bash) and
          | ^^^^^^^^^
        """)]
    [InlineData(
        """
        - macro: shells
          condition: proc.nmae in (sh, bash)
        - macro: opened
          condition: evt.type = open and shells
        - rule: r
          desc: d
          condition: opened and fd.num > 3
          output: o
          priority: INFO
        - rule: s
          desc: d
          condition: opened and fd.num > 4
          output: o
          priority: INFO
        """,
        """
        a.yaml:2:14: error: unknown field `proc.nmae`, did you mean `proc.name`?
          in condition of macro "shells"
          in condition of macro "opened"
          in condition of rule "r"
          | condition: proc.nmae in (sh, bash)
          |            ^^^^^^^^^
        """)]
    [InlineData(
        """
        - rule: r
          desc: d
          condition: evt.type = open
          output: o
          priority: INFO
        - rule: r
          condition: and proc.nmae = sh
          override: {condition: append}
        """,
        """
        a.yaml:7:18: error: unknown field `proc.nmae`, did you mean `proc.name`?
          in condition of rule "r"
          | condition: and proc.nmae = sh
          |                ^^^^^^^^^
        """)]
    [InlineData(
        """
        - rule: r
          desc: d
          condition: evt.type = open
          output: "file=%fd.nmae"
          priority: INFO
        """,
        """
        a.yaml:4:18: error: unknown field `fd.nmae`, did you mean `fd.name`?
          in output of rule "r"
          | output: "file=%fd.nmae"
          |                ^^^^^^^
        """)]
    [InlineData(
        """
        - rule: r
          desc: d
          condition: evt.type = open
          output: "done: 100%"
          priority: INFO
        """,
        """
        a.yaml:4:21: error: a field name was expected after `%`, found the end
          in output of rule "r"
          | output: "done: 100%"
          |                   ^
        """)]
    [InlineData(
        """
        - rule: r
          desc: d
          condition: evt.type = open and shels
          output: o
          priority: INFO
        - macro: shells
          condition: proc.name = sh
        """,
        """
        a.yaml:3:34: error: unknown macro `shels`, did you mean `shells`?
          in condition of rule "r"
          | condition: evt.type = open and shels
          |                                ^^^^^
        """)]
    [InlineData(
        """
        - list: numbers
          items:
            - 1
            - abc
        - list: more
          items: [numbers, 3]
        - rule: r
          desc: d
          condition: evt.type = open and fd.num in (0, more)
          output: o
          priority: INFO
        """,
        """
        a.yaml:4:7: error: `abc` is not a decimal number of at most 64 bits
          in list "numbers"
          in condition of rule "r"
          | - abc
          |   ^^^
        """)]
    [InlineData(
        """
        - rule: r
          desc: d
          condition: evt.type = open
          output: o
          priority: INFO
          exceptions:
            - name: e
              fields: [proc.name, fd.num]
              values:
                - [sh, abc]
        """,
        """
        a.yaml:10:16: error: `abc` is not a decimal number of at most 64 bits
          in condition of rule "r"
          | - [sh, abc]
          |        ^^^
        """)]
    public void FaultsPointAtTheTextThatHasThem(string text, string expected) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), RuleTexts.Load(text));

    [Fact]
    public void AllErrorsOfAllFilesAreToldInOneRun()
    {
        const string Faulty = "- rule: r\n  desc: d\n  condition: evt.type = opn and x.y = 1\n  output: '%z.z'\n";
        string said = RuleTexts.Load(
            Faulty + "  priority: INFO\n", "- list: l\n", Faulty.Replace("rule: r", "rule: s"));
        Assert.Contains("a.yaml:3:25: error: unknown event type `opn`", said);
        Assert.Contains("a.yaml:4:13: error: unknown field `z.z`", said);
        Assert.Contains("b.yaml:1:3: error: key `items` is missing", said);
        Assert.Contains("c.yaml:1:3: error: key `priority` is missing", said);
    }

    [Fact]
    public void AFaultyMacroIsNotBlamedOnItsUsers()
    {
        string said = RuleTexts.Load(
            "- macro: m\n  condition: [a]\n- rule: r\n  desc: d\n  condition: m\n  output: o\n  priority: INFO\n");
        Assert.Equal(
            "a.yaml:2:14: error: `condition` must be a text, found a sequence\n  in macro \"m\"\n"
            + "  | condition: [a]\n  |            ^^^",
            said);
    }

    [Fact]
    public void ARuleMayAskToBeSkippedForUnknownFields()
    {
        const string Rule = "- rule: r\n  desc: d\n  condition: a.b = 1\n  output: o\n  priority: INFO\n";
        var report = new RuleReport();
        Assert.True(RuleSet.TryLoad(
            [new RuleFile("a.yaml", Rule + "  skip-if-unknown-filter: true\n")],
            RuleTexts.Fields,
            new RuleSetOptions(),
            report,
            out var ruleSet));
        Assert.Empty(ruleSet.Rules);
        Assert.Equal(RuleCode.UnknownFilter, Assert.Single(report.All).Code);
    }
}
