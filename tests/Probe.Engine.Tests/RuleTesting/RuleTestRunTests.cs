using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting;
using KosmosProbe.Engine.RuleTesting.Verdicts;
using Xunit;

namespace KosmosProbe.Engine.Tests.RuleTesting;

public sealed class RuleTestRunTests : IDisposable
{
    private const string OneExec = """
        cases:
          - name: c
            events:
              - type: execve
                proc.name: bash
                user.name: root
            expect:
        """;

    private static readonly string Shell = TestedRules.Rule(
        "shell", "evt.type = execve and proc.name in (bash, sh)", "shell of %user.name", "WARNING");

    private static readonly string Root =
        TestedRules.Rule("root", "evt.type = execve and user.name = root and proc.name exists");

    private readonly TestedRules _rules = new();

    public void Dispose() => _rules.Dispose();

    [Theory]
    [InlineData("[shell]")]
    [InlineData("[{rule: shell, event: 1, priority: warning, output: shell of root}]")]
    [InlineData("[{rule: shell, output_contains: [shell, root], fields: {user.name: root}}]")]
    public void AnAlertThatIsAsExpectedPasses(string expected)
    {
        var result = Only(Shell, $"{OneExec} {expected}");
        Assert.True(result.Passed);
        var alert = Assert.Single(result.Alerts);
        Assert.Equal(("shell", 1, Priority.Warning, "shell of root"),
            (alert.Rule, alert.Event, alert.Priority, alert.Output));
    }

    [Theory]
    [InlineData("{rule: shell, priority: INFO}", "priority", "Informational", "Warning")]
    [InlineData("{rule: shell, output: shell}", "output", "shell", "shell of root")]
    [InlineData("{rule: shell, output_contains: aegis}", "output", "contains aegis", "shell of root")]
    [InlineData("{rule: shell, fields: {user.name: aegis}}", "user.name", "aegis", "root")]
    [InlineData("{rule: shell, fields: {user.name: ~}}", "user.name", "null", "root")]
    [InlineData("{rule: shell, fields: {user.uid: 0}}", "user.uid", "0", "not in output_fields")]
    public void AnAlertThatIsNotAsExpectedIsShownPartByPart(string expected, string what, string wanted, string came)
    {
        var difference = Assert.Single(Only(Shell, $"{OneExec} [{expected}]").Differences);
        Assert.Equal("shell", difference.Expected?.Rule);
        Assert.Equal("shell", difference.Actual?.Rule);
        Assert.Equal([new PartDifference(what, wanted, came)], difference.Parts);
    }

    [Fact]
    public void AnAlertThatNobodyExpectsFails()
    {
        var difference = Assert.Single(Only(Shell, $"{OneExec} []").Differences);
        Assert.Null(difference.Expected);
        Assert.Equal("shell", difference.Actual?.Rule);
    }

    [Theory]
    [InlineData("[shell, root]", "exactly", "")]
    [InlineData("[root, shell]", "exactly", "-root +root")]
    [InlineData("[root, shell]", "in_any_order", "")]
    [InlineData("[root]", "in_any_order", "+shell")]
    [InlineData("[root]", "among_others", "")]
    [InlineData("[root, root]", "among_others", "-root")]
    [InlineData("[]", "exactly", "+shell +root")]
    public void AlertsAreHeldAgainstEachOtherAsTheCaseSays(string expected, string wanted, string differences)
    {
        var result = Only(Shell + Root, $"{OneExec} {expected}\n    alerts: {wanted}\n", All);
        var found = result.Differences.Select(difference =>
            difference.Expected is { } missing ? $"-{missing.Rule}" : $"+{difference.Actual!.Rule}");
        Assert.Equal(differences, string.Join(' ', found));
        Assert.Equal(differences.Length == 0, result.Passed);
    }

    [Fact]
    public void OfManyAlertsTheFewestAreToldThatDiffer()
    {
        string tests = """
            cases:
              - name: c
                events:
                  - {type: execve, proc.name: sh, user.name: a}
                  - {type: execve, proc.name: sh, user.name: b}
                  - {type: execve, proc.name: sh, user.name: c}
                expect:
                  - {rule: shell, output: shell of a}
                  - {rule: shell, output: shell of c}
            """;
        var difference = Assert.Single(Only(Shell, tests).Differences);
        Assert.Null(difference.Expected);
        Assert.Equal(2, difference.Actual?.Event);
    }

    [Fact]
    public void TimesStandsForSoManyAlerts()
    {
        string tests = OneExec.Replace("events:", "events:\n      - {type: execve, proc.name: sh}");
        Assert.True(Only(Shell, $"{tests} [{{rule: shell, times: 2}}]").Passed);
        Assert.False(Only(Shell, $"{tests} [{{rule: shell, times: 3}}]").Passed);
    }

    [Theory]
    [InlineData("evt.type = open", "the rule is not judged on event 1 (execve): it is for other types of events", "")]
    [InlineData("evt.type = execve and proc.name = zsh and user.name = root",
        "its condition is false for event 1 (execve)", "proc.name = zsh (bash)")]
    [InlineData("evt.type = execve and (proc.name = zsh or user.name = aegis)",
        "its condition is false for event 1 (execve)", "any of [proc.name = zsh (bash), user.name = aegis (root)]")]
    [InlineData("evt.type = execve and proc.pname = sshd and not user.name = root",
        "its condition is false for event 1 (execve)",
        "all of [proc.pname = sshd (<NA>), not user.name = root (root)]")]
    [InlineData("evt.type = execve and fd.snet in (10.0.0.0/8)",
        "its condition is false for event 1 (execve)", "fd.snet = 10.0.0.0/8 (<NA>)")]
    public void WhatOfAConditionIsFalseIsTold(string condition, string reason, string parts)
    {
        var why = Assert.Single(Only(TestedRules.Rule("r", condition), $"{OneExec} [r]").Differences).WhyNot;
        Assert.Equal(reason, why?.Reason);
        Assert.Equal(parts, why?.Part is { } part ? Words(part) : "");
    }

    [Fact]
    public void TheNearestOfSeveralEventsIsExplained()
    {
        string tests = OneExec.Replace("events:", "events:\n      - {type: execve}\n      - {type: open}");
        string rule = TestedRules.Rule("r", "evt.type = execve and proc.name = bash and user.name = aegis");
        var why = Assert.Single(Only(rule, $"{tests} [r]").Differences).WhyNot;
        Assert.Equal("its condition is false for event 3 (execve)", why?.Reason);
        Assert.Equal("user.name = aegis (root)", Words(why!.Part!));
    }

    [Fact]
    public void ARuleBehindAnotherIsSaidToBe()
    {
        var why = Assert.Single(
            Only(Shell + Root, $"{OneExec} [shell, root]", new RuleSetOptions()).Differences).WhyNot;
        Assert.Equal("it holds for event 1 (execve), but \"shell\" comes first (rule_matching: first)", why?.Reason);
    }

    [Theory]
    [InlineData("rule_matching: all", "[shell, root]")]
    [InlineData("rule_matching: first", "[shell]")]
    [InlineData("priority: WARNING", "[shell]")]
    [InlineData("rules: [{disable: {rule: shell}}]", "[root]")]
    [InlineData("rules: [{disable: {rule: '*'}}, {enable: {rule: root}}]", "[root]")]
    [InlineData("append_output: [{match: {rule: shell}, extra_output: of %proc.name, extra_fields: [evt.type]}]",
        "[{rule: shell, output: shell of root of bash, fields: {evt.type: execve}}]")]
    public void SettingsOfAFileCount(string settings, string expected) =>
        Assert.Empty(Only(Shell + Root, $"settings:\n  {settings}\n{OneExec} {expected}").Differences);

    [Fact]
    public void SettingsOfACaseWinOverThoseOfTheFileAndTheConfiguration()
    {
        string tests =
            $"settings:\n  priority: WARNING\n{OneExec} [shell, root]\n    settings: {{priority: DEBUG}}\n";
        Assert.True(Only(Shell + Root, tests, All).Passed);
        Assert.False(Only(Shell + Root, tests).Passed);
    }

    [Fact]
    public void StrictIsFalcosMeaning()
    {
        string rule = TestedRules.Rule("r", "evt.type = execve and proc.name = x or user.name = root");
        string tests = "cases:\n  - name: c\n    events: [{type: open, user.name: root}]\n    expect: ";
        Assert.True(Only(rule, tests + "[]").Passed);
        Assert.True(Only(rule, tests + "[r]\n    settings: {strict: true}").Passed);
    }

    [Fact]
    public void DefaultsAreThereUnlessTheCaseOrTheEventSaysOtherwise()
    {
        string tests = """
            defaults: {proc.name: sh, user.name: a}
            cases:
              - name: c
                defaults: {user.name: b}
                events: [{type: execve}, {type: execve, user.name: c}, {type: execve, proc.name: ~}]
                expect:
                  - {rule: shell, event: 1, output: shell of b}
                  - {rule: shell, event: 2, output: shell of c}
            """;
        Assert.Empty(Only(Shell, tests).Differences);
    }

    [Theory]
    [InlineData("evt.rawres: 0", "evt.res: ENOENT", "evt.rawres < 0 and evt.failed = true")]
    [InlineData("fd.type: file", "fd.typechar: 4", "fd.typechar = 4 and not fd.type exists")]
    [InlineData("fd.snet: 10.0.0.1", "fd.sip: 10.0.0.2", "fd.snet = 10.0.0.2/32 and fd.ip = 10.0.0.2")]
    [InlineData("proc.pname: a", "proc.aname: [b, c]", "proc.pname = b and proc.aname[2] = c")]
    [InlineData("proc.aname: [a, b]", "'proc.aname[2]': c", "proc.pname = a and proc.aname[2] = c")]
    [InlineData("fd.filename: a", "fd.name: /b/c", "fd.filename = c")]
    [InlineData("fd.cip: 10.0.0.1", "fd.sip: 10.0.0.2", "fd.ip = 10.0.0.1 and fd.ip = 10.0.0.2")]
    public void ADefaultYieldsToAnotherNameOfTheSameFact(string given, string closer, string condition)
    {
        string tests = $"defaults: {{{given}}}\ncases:\n  - name: c\n    events: [{{type: execve, {closer}}}]\n";
        Assert.Empty(Only(TestedRules.Rule("r", condition), $"{tests}    expect: [r]\n").Differences);
    }

    [Fact]
    public void AnUnknownRuleIsNoRuleThatDidNotAlert()
    {
        var result = Only(Shell, $"{OneExec} [shel]");
        Assert.False(result.Passed);
        string error = Assert.Single(result.Errors);
        Assert.Contains("tests.yaml:8:14: error: no rule is named `shel`, did you mean `shell`?", error);
    }

    [Fact]
    public void RulesThatDoNotLoadAreToldOnceInFull()
    {
        string tests = OneExec + " []\n" + OneExec[OneExec.IndexOf('\n')..].Replace("name: c", "name: d") + " []\n";
        var results = _rules.Run(TestedRules.Rule("r", "proc.nmae = x"), tests);
        Assert.Equal(2, results.Count);
        Assert.Contains("did you mean `proc.name`?", Assert.Single(results[0].Errors));
        Assert.Equal("the rules cannot be used, as was said above", Assert.Single(results[1].Errors));
    }

    [Fact]
    public void ACaptureIsReplayed()
    {
        string capture = SharedFiles.Path("fixtures", "captures", "curl_google_comments.scap");
        string rule = TestedRules.Rule("r", "evt.type = connect and fd.sport = 80", "by %proc.name to %fd.sport");
        string tests = $"cases:\n  - name: c\n    capture: {capture}\n    expect: ";
        var result = Only(rule, $"{tests}[{{rule: r, event: 797, output: by curl to 80, fields: {{fd.sport: 80}}}}]");
        Assert.Empty(result.Errors);
        Assert.Empty(result.Differences);
        Assert.True(result.Events > 797);
        Assert.NotNull(Assert.Single(Only(rule, $"{tests}[]").Differences).Actual);
        Assert.Null(Assert.Single(Only(rule, $"{tests}[r, r]").Differences).Actual);
    }

    [Theory]
    [InlineData("missing.scap", "missing.scap: no such capture")]
    [InlineData("rules.yaml", "rules.yaml: capture, byte 0: ")]
    public void ACaptureThatCannotBeReadIsAnError(string capture, string error)
    {
        var result = Only(Shell, $"cases:\n  - name: c\n    capture: {capture}\n    expect: []");
        Assert.False(result.Passed);
        Assert.Contains(error, Assert.Single(result.Errors));
    }

    private static RuleSetOptions All => new() { Matching = RuleMatching.All };

    private RuleTestResult Only(string rules, string tests, RuleSetOptions? configured = null) =>
        Assert.Single(_rules.Run(rules, tests, configured));

    private static string Words(FalsePart part) => part.Parts.Count > 0
        ? $"{part.Text} [{string.Join(", ", part.Parts.Select(Words))}]"
        : $"{part.Text} ({part.Found})";
}
