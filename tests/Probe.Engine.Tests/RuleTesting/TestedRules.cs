using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting;
using Xunit;

namespace KosmosProbe.Engine.Tests.RuleTesting;

/// <summary>A folder with rules and tests of them, which goes when the test ends.</summary>
internal sealed class TestedRules : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rule-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A rule on one line of its condition.</summary>
    public static string Rule(string name, string condition, string output = "o", string priority = "INFO") =>
        $"- rule: {name}\n  desc: d\n  condition: {condition}\n  output: {output}\n  priority: {priority}\n";

    /// <summary>Runs tests of rules.</summary>
    /// <param name="rules">The text of a rules file.</param>
    /// <param name="tests">The text of a file of tests, without <c>rules</c>.</param>
    /// <param name="configured">What the configuration says.</param>
    public IReadOnlyList<RuleTestResult> Run(string rules, string tests, RuleSetOptions? configured = null)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "rules.yaml"), rules);
        var report = new RuleReport();
        var file = new RuleFile(Path.Combine(_folder.FullName, "tests.yaml"), $"rules: [rules.yaml]\n{tests}");
        Assert.True(RuleTestFile.TryRead(file, report, out var read), string.Join('\n', report.All));
        return [.. new RuleTestRun(configured ?? new RuleSetOptions(), [], new Dictionary<string, string>()).Run(read)];
    }

    /// <summary>Writes a file beside rules and tests.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">What it holds.</param>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    /// <summary>The errors of a file of tests.</summary>
    /// <param name="tests">Its text.</param>
    public IReadOnlyList<string> Refuse(string tests)
    {
        var report = new RuleReport();
        var file = new RuleFile(Path.Combine(_folder.FullName, "tests.yaml"), tests);
        Assert.False(RuleTestFile.TryRead(file, report, out _));
        return [.. report.Errors.Select(static error => error.Message)];
    }

    /// <summary>Whether a condition holds for an event.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="fields">The event's fields, each a line of a mapping.</param>
    public bool Holds(string condition, params IEnumerable<string> fields)
    {
        // A condition may hold any character: as a block it needs no quotes.
        string rules = "- rule: r\n  desc: d\n  condition: >\n    " + condition + "\n  output: o\n  priority: INFO\n";
        string given = string.Concat(fields.Select(field => $"\n        {field}"));
        var result = Assert.Single(Run(
            rules, $"cases:\n  - name: c\n    events:\n      - type: execve{given}\n    expect: []\n"));
        Assert.Empty(result.Errors);
        return result.Alerts.Count > 0;
    }
}
