using System.IO.Compression;
using System.Text.Json;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Conformance;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

public class OfficialRulesTests
{
    [Fact]
    public void TheStableRulesCompileToWhatFalcoPrints()
    {
        var report = new RuleReport();
        var options = new RuleSetOptions { Strict = true };
        var files = RulePaths.Read([SharedFiles.Path("fixtures", "falco-rules", "falco_rules.yaml")], report);
        Assert.True(
            RuleSet.TryLoad(files, FalcoFields.Table(withContainers: true), options, report, out var rules),
            string.Join('\n', report.Errors));
        using var packed = File.OpenRead(SharedFiles.Path("fixtures", "falco-output", "L.json.gz"));
        using var document = JsonDocument.Parse(new GZipStream(packed, CompressionMode.Decompress));
        var expected = document.RootElement.GetProperty("rules").EnumerateArray().ToDictionary(
            rule => rule.GetProperty("info").GetProperty("name").GetString()!,
            rule => rule.GetProperty("details").GetProperty("condition_compiled").GetString());
        Assert.Equal(expected.Keys.Order(), rules.Rules.Select(rule => rule.Name).Order());
        Assert.All(rules.Rules, rule => Assert.Equal(expected[rule.Name], rule.Condition.Canonical));
    }

    [Fact]
    public void AllOfficialFilesLoadTogetherWithoutErrors()
    {
        var report = new RuleReport();
        var files = RulePaths.Read([SharedFiles.Path("fixtures", "falco-rules")], report);
        Assert.True(
            RuleSet.TryLoad(
                files, FalcoFields.Table(withContainers: true), new RuleSetOptions(), report, out var rules),
            string.Join('\n', report.Errors));
        Assert.Equal(93, rules.Rules.Count);
        Assert.Equal(81, rules.Active.Count);
    }
}
