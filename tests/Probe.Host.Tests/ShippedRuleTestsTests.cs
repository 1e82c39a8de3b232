using System.Text.Json;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>The tests of our own rules, <c>rules/tests</c>, by the built program and as it ships them.</summary>
public sealed class ShippedRuleTestsTests
{
    private static readonly string Rules = Path.Combine(Path.GetDirectoryName(ProbeRun.Executable)!, "rules");

    private static readonly Lazy<(JsonDocument Results, int Status)> Run = new(() =>
    {
        var (run, status) = ProbeRun.ToEnd("test", "--format", "json", Path.Combine(Rules, "tests"));
        return (JsonDocument.Parse(run.OutputText), status);
    });

    public static TheoryData<string> Files =>
    [
        .. Directory.GetFiles(Path.Combine(Rules, "tests"), "*.yaml")
            .Select(file => Path.GetFileName(file)).Where(name => name != "macro-rules.yaml").Order(),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryCaseHolds(string name)
    {
        var file = Run.Value.Results.RootElement.GetProperty("files").EnumerateArray().Single(
            one => Path.GetFileName(one.GetProperty("file").GetString()) == name);
        Assert.Empty(file.GetProperty("errors").EnumerateArray());
        var cases = file.GetProperty("cases").EnumerateArray().ToList();
        Assert.NotEmpty(cases);
        Assert.All(cases, one => Assert.True(one.GetProperty("passed").GetBoolean(), one.ToString()));
    }

    [Fact]
    public void TheDemoAlertsByEveryRuleWithoutAnyPrivilege()
    {
        var (run, status) = ProbeRun.ToEndUnprivileged(
            "-o", "engine.kind=replay", "-o",
            $"engine.replay.capture_file={Path.Combine(Rules, "tests", "demo.scap")}");
        Assert.Equal(0, status);
        Assert.Contains("Critical Unauthorized kill switch attempt (user=nobody)", run.OutputText);
        Assert.Contains("Events detected: 8", run.OutputText);
        Assert.Equal(7, run.OutputText.Split("Triggered rules by rule name:")[1].Trim().Split('\n').Length);
    }

    [Fact]
    public void TheExitStatusSaysSo() => Assert.Equal(0, Run.Value.Status);

    [Fact]
    public void EveryRuleIsSeenToAlert()
    {
        var (list, _) = ProbeRun.ToEnd("-L", "-o", "json_output=true");
        using var described = JsonDocument.Parse(list.OutputText);
        var rules = described.RootElement.GetProperty("rules").EnumerateArray()
            .Select(rule => rule.GetProperty("info").GetProperty("name").GetString()).ToHashSet();
        var alerts = Run.Value.Results.RootElement.GetProperty("files").EnumerateArray()
            .SelectMany(file => file.GetProperty("cases").EnumerateArray())
            .SelectMany(one => one.GetProperty("alerts").EnumerateArray())
            .Select(alert => alert.GetProperty("rule").GetString()).ToHashSet();
        Assert.Equal(7, rules.Count);
        Assert.Superset(rules, alerts);
    }
}
