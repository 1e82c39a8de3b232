using System.Globalization;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Engine.Tests.RuleTesting;

public class RuleTestFileTests
{
    private const string Minimal = "cases: [{name: a, events: [{type: execve}], expect: []}]";

    public static TheoryData<string, string> Refused
    {
        get
        {
            var rows = new TheoryData<string, string>();
            string all = File.ReadAllText(Repository.At("tests", "Cases", "rule-tests", "errors.cases"));

            // A file of several documents has dashes of its own: a row ends with its errors.
            var text = new List<string>();
            var errors = new List<string>();
            foreach (string line in all.Split('\n').Skip(1).Append("---"))
            {
                if (line.StartsWith("=> ", StringComparison.Ordinal))
                {
                    errors.Add(line[3..]);
                }
                else if (errors.Count > 0)
                {
                    rows.Add(string.Join('\n', text.Skip(1)), string.Join('\n', errors));
                    (text, errors) = ([line], []);
                }
                else
                {
                    text.Add(line);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void MistakesAreToldWithTheirPlaceAndTheNearestName(string text, string errors)
    {
        var report = new RuleReport();
        Assert.False(RuleTestFile.TryRead(new RuleFile("tests.yaml", text), report, out _));
        Assert.Equal(errors, string.Join('\n', report.Errors.Select(Short)));
    }

    [Fact]
    public void AnErrorNamesItsCaseAndShowsItsLine()
    {
        var report = new RuleReport();
        string text = "cases:\n  - name: a shell\n    events:\n      - type: exceve\n    expect: []\n";
        Assert.False(RuleTestFile.TryRead(new RuleFile("tests.yaml", text), report, out _));
        Assert.Equal(
            """
            tests.yaml:4:15: error: unknown event type `exceve`, did you mean `execve`?
              in case "a shell"
              | - type: exceve
              |         ^^^^^^
            """,
            Assert.Single(report.Errors).ToString());
    }

    [Fact]
    public void PathsStartAtTheFile()
    {
        string text = "rules: [a.yaml, ../b]\ncases: [{name: a, capture: c.scap, expect: []}]";
        Assert.True(RuleTestFile.TryRead(
            new RuleFile("/x/tests/t.yaml", text), new RuleReport(), out var tests));
        Assert.Equal(["/x/tests/a.yaml", "/x/b"], tests.Rules);
        Assert.Equal("/x/tests/c.scap", Assert.Single(tests.Cases).Capture);
    }

    [Theory]
    [InlineData("- rule: x\n", true)]
    [InlineData("# nothing yet\n---\n- list: x\n  items: []\n", true)]
    [InlineData(Minimal, false)]
    [InlineData("", false)]
    [InlineData("[", false)]
    public void RulesFilesAreToldFromTests(string text, bool isRules) =>
        Assert.Equal(isRules, RuleTestFile.IsRulesFile(new RuleFile("x.yaml", text)));

    [Fact]
    public void TheSampleOfThePageHolds()
    {
        string page = File.ReadAllText(Repository.At("docs", "rule-tests.md"));
        string sample = page.Split("```yaml\n")[1].Split("```")[0];
        var file = new RuleFile(Repository.At("rules", "tests", "sample.yaml"), sample);
        Assert.True(RuleTestFile.TryRead(file, new RuleReport(), out var tests));
        var results = new RuleTestRun(new RuleSetOptions(), [], new Dictionary<string, string>()).Run(tests).ToList();
        Assert.Equal(2, results.Count);
        Assert.All(results, result => Assert.True(result.Passed, string.Join('\n', result.Errors)));
    }

    private static string Short(RuleError error)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{error.Span?.Line}:{error.Span?.Column}: ");
        return place + (error.Code == RuleCode.YamlParse ? "not YAML: ..." : error.Advice);
    }
}
