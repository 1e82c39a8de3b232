using Xunit;

namespace KosmosProbe.Engine.Tests.Linting;

public class DefinitionTests
{
    private const string Rule = "evt.type = execve and proc.name in (names)";
    private const string List = "- list: names\n  items: [sh, bash]\n";

    [Fact]
    public void AListOfALaterFileIsTold() =>
        Assert.Equal(["later-definition: r1"], LintTexts.Lines(LintTexts.Rules(Rule), List));

    [Fact]
    public void AFileIsToldOnceHoweverManyOfItsRulesUseTheName() =>
        Assert.Equal(["later-definition: r1"], LintTexts.Lines(LintTexts.Rules(Rule, $"{Rule} and user.uid = 0"), List)
            .Where(line => line.StartsWith("later-definition", StringComparison.Ordinal)));

    [Fact]
    public void AListBelowInTheSameFileIsNot() => Assert.Empty(LintTexts.Lines(LintTexts.Rules(Rule) + List));

    [Fact]
    public void AListThatIsOnlyRedefinedLaterIsNot() =>
        Assert.Empty(LintTexts.Lines(List + LintTexts.Rules(Rule), List));

    [Fact]
    public void AMacroBelowTheOneThatUsesItIsTold() => Assert.Equal(
        ["later-definition: r1"],
        LintTexts.Lines(
            "- macro: outer\n  condition: evt.type = execve and inner\n"
            + "- macro: inner\n  condition: proc.name = sh\n" + LintTexts.Rules("outer and user.uid = 0")));
}
