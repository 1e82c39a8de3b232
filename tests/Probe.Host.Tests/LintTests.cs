using System.Text.Json;
using Xunit;

namespace KosmosProbe.Host.Tests;

public sealed class LintTests : IDisposable
{
    private const string Good =
        "- rule: r\n  desc: d\n  condition: evt.type = execve and proc.name = sh\n  output: o\n  priority: INFO\n";

    private static readonly string Bad = Good.Replace("= sh", "= sh and proc.name = b", StringComparison.Ordinal);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RulesWithoutProblemsEndWithZero()
    {
        var (run, status) = ProbeRun.ToEnd("lint", _folder.Write("good.yaml", Good));
        Assert.Equal(0, status);
        Assert.Equal("1 file, 1 rule: 0 problems, 0 pieces of advice", run.OutputText);
    }

    [Fact]
    public void AdviceAloneEndsWithZero()
    {
        string file = _folder.Write("advice.yaml", Good.Replace("= sh", "in (sh, sh)", StringComparison.Ordinal));
        var (run, status) = ProbeRun.ToEnd("lint", file);
        Assert.Equal(0, status);
        Assert.Contains("[double-value]", run.OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public void AProblemEndsWithOneAndIsToldWithItsPlace()
    {
        string file = _folder.Write("bad.yaml", Bad);
        var (run, status) = ProbeRun.ToEnd("lint", file);
        Assert.Equal(1, status);
        Assert.StartsWith($"{file}:3:55: problem: the rule never alerts", run.OutputText, StringComparison.Ordinal);
        Assert.EndsWith("1 file, 1 rule: 1 problem, 0 pieces of advice", run.OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesThatDoNotLoadAreToldAsAtStart()
    {
        string file = _folder.Write("bad.yaml", Good.Replace("proc.name", "proc.nmae", StringComparison.Ordinal));
        var (run, status) = ProbeRun.ToEnd("lint", file);
        Assert.Equal(1, status);
        Assert.Contains("did you mean `proc.name`?", run.OutputText, StringComparison.Ordinal);
        Assert.EndsWith(
            "1 error: the files do not load, nothing was looked at", run.OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileIsToldLikewise()
    {
        var (run, status) = ProbeRun.ToEnd("lint", "/nonexistent/rules.yaml");
        Assert.Equal(1, status);
        Assert.Contains(
            "/nonexistent/rules.yaml: error: Could not open file", run.OutputText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lint")]
    [InlineData("explain")]
    public void AnOptionThatTheVerbDoesNotHaveIsNoFile(string verb)
    {
        var (run, status) = ProbeRun.ToEnd(verb, "--bogus");
        Assert.Equal(1, status);
        Assert.Equal("Error: Unrecognized command or argument '--bogus'. See --help.", run.ErrorText);
    }

    [Fact]
    public void FilesWithoutRulesAreNotPassedOverInSilence()
    {
        var (run, status) = ProbeRun.ToEnd("lint", _folder.Write("list.yaml", "- list: l\n  items: [a]\n"));
        Assert.Equal(0, status);
        Assert.StartsWith(
            "Warning: no rule is enabled, nothing was looked at", run.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public void JsonIsOneObject()
    {
        string file = _folder.Write("bad.yaml", Bad);
        var (run, status) = ProbeRun.ToEnd("lint", "-o", "json_output=true", file);
        Assert.Equal(1, status);
        using var document = JsonDocument.Parse(run.OutputText);
        var root = document.RootElement;
        var finding = Assert.Single(root.GetProperty("findings").EnumerateArray());
        Assert.Equal("never-matches", finding.GetProperty("id").GetString());
        Assert.Equal("problem", finding.GetProperty("severity").GetString());
        Assert.Equal("r", finding.GetProperty("rule").GetString());
        Assert.Equal(
            (3, 55, 13),
            (finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32(),
                finding.GetProperty("length").GetInt32()));
        Assert.Equal(1, root.GetProperty("problems").GetInt32());
        Assert.Empty(root.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public void WithoutFilesTheConfiguredRulesAreLookedAt()
    {
        var (run, _) = ProbeRun.ToEnd("lint");
        Assert.Contains("[branch-without-event]", run.OutputText, StringComparison.Ordinal);
        Assert.Contains("5 files, 7 rules:", run.OutputText, StringComparison.Ordinal);
    }
}
