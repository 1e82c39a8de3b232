using System.IO.Compression;
using System.Text.Json;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>
/// <c>engine.kind: replay</c> as its user runs it: what is printed for shared captures is what Falco printed.
/// </summary>
public class ReplayTests
{
    private static readonly string[] Setting = ["TZ=UTC", "FALCO_HOSTNAME=kosmos-node-1"];

    public static TheoryData<string, string> Replays { get; } = new(
        from capture in new[] { "p1", "p2", "p4", "p5" }
        from rules in new[] { "official", "kosmos" }
        select (capture, rules));

    [Theory]
    [MemberData(nameof(Replays))]
    public void AlertsAndStatisticsAreThoseOfFalco(string capture, string rules)
    {
        string folder = RecordedFiles.At("parity");
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "MANIFEST.json")));
        var recorded = manifest.RootElement.GetProperty("captures").GetProperty(capture).GetProperty("expected")
            .EnumerateArray().First(run => run.GetProperty("name").GetString() == rules);
        string[] files = [.. Texts(recorded, "rules").Select(file => Path.Combine(folder, file))];
        using var run = Replay(Path.Combine(folder, $"{capture}.scap"), Path.Combine(folder, "falco.yaml"), files);

        string[] expected = [.. Unpacked(Path.Combine(folder, recorded.GetProperty("file").GetString()!))];
        Assert.Equal(expected, run.Output.Select(line => line.Text).Take(expected.Length));
        Assert.Equal(
            Texts(recorded, "end_statistics"), run.Output.Select(line => line.Text).Skip(expected.Length));
    }

    [Fact]
    public void CaptureThatBreaksOffIsJudgedAsFarAsItGoes()
    {
        string folder = RecordedFiles.At("parity");
        byte[] whole = File.ReadAllBytes(Path.Combine(folder, "p4.scap"));
        using var temporary = new TemporaryFolder();
        string cut = Path.Combine(temporary.Path, "cut.scap");
        File.WriteAllBytes(cut, whole[..(whole.Length / 2)]);
        using var run = Replay(
            cut, Path.Combine(folder, "falco.yaml"), [Path.Combine(folder, "kosmos.yaml")], status: 1);
        Assert.Contains(run.Output, line => line.Text.StartsWith('{'));
        Assert.Contains(run.Output, line => line.Text.StartsWith("Events detected: "));
        Assert.Matches(@"Error: \S+cut\.scap: .*byte \d+", run.ErrorText);
    }

    [Fact]
    public void WhatIsNoCaptureIsRefused()
    {
        using var temporary = new TemporaryFolder();
        string junk = temporary.Write("junk.scap", "no capture");
        string rules = temporary.Write("rules.yaml", "- list: none\n  items: []\n");
        using var run = Replay(junk, temporary.Write("falco.yaml", "json_output: true\n"), [rules], status: 1);
        Assert.Contains("this is no capture in the scap format", run.ErrorText);

        using var missing = Replay(
            "/nonexistent.scap", temporary.Write("falco.yaml", "json_output: true\n"), [rules], status: 1);
        Assert.Contains("/nonexistent.scap cannot be read", missing.ErrorText);

        using var folder = Replay("/usr", temporary.Write("falco.yaml", "json_output: true\n"), [rules], status: 1);
        Assert.Contains("/usr cannot be read: it is a folder", folder.ErrorText);
    }

    [Fact]
    public void AlertsOfACaptureDoNotWaitInTheSpoolOfTheLiveProbe()
    {
        using var temporary = new TemporaryFolder();
        string spool = Path.Combine(temporary.Path, "spool");
        string demo = Path.Combine(Path.GetDirectoryName(ProbeRun.Executable)!, "rules", "tests", "demo.scap");

        // Nothing listens on port 1.
        var (run, status) = ProbeRun.ToEnd(
            "-o", "engine.kind=replay", "-o", $"engine.replay.capture_file={demo}", "-o", "json_output=true",
            "-o", $"delivery.spool_dir={spool}", "-o", "http_output.enabled=true",
            "-o", "http_output.url=http://127.0.0.1:1/");

        Assert.True(status == 1, run.ErrorText);
        Assert.Contains("Error: 8 alerts were not delivered to http", run.ErrorText);
        Assert.Contains("KOSMOS Kill Switch Triggered", run.OutputText);
        Assert.Contains("8 alerts are not delivered yet; they are lost", run.ErrorText);
        Assert.False(Directory.Exists(spool));
        run.Dispose();
    }

    private static ProbeRun Replay(string capture, string config, string[] rules, int status = 0)
    {
        string[] options =
        [
            "-c", config, "-o", "engine.kind=replay", "-o", $"engine.replay.capture_file={capture}", "-o",
            "engine.strict=true", .. rules.SelectMany(file => new[] { "-r", file }),
        ];
        var run = ProbeRun.StartThrough("env", [.. Setting, ProbeRun.Executable, .. options]);
        Assert.True(run.WaitForEnd() == status, run.ErrorText);
        return run;
    }

    private static IEnumerable<string> Texts(JsonElement owner, string name) =>
        owner.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);

    private static IEnumerable<string> Unpacked(string path)
    {
        using var packed = File.OpenRead(path);
        using var text = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        while (text.ReadLine() is { } line) yield return line;
    }
}
