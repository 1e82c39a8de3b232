using System.Text;
using KosmosProbe.Engine.Audit.Fields;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Audit;

public sealed class AuditFieldTests
{
    private const string Before = "12:00:00.000000000: Debug ";

    public static TheoryData<int, string> Rows =>
        [.. AuditCases.All.Select(static row => (row.Line, $"{row.File}: {row.Subject}"))];

    public static TheoryData<string> Names => [.. AuditFields.Table.All.Select(static row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void RowHolds(int line, string what)
    {
        var row = AuditCases.All.Single(row => row.Line == line);
        Assert.Equal(what, $"{row.File}: {row.Subject}");
        byte[] body = row.File.Length > 0
            ? File.ReadAllBytes(SharedFiles.Path("fixtures", "k8s-audit", row.File + ".json"))
            : Encoding.UTF8.GetBytes(row.Event);
        string condition = row.IsTemplate ? "jevt.obj exists" : row.Subject;
        string output = row.IsTemplate ? row.Subject : "none";
        var report = new RuleReport();
        bool isLoaded = RuleSet.TryLoad(
            [new RuleFile("a.yaml", Yaml(condition, output))], SyscallFields.Table, AuditRun.Options, report,
            out var rules);
        if (!row.IsTemplate && row.Expected is not ("true" or "false"))
        {
            Assert.Contains(row.Expected, string.Join('\n', report.Errors), StringComparison.Ordinal);
            return;
        }

        Assert.True(isLoaded, string.Join('\n', report.Errors));
        using var run = new AuditRun(rules!);
        var alerts = run.Handle(body);
        if (row.IsTemplate) Assert.Equal(row.Expected, Assert.Single(alerts)[Before.Length..]);
        else Assert.Equal(row.Expected == "true" ? 1 : 0, alerts.Count);
    }

    [Fact]
    public void ThereAreSixtyFieldExpressionsAtLeastAndEveryFieldIsInOne()
    {
        Assert.True(AuditCases.All.Count >= 60);
        string all = string.Join('\n', AuditCases.All.Select(static row => row.Subject));
        Assert.All(
            AuditFields.Table.All.Where(static field => field.Name.StartsWith("ka.", StringComparison.Ordinal)),
            field => Assert.Contains(field.Name, all, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFieldIsDescribedAndItsExampleBinds(string name)
    {
        Assert.True(AuditFields.Table.TryFind(name, out var field));
        Assert.Contains(name, field.Example, StringComparison.Ordinal);
        Assert.EndsWith(".", field.Description, StringComparison.Ordinal);
        bool bound = ConditionLanguage.TryBind(
            field.Example, new NameScope(), AuditFields.Table, new LanguageOptions(), out _, out var error);
        Assert.True(bound, $"{field.Example}: {error?.Message}");
    }

    [Fact]
    public void RuleOfSystemCallsMayNotNameAuditFields()
    {
        var report = new RuleReport();
        string yaml = Yaml("ka.verb = get", "none")
            .Replace("source: k8s_audit", "source: syscall", StringComparison.Ordinal);
        Assert.False(RuleSet.TryLoad(
            [new RuleFile("a.yaml", yaml)], SyscallFields.Table, AuditRun.Options, report, out _));
        Assert.Contains("unknown field `ka.verb`", string.Join('\n', report.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void OutputOfAnAuditRuleMayNameItsFieldsOnly()
    {
        var report = new RuleReport();
        Assert.False(RuleSet.TryLoad(
            [new RuleFile("a.yaml", Yaml("ka.verb = get", "by %proc.name"))], SyscallFields.Table, AuditRun.Options,
            report, out _));
        Assert.Contains("unknown field `proc.name`", string.Join('\n', report.Errors), StringComparison.Ordinal);
    }

    private static string Yaml(string condition, string output) => $"""
        - rule: r
          desc: d
          source: k8s_audit
          priority: DEBUG
          condition: {Quoted(condition)}
          output: {Quoted(output)}
        """;

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
