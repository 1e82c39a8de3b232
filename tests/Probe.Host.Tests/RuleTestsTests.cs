using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>The verb <c>test</c>, as a user calls it.</summary>
public sealed class RuleTestsTests : IDisposable
{
    private const string Rules =
        "- rule: shell\n  desc: d\n  condition: evt.type = execve and proc.name = sh\n  output: by %user.name\n"
        + "  priority: WARNING\n";

    private const string Tests = """
        rules: [rules.yaml]
        cases:
          - name: a shell
            events: [{type: execve, proc.name: sh, user.name: root}]
            expect: [{rule: shell, output: by root}]
          - name: no shell
            events: [{type: execve, proc.name: zsh, user.name: root}]
            expect: []

        """;

    private static readonly string Failing = Tests
        .Replace("output: by root", "output: by aegis", StringComparison.Ordinal)
        .Replace("expect: []", "expect: [shell]", StringComparison.Ordinal);

    private readonly TemporaryFolder _folder = new();

    public RuleTestsTests() => _folder.Write("rules.yaml", Rules);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CasesThatHoldEndWithZero()
    {
        string file = _folder.Write("tests.yaml", Tests);
        var (run, status) = ProbeRun.ToEndUnprivileged("test", file);
        Assert.Equal(0, status);
        Assert.Equal(
            $"{file}\n  ok    a shell\n  ok    no shell\n1 file, 2 cases: 2 passed, 0 failed", run.OutputText);
        Assert.Empty(run.ErrorText);
    }

    [Fact]
    public void VerboseShowsTheAlertsOfCasesThatHold()
    {
        var (run, _) = ProbeRun.ToEnd("test", "-v", _folder.Write("tests.yaml", Tests));
        Assert.Contains(
            "  ok    a shell\n          event 1: Warning shell: by root\n  ok    no shell", run.OutputText,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ACaseThatFailsEndsWithOneAndShowsWhatDiffers()
    {
        string file = _folder.Write("tests.yaml", Failing);
        var (run, status) = ProbeRun.ToEnd("test", file);
        Assert.Equal(1, status);
        Assert.Equal(
            $"""
            {file}
              FAIL  a shell  ({file}:3)
                    ~ shell, event 1: not as expected
                        output  expected  by aegis
                                actual    by root
              FAIL  no shell  ({file}:6)
                    - shell: expected, did not come
                        its condition is false for event 1 (execve):
                          proc.name = sh   (it is zsh)
            1 file, 2 cases: 0 passed, 2 failed
            """,
            run.OutputText);
    }

    [Fact]
    public void AnAlertThatNobodyExpectsIsShownWithItsMessage()
    {
        string file = _folder.Write(
            "tests.yaml", Tests.Replace("[{rule: shell, output: by root}]", "[]", StringComparison.Ordinal));
        var (run, status) = ProbeRun.ToEnd("test", file);
        Assert.Equal(1, status);
        Assert.Contains(
            "        + shell, event 1: not expected\n            Warning by root\n", run.OutputText,
            StringComparison.Ordinal);
    }

    [Fact]
    public void OfADirectoryAllTestsBelowAreRunAndRulesFilesAreNone()
    {
        Directory.CreateDirectory(_folder.At("team"));
        Directory.CreateDirectory(_folder.At(".hidden"));
        _folder.Write("b.yaml", Tests);
        _folder.Write("a.yml", Tests);
        _folder.Write("note.txt", "no test");
        _folder.Write("team/c.yaml", Tests.Replace("rules.yaml", "../rules.yaml", StringComparison.Ordinal));
        _folder.Write(".hidden/d.yaml", "cases: []");
        var (run, status) = ProbeRun.ToEnd("test", _folder.Path);
        Assert.Equal(0, status);
        Assert.Equal(
            [_folder.At("a.yml"), _folder.At("b.yaml"), _folder.At("team/c.yaml"),
                "3 files, 6 cases: 6 passed, 0 failed"],
            run.Output.Select(line => line.Text).Where(line => !line.StartsWith(' ')));
    }

    [Fact]
    public void WithMistakesInOneFileTheOthersStillRun()
    {
        string faulty = _folder.Write("a.yaml", "cases:\n  - nmae: x\n");
        _folder.Write("b.yaml", Tests);
        var (run, status) = ProbeRun.ToEnd("test", _folder.Path);
        Assert.Equal(1, status);
        Assert.Contains($"{faulty}:2:5: error: key `name` is missing", run.OutputText, StringComparison.Ordinal);
        Assert.EndsWith(
            "2 files, 2 cases: 2 passed, 0 failed, 1 file with errors", run.OutputText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rules.yaml", "a file of rule tests is one mapping with `cases`, found a sequence")]
    [InlineData("missing.yaml", "no such file or directory")]
    public void WhatIsNoFileOfTestsIsAnError(string name, string message)
    {
        var (run, status) = ProbeRun.ToEnd("test", _folder.At(name));
        Assert.Equal(1, status);
        Assert.Contains(message, run.OutputText + run.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public void NoTestsAtAllAreNoSuccess()
    {
        var (run, status) = ProbeRun.ToEnd("test", _folder.Path);
        Assert.Equal(1, status);
        Assert.Contains($"Error: no files of rule tests in {_folder.Path}", run.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutRulesOfTheirOwnTestsTakeThoseOfTheCommandLineOrTheConfiguration()
    {
        string file = _folder.Write("tests.yaml", Tests.Replace("rules: [rules.yaml]", "", StringComparison.Ordinal));
        Assert.Equal(0, ProbeRun.ToEnd("test", "-r", _folder.At("rules.yaml"), file).Status);
        var (run, status) = ProbeRun.ToEnd("test", file);
        Assert.Equal(1, status);
        Assert.Contains("no rule is named `shell`", run.OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public void TheConfigurationSaysHowRulesAreUnderstood()
    {
        string file = _folder.Write("tests.yaml", Tests);
        var (run, status) = ProbeRun.ToEnd("test", "-o", "priority=error", file);
        Assert.Equal(1, status);
        Assert.Contains("the rule is not enabled here", run.OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public void JsonIsOneObject()
    {
        var (run, status) = ProbeRun.ToEnd("test", "--format", "json", _folder.Write("tests.yaml", Failing));
        Assert.Equal(1, status);
        using var document = JsonDocument.Parse(run.OutputText);
        var root = document.RootElement;
        Assert.Equal((0, 2), (root.GetProperty("passed").GetInt32(), root.GetProperty("failed").GetInt32()));
        var cases = Assert.Single(root.GetProperty("files").EnumerateArray()).GetProperty("cases");
        var parts = cases[0].GetProperty("differences")[0].GetProperty("parts");
        Assert.Equal("by root", parts[0].GetProperty("actual").GetString());
        Assert.Equal("root", cases[0].GetProperty("alerts")[0].GetProperty("output_fields")
            .GetProperty("user.name").GetString());
        Assert.Equal("zsh", cases[1].GetProperty("differences")[0].GetProperty("condition")
            .GetProperty("found").GetString());
    }

    [Fact]
    public void JUnitHasASuiteForEachFile()
    {
        string file = _folder.Write("tests.yaml", Failing);
        _folder.Write("other.yaml", "cases: []");
        var (run, status) = ProbeRun.ToEnd("test", "--format", "junit", file, _folder.At("other.yaml"));
        Assert.Equal(1, status);
        var suites = XDocument.Parse(run.OutputText).Root!.Elements("testsuite").ToList();
        Assert.Equal([file, _folder.At("other.yaml")], suites.Select(suite => suite.Attribute("name")!.Value));
        Assert.Equal(("2", "2", "0"), Counts(suites[0]));
        Assert.Equal(("1", "0", "1"), Counts(suites[1]));
        Assert.Contains("actual    by root", suites[0].Elements("testcase").First().Element("failure")!.Value);
    }

    [Fact]
    public void AnUnknownFormIsRefused()
    {
        var (run, status) = ProbeRun.ToEnd("test", "--format", "xml", _folder.Path);
        Assert.Equal(1, status);
        Assert.Equal("Error: --format must be text, json or junit; found 'xml'", run.ErrorText);
    }

    private static (string Tests, string Failures, string Errors) Counts(XElement suite) => (
        suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("errors")!.Value);
}
