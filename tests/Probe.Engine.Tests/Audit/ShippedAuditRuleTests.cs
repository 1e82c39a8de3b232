using System.Text;
using System.Text.Json.Nodes;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Linting;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Audit;

/// <summary>rules/k8s-audit.yaml over shared events, and over some of our own for what those do not show.</summary>
public sealed class ShippedAuditRuleTests
{
    private static readonly RuleFile File =
        new("k8s-audit.yaml", System.IO.File.ReadAllText(Path.Combine(Root(), "rules", "k8s-audit.yaml")));

    private static readonly Lazy<RuleSet> Rules = new(static () => Load());

    public static TheoryData<string, string> Rows =>
    [
        .. System.IO.File.ReadAllLines(Path.Combine(LanguageCases.Folder("audit"), "rules.cases"))
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(" => "))
            .Select(static parts => (parts[0], parts[1])),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void ExactlyTheseRulesAlert(string what, string expected)
    {
        byte[] body = what[0] == '{'
            ? Encoding.UTF8.GetBytes(Whole(what))
            : System.IO.File.ReadAllBytes(SharedFiles.Path("fixtures", "k8s-audit", what + ".json"));
        using var run = new AuditRun(Rules.Value);
        string[] rules = [.. run.Alerts(body).Select(static alert => alert.Rule)];
        Assert.Equal(expected == "none" ? [] : expected.Split(", "), rules);
    }

    [Fact]
    public void EverySharedEventHasItsRow()
    {
        var named = Rows.Select(static row => row.Data.Item1).ToHashSet();
        var shared = Directory.EnumerateFiles(SharedFiles.Path("fixtures", "k8s-audit"), "*.json")
            .Select(static path => Path.GetFileNameWithoutExtension(path));
        Assert.All(shared.Where(static name => name != "fal_01_003"), name => Assert.Contains(name, named));
    }

    [Fact]
    public void EveryRuleThatIsOnAlertsInSomeRow()
    {
        string all = string.Join(", ", Rows.Select(static row => row.Data.Item2)) + ", ";
        Assert.All(Rules.Value.Active, rule => Assert.Contains($"{rule.Name}, ", all, StringComparison.Ordinal));
    }

    [Fact]
    public void TheLinterFindsNothing()
    {
        var report = Linter.Run([File], SyscallFields.Table, AuditRun.Options, new RuleReport());
        Assert.Equal(Rules.Value.Active.Count, report.RulesCount);
        Assert.True(report.IsClean, string.Join('\n', report.Findings.Select(static one => $"{one.Id}: {one.Why}")));
        Assert.Empty(report.Findings);
    }

    [Fact]
    public void SampleOfTheDocumentLoads()
    {
        string page = System.IO.File.ReadAllText(Path.Combine(Root(), "docs", "k8s-audit.md"));
        string sample = page.Split("```yaml\n").Select(static part => part.Split("```")[0])
            .Single(static part => part.StartsWith("- rule:", StringComparison.Ordinal));
        Assert.Single(TestRules.Load(sample, AuditRun.Options).Rules);
    }

    [Fact]
    public void NoRuleWaitsForSystemCalls() =>
        Assert.Empty(Rules.Value.WantedTypes);

    private static RuleSet Load()
    {
        var report = new RuleReport();
        Assert.True(
            RuleSet.TryLoad([File], SyscallFields.Table, AuditRun.Options, report, out var rules),
            string.Join('\n', report.Errors));
        Assert.Empty(report.Warnings);
        return rules!;
    }

    // What every event has, unless the row says otherwise.
    private static string Whole(string row)
    {
        var given = JsonNode.Parse(row)!.AsObject();
        var whole = JsonNode.Parse(
            """
            {"kind":"Event","auditID":"1","stage":"ResponseComplete","stageTimestamp":"2024-02-03T04:05:06Z",
             "sourceIPs":["10.0.0.1"]}
            """)!.AsObject();
        whole["responseStatus"] = new JsonObject { ["code"] = given["code"]?.DeepClone() ?? 200 };
        foreach (var (name, value) in given.Where(static pair => pair.Key != "code")) whole[name] = value?.DeepClone();
        return whole.ToJsonString();
    }

    private static string Root() => Path.GetFullPath(Path.Combine(LanguageCases.Folder("audit"), "..", "..", ".."));
}
