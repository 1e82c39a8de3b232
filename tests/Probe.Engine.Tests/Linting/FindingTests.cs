using KosmosProbe.Engine.Linting;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Linting;

public class FindingTests
{
    [Fact]
    public void AFindingSaysWhereWhyAndWhatToWrite()
    {
        string rules = LintTexts.Rules("evt.type = connect and fd.l4proto = TCP");
        Assert.Equal(
            [
                "a.yaml:4:28: problem: the rule never alerts: `fd.l4proto = TCP` never holds, "
                    + "its values are `tcp`, `udp`, `icmp`, `raw` [never-matches]",
                "  in condition of rule \"r1\"",
                "  | evt.type = connect and fd.l4proto = TCP",
                "  |                        ^^^^^^^^^^^^^^^^",
                "  fix: write `tcp`",
            ],
            Assert.Single(LintTexts.Findings(new RuleSetOptions(), rules)).ToString().Split('\n'));
    }

    [Fact]
    public void AValueOfAListIsShownWhereTheListHasIt()
    {
        const string list = "- list: names\n  items: [sh, a-name-of-seventeen]\n";
        var found = Assert.Single(LintTexts.Findings(
            new RuleSetOptions(), list + LintTexts.Rules("evt.type = execve and proc.name in (names)")));
        Assert.Equal((2, 15), (found.Span.Line, found.Span.Column));
        Assert.Equal(["list \"names\"", "condition of rule \"r1\""], found.Within);
        Assert.Equal(Severity.Advice, found.Severity);
    }

    [Fact]
    public void AFaultOfAMacroIsToldOnceAndInTheMacro()
    {
        const string macro = "- macro: m\n  condition: fd.l4proto = TCP\n";
        var found = LintTexts.Findings(
            new RuleSetOptions(),
            macro + LintTexts.Rules(
                "evt.type = connect and (m or fd.sport = 1)", "evt.type = connect and (m or fd.sport = 2)"));
        Assert.Equal(["dead-branch: r1"], found.Select(LintTexts.Line));
        Assert.Equal(2, found[0].Span.Line);
    }

    [Fact]
    public void FilesThatDoNotLoadHaveErrorsAndNoFindings()
    {
        var load = new RuleReport();
        var file = new RuleFile("a.yaml", LintTexts.Rules("evt.type = execve and proc.nmae = sh"));
        var report = Linter.Run([file], Engine.Fields.SyscallFields.Table, new RuleSetOptions(), load);
        Assert.Single(load.Errors);
        Assert.Empty(report.Findings);
        Assert.False(report.IsClean);
    }

    [Fact]
    public void DisabledRulesAreLeftAlone()
    {
        string rules = LintTexts.Rules("evt.type = openat") + "  enabled: false\n";
        Assert.Empty(LintTexts.Lines(rules));
        Assert.Equal(["always-matches: r1"], LintTexts.Lines(LintTexts.Rules("evt.type = openat")));
    }
}
