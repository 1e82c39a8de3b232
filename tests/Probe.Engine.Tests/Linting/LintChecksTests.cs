using KosmosProbe.Engine.Linting;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Linting;

public class LintChecksTests
{
    public static TheoryData<string> Ids => [.. LintChecks.All.Select(check => check.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void TheExampleHasTheFindingAndItsSeverity(string id)
    {
        var check = LintChecks.All.Single(check => check.Id == id);
        string rules = LintTexts.Rules(check.Example.Split(" ;; "));
        string comment = id == "unknown-allowance" ? "# lint: allow nothing-so-named\n" : "";
        string text = LintTexts.Stock + "\n" + comment + rules;
        var options = new RuleSetOptions { Matching = RuleMatching.All };
        var found = LintTexts.Findings(options, text, "- list: later\n  items: [bash]\n");
        var finding = found.First(finding => finding.Id == id);
        Assert.Equal(check.Severity, finding.Severity);
        Assert.NotEmpty(finding.Why);
        Assert.NotEmpty(finding.Fix);
    }

    [Fact]
    public void NamesAreWordsJoinedByDashesAndStandOnce()
    {
        Assert.All(LintChecks.All, check => Assert.Matches("^[a-z]+(-[a-z]+)*$", check.Id));
        Assert.Equal(LintChecks.All.Count, LintChecks.All.Select(check => check.Id).Distinct().Count());
        Assert.All(LintChecks.All, check => Assert.EndsWith(".", check.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void ThePageOnTheLinterTellsEveryCheckInTheTablesWords()
    {
        string page = File.ReadAllText(Path.Combine(Repository(), "docs", "lint.md"));
        foreach (var check in LintChecks.All)
        {
            string severity = check.Severity == Severity.Problem ? "problem" : "advice";
            Assert.Contains($"| `{check.Id}` | {severity} | {check.Sentence} |", page, StringComparison.Ordinal);
        }
    }

    internal static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "KosmosProbe.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
