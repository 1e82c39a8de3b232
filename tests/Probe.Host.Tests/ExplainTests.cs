using System.Text.Json;
using System.Text.RegularExpressions;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>The verb explain, as a user runs it.</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ThePagesSampleIsWhatIsPrinted()
    {
        string page = File.ReadAllText(Repository.At("docs", "explain.md"));
        string file = _folder.Write("shell.yaml", Block(page, "yaml"));
        var (run, status) = ProbeRun.ToEnd("explain", file);
        Assert.True(status == 0, run.ErrorText);

        // It runs in the root, and shows what is below as seen from there.
        string folder = Path.GetDirectoryName(file)!.TrimStart('/') + "/";
        Assert.Equal(Block(page, "text"), run.OutputText.Replace(folder, "") + "\n");
    }

    [Fact]
    public void ShippedRulesAreExplainedWithWhatFalcoDoes()
    {
        var (run, status) = ProbeRun.ToEnd("explain");
        Assert.True(status == 0, run.ErrorText);
        Assert.Equal(7, run.Output.Count(line => line.Text.StartsWith("Rule \"", StringComparison.Ordinal)));
        Assert.Matches("Falco refuses the condition: .*unrecognized IPv4 address `10.42.0.0/16`", run.OutputText);
        Assert.Contains("Falco does not know list `trusted_ips` here: kosmos-lists.yaml is loaded after "
            + "kosmos-agents.yaml.", run.OutputText);
        Assert.Contains("Falco judges the branch without `evt.type` on every event", run.OutputText);
        Assert.DoesNotContain("\e[", run.OutputText);
    }

    [Fact]
    public void OneRuleInJsonHasItsTree()
    {
        var (run, status) = ProbeRun.ToEnd(
            "explain", "--rule", "KOSMOS Kill Switch Triggered", "-o", "json_output=true");
        Assert.True(status == 0, run.ErrorText);
        using var document = JsonDocument.Parse(run.OutputText);
        var rule = Assert.Single(document.RootElement.GetProperty("rules").EnumerateArray());
        Assert.Equal("KOSMOS Kill Switch Triggered", rule.GetProperty("name").GetString());
        Assert.Equal("any of", rule.GetProperty("condition").GetProperty("text").GetString());
        var judged = Assert.Single(rule.GetProperty("judged").EnumerateArray());
        Assert.Equal("[\"execve\",\"execveat\"]", judged.GetProperty("events").GetRawText());
        Assert.Contains("\"constant_per\":\"exec\"", judged.GetRawText());
        Assert.Equal("kosmos-killswitch.yaml", Path.GetFileName(
            rule.GetProperty("place").GetProperty("file").GetString()));
    }

    [Fact]
    public void LongListsAreShortenedUnlessAskedFor()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(number => $"name{number}")];
        string file = _folder.Write("long.yaml", $"""
            - rule: Long
              desc: a long list
              condition: evt.type = execve and proc.name in ({string.Join(", ", names)})
              output: seen
              priority: INFO
            """);
        var (brief, _) = ProbeRun.ToEnd("explain", file);
        var (whole, _) = ProbeRun.ToEnd("explain", "-v", file);
        Assert.Contains("name7, ... 12 more)", brief.OutputText);
        Assert.DoesNotContain("name8", brief.OutputText);
        Assert.Contains(string.Join(", ", names), whole.OutputText);
    }

    [Theory]
    [InlineData("Error: Rule \"KOSMOS Kil Switch Triggered\" is not loaded; did you mean \"KOSMOS Kill Switch "
        + "Triggered\"?", "--rule", "KOSMOS Kil Switch Triggered")]
    [InlineData("/nonexistent/rules.yaml", "/nonexistent/rules.yaml")]
    public void WhatIsNotThereIsNamed(string expected, params string[] arguments)
    {
        var (run, status) = ProbeRun.ToEnd(["explain", .. arguments]);
        Assert.Equal(1, status);
        Assert.Contains(expected, run.ErrorText);
        Assert.DoesNotContain("   at ", run.ErrorText);
    }

    private static string Block(string page, string language) =>
        Regex.Match(page, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
}
