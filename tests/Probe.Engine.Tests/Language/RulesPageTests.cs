using System.Text.RegularExpressions;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Language;

/// <summary>The samples of docs/rules.md do what the page says.</summary>
public partial class RulesPageTests
{
    private static readonly string Page = File.ReadAllText(
        Path.Combine(LanguageCases.Folder("language"), "..", "..", "..", "docs", "rules.md"));

    [Fact]
    public void ConditionsHoldAsThePageSays()
    {
        var samples = Samples("cases");
        Assert.True(samples.Count >= 5);
        foreach (string[] sample in samples)
        {
            var wrong = LanguageCaseTests.Wrong("rules.md", LanguageCases.Parse("rules.md", sample));
            Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        }
    }

    [Fact]
    public void FilesLoadWithoutAWord()
    {
        foreach (string[] sample in Samples("yaml"))
        {
            var report = new RuleReport();
            RuleFile[] files = [new("sample.yaml", string.Join('\n', sample))];
            Assert.True(RuleSet.TryLoad(files, SyscallFields.Table, new RuleSetOptions(), report, out var rules));
            Assert.Empty(report.All);
            Assert.NotEmpty(rules.Active);
        }
    }

    [Fact]
    public void PagesThatAreNamedAreThere()
    {
        string folder = Path.Combine(LanguageCases.Folder("language"), "..", "..", "..", "docs");
        foreach (Match link in Link().Matches(Page))
        {
            Assert.True(File.Exists(Path.Combine(folder, link.Groups[1].Value)), link.Value);
        }
    }

    private static List<string[]> Samples(string kind) =>
        [.. Fence().Matches(Page).Where(m => m.Groups[1].Value == kind).Select(m => m.Groups[2].Value.Split('\n'))];

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(([a-z]+\.md)\)")]
    private static partial Regex Link();
}
