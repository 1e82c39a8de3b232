using KosmosProbe.Engine.Linting;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Linting;

/// <summary>
/// Files of tests/Cases/lint. Rows <c>CONDITION => nothing | ID, ID "WORDS"</c>: what the linter says of a rule with
/// this condition, and words of a reason or a fix. Between conditions of several rules stands <c>;;</c>.
/// </summary>
public class LintCasesTests
{
    public static TheoryData<string> Topics => [.. Directory.EnumerateFiles(LanguageCases.Folder("lint"), "*.cases")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Topics))]
    public void EveryRowGetsItsFindings(string topic)
    {
        string[] lines = File.ReadAllLines(Path.Combine(LanguageCases.Folder("lint"), topic + ".cases"));
        var wrong = new List<string>();
        int rows = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            int arrow = lines[i].LastIndexOf(" => ", StringComparison.Ordinal);
            if (arrow > 0 && lines[i][0] != '#')
            {
                rows++;
                string rules = LintTexts.Rules(lines[i][..arrow].Split(";;", StringSplitOptions.TrimEntries));
                var found = LintTexts.Findings(new RuleSetOptions(), LintTexts.Stock + "\n" + rules);
                Compare($"{topic}:{i + 1}", lines[i][(arrow + 4)..], found, wrong);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(rows > 0, "no rows");
    }

    private static void Compare(string place, string expected, IReadOnlyList<Finding> found, List<string> wrong)
    {
        int quote = expected.IndexOf('"', StringComparison.Ordinal);
        string ids = (quote < 0 ? expected : expected[..quote]).Trim();
        string actual = found.Count == 0 ? "nothing" : string.Join(", ", found.Select(finding => finding.Id));
        string words = quote < 0 ? "" : expected[quote..].Trim('"');
        bool isSaid = words.Length == 0
            || found.Any(finding => $"{finding.Why}; {finding.Fix}".Contains(words, StringComparison.Ordinal));
        if (ids != actual || !isSaid)
        {
            wrong.Add($"{place}: expected {expected}, found {actual}\n{string.Join('\n', found)}");
        }
    }
}
