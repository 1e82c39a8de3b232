using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting;
using Xunit;

namespace KosmosProbe.Engine.Tests.RuleTesting;

/// <summary>Cases of audit events: written down, as JSON, and out of files.</summary>
public sealed class AuditCaseTests : IDisposable
{
    private const string Secrets = """
        - rule: secret read
          desc: d
          source: k8s_audit
          priority: NOTICE
          condition: ka.verb = get and ka.target.resource = secrets
          output: "%ka.user.name read %ka.target.name at %evt.time.iso8601 on %evt.hostname, %jevt.value[/x]"
        - rule: shell
          desc: d
          priority: NOTICE
          condition: evt.type = execve and proc.name = sh
          output: o
        """;

    private readonly TestedRules _rules = new();

    public void Dispose() => _rules.Dispose();

    [Fact]
    public void EventMayBeWrittenAsYamlOrAsTheJsonThatCame()
    {
        var result = Run("""
            audit:
              - verb: get
                user: {username: bob}
                objectRef: {resource: secrets, name: a}
                x: {n: 1.5, t: true, z: ~, e: null, q: "7", s: [a, -2], d: 2024-02-03}
              - {"kind":"Event","auditID":"7","verb":"get","stageTimestamp":"2024-02-03T04:05:06.5Z",
                 "objectRef":{"resource":"secrets","name":"b"},"x":"\ud83d\ude00"}
              - {verb: list, objectRef: {resource: secrets}}
            """, """
              - rule: secret read
                event: 1
                priority: notice
                output: 'bob read a at 2026-01-01T00:00:00.000000000+0000 on node,
                  {"n":1.5,"t":true,"z":null,"e":null,"q":"7","s":["a",-2],"d":"2024-02-03"}'
              - rule: secret read
                output: "<NA> read b at 2024-02-03T04:05:06.500000000+0000 on node, 😀"
                fields: {ka.target.name: b}
            """);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Differences);
        Assert.Equal(3, result.Events);
    }

    [Theory]
    [InlineData("""{"kind":"Event","auditID":"1","verb":"get","objectRef":{"resource":"secrets"}}""", 1)]
    [InlineData("""
        {"kind":"Event","auditID":"1","verb":"get","objectRef":{"resource":"secrets"}}

        {"kind":"EventList","items":[{"auditID":"2"},{"auditID":"3","verb":"get","objectRef":{"resource":"secrets"}}]}
        """, 3)]
    [InlineData("""
        [
          {"kind":"Event","auditID":"1"},
          {"kind":"Event","auditID":"2","verb":"get","objectRef":{"resource":"secrets"}}
        ]
        """, 2)]
    public void EventsMayStandInAFileBeside(string text, int count)
    {
        _rules.Write("events.json", text);
        var result = Run("audit: [events.json]", "  - {rule: secret read, event: " + count + "}", "among_others");
        Assert.Empty(result.Errors);
        Assert.Empty(result.Differences);
        Assert.Equal(count, result.Events);
    }

    [Fact]
    public void FileThatHoldsSomethingElseIsRefused()
    {
        _rules.Write("events.json", """{"kind":"Event","auditID":"1"}""" + "\n{\"kind\":\n");
        var errors = _rules.Refuse("cases: [{name: c, audit: [events.json, none.json], expect: []}]");
        Assert.Collection(
            errors,
            static error => Assert.Contains("line 2 of ", error, StringComparison.Ordinal),
            static error => Assert.Contains("there is no file ", error, StringComparison.Ordinal));
    }

    [Fact]
    public void ReasonForAnAlertThatDidNotComeIsTold()
    {
        var result = Run("""
            audit:
              - {verb: get, objectRef: {resource: pods}}
            """, """
              - secret read
              - shell
            """);
        Assert.Equal(
            ["its condition is false for event 1 (get pods)",
             "the rule is not judged on event 1 (get pods): it is of the source syscall"],
            result.Differences.Select(static difference => difference.WhyNot!.Reason));
    }

    [Fact]
    public void RulesOfAuditEventsAreNotJudgedOnSystemCalls()
    {
        var result = Run("events: [{type: execve, proc.name: sh}]", "  - shell\n  - secret read");
        var difference = Assert.Single(result.Differences);
        Assert.Equal(
            "the rule is not judged on event 1 (execve): it is of the source k8s_audit", difference.WhyNot!.Reason);
    }

    private RuleTestResult Run(string events, string expected, string alerts = "exactly") => Assert.Single(_rules.Run(
        Secrets,
        $"cases:\n  - name: c\n    alerts: {alerts}\n{Indented(events, 4)}\n    expect:\n{Indented(expected, 4)}\n",
        new RuleSetOptions { Matching = RuleMatching.All }));

    private static string Indented(string text, int blanks) =>
        string.Join('\n', text.Split('\n').Select(line => new string(' ', blanks) + line));
}
