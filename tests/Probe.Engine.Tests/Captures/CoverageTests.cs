using KosmosProbe.Engine.Output;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures;

/// <summary>
/// Field by field: what a rule that shows most fields of every event prints on replay, against Falco. A failure lists
/// the fields that differ.
/// </summary>
public class CoverageTests
{
    private static readonly AlertOptions WithoutOutput = new()
    {
        Form = AlertForm.Json,
        Time = AlertTime.Iso8601,
        IncludeOutput = false,
    };

    [Theory]
    [InlineData("p1", "coverage.yaml")]
    [InlineData("p2", "coverage.yaml")]
    [InlineData("p4", "coverage.yaml")]
    [InlineData("p5", "coverage-sampled.yaml")]
    public void EveryFieldIsAsFalcoPrintsIt(string capture, string rules)
    {
        var run = new ParityRun
        {
            Capture = SharedFiles.Path("fixtures", "parity", $"{capture}.scap"),
            Rules = [SharedFiles.Path("fixtures", "parity", rules)],
            Alerts = WithoutOutput,
        };
        string expected = SharedFiles.Path("fixtures", "parity", "expected", $"{capture}.coverage.all.jsonl.gz");
        var differences = FieldDifferences.Of(ParityRun.Expected(expected), run.Replay());
        Assert.True(differences.Events > 0, "no event was compared");
        Assert.True(differences.Count == 0, $"{capture}: {differences}");
    }

    [Theory]
    [InlineData("cat_write")]
    [InlineData("connect_localhost")]
    [InlineData("curl_google_comments")]
    [InlineData("empty")]
    [InlineData("ping_sendto")]
    public void EveryFieldOfAnOldCaptureIsAsFalcoPrintsIt(string capture)
    {
        var run = new ParityRun
        {
            Capture = SharedFiles.Path("fixtures", "captures", $"{capture}.scap"),
            Rules = [SharedFiles.Path("fixtures", "captures", "fields", "fields-rule.yaml")],
            HostName = "node",
            IsSuggested = false,
            Alerts = WithoutOutput with { Time = AlertTime.LocalClock },
        };
        string expected = SharedFiles.Path("fixtures", "captures", "fields", $"{capture}.jsonl.gz");
        var differences = FieldDifferences.Of(ParityRun.Expected(expected), run.Replay());
        Assert.True(differences.Events > 0, "no event was compared");
        Assert.True(differences.Count == 0, $"{capture}: {differences}");
    }
}
