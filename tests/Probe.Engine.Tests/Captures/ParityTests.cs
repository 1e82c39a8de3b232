using System.Text.Json;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures;

/// <summary>Alerts on replay, byte for byte those of Falco.</summary>
public class ParityTests
{
    private static readonly string[] OfficialRules =
        ["falco_rules.yaml", "falco-incubating_rules.yaml", "falco-sandbox_rules.yaml"];

    public static TheoryData<string, string, RuleMatching> Replays { get; } = new(
        from capture in new[] { "p1", "p2", "p4", "p5" }
        from rules in new[] { "official", "kosmos" }
        from matching in new[] { RuleMatching.All, RuleMatching.First }
        select (capture, rules, matching));

    [Theory]
    [MemberData(nameof(Replays))]
    public void AlertsAreThoseOfFalco(string capture, string rules, RuleMatching matching)
    {
        var run = new ParityRun
        {
            Capture = SharedFiles.Path("fixtures", "parity", $"{capture}.scap"),
            Rules = rules == "official"
                ? [.. OfficialRules.Select(name => SharedFiles.Path("fixtures", "falco-rules", name))]
                : [SharedFiles.Path("fixtures", "parity", "kosmos.yaml")],
            Matching = matching,

            // One of the KOSMOS rules names no event in one of its branches, which is where the two ways differ.
            IsStrict = rules == "kosmos" || matching == RuleMatching.All,
        };
        string mode = matching == RuleMatching.All ? "all" : "first";
        string expected = SharedFiles.Path("fixtures", "parity", "expected", $"{capture}.{rules}.{mode}.jsonl.gz");
        AssertSame([.. ParityRun.Expected(expected)], [.. run.Replay()]);
    }

    [Fact]
    public void AlertsOnOldCapturesAreThoseOfFalco()
    {
        using var document = JsonDocument.Parse(
            File.ReadAllText(SharedFiles.Path("reference", "cases", "captures.json")));
        Assert.All(document.RootElement.EnumerateArray(), entry =>
        {
            var options = entry.GetProperty("options");
            var run = new ParityRun
            {
                Capture = SharedFiles.Path("fixtures", "captures", entry.GetProperty("capture").GetString()!),
                Rules = [SharedFiles.Path("fixtures", "captures", entry.GetProperty("rules").GetString()!)],
                Matching = Enum.Parse<RuleMatching>(options.GetProperty("rule_matching").GetString()!, true),
                HostName = options.GetProperty("hostname").GetString()!,
                IsSuggested = false,
            };
            var expected = entry.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetString()!);
            AssertSame([.. expected], [.. run.Replay()]);
        });
    }

    private static void AssertSame(string[] expected, string[] got)
    {
        for (int i = 0; i < Math.Min(expected.Length, got.Length); i++)
        {
            Assert.True(expected[i] == got[i], $"alert {i} of {expected.Length}\n{expected[i]}\n{got[i]}");
        }

        string longer = (expected.Length > got.Length ? expected : got).LastOrDefault(string.Empty);
        Assert.True(
            expected.Length == got.Length, $"{got.Length} alerts, not {expected.Length}; the last is\n{longer}");
    }
}
