using Xunit;

namespace KosmosProbe.Engine.Tests.Linting;

public class AllowanceTests
{
    private const string Always = "evt.type = openat";

    [Fact]
    public void ACommentAboveTheRuleAllows() =>
        Assert.Empty(LintTexts.Lines("# lint: allow always-matches\n\n" + LintTexts.Rules(Always)));

    [Fact]
    public void ACommentInTheRuleAllows() =>
        Assert.Empty(LintTexts.Lines(LintTexts.Rules(Always) + "  tags: [a] # lint: allow shadowed, always-matches\n"));

    [Fact]
    public void OtherFindingsStay() => Assert.Equal(
        ["always-matches: r1"], LintTexts.Lines("# lint: allow shadowed\n" + LintTexts.Rules(Always)));

    [Fact]
    public void TheNextRuleIsNotMeant() => Assert.Equal(
        ["always-matches: r2"],
        LintTexts.Lines("# lint: allow always-matches, shadowed\n" + LintTexts.Rules(Always, "evt.type = execve")));

    [Fact]
    public void ACommentBetweenRulesBelongsToTheSecond() => Assert.Equal(
        ["always-matches: r1"],
        LintTexts.Lines(
            LintTexts.Rules(Always) + "# lint: allow always-matches\n"
            + LintTexts.Rules("evt.type = execve").Replace("r1", "r2", StringComparison.Ordinal)));

    [Fact]
    public void ACommentAtAListAllowsWhatIsFoundInTheList() => Assert.Empty(LintTexts.Lines(
        "- list: names # lint: allow double-value\n  items: [sh, sh]\n"
        + LintTexts.Rules("evt.type = execve and proc.name in (names)")));

    [Fact]
    public void ANameThatNoCheckHasIsTold()
    {
        var found = Assert.Single(LintTexts.Findings(
            new Engine.Rules.RuleSetOptions(),
            "# lint: allow never-match\n" + LintTexts.Rules("evt.type = execve and proc.name = sh")));
        Assert.Equal("unknown-allowance", found.Id);
        Assert.Equal("write `never-matches`", found.Fix);
        Assert.Equal((1, 15), (found.Span.Line, found.Span.Column));
    }
}
