using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Linting;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Linting;

/// <summary>Lints texts for tests, over the fields of the product.</summary>
internal static class LintTexts
{
    /// <summary>Lints texts named a.yaml, b.yaml, ..., which must load.</summary>
    public static IReadOnlyList<Finding> Findings(RuleSetOptions options, params string[] texts)
    {
        var report = new RuleReport();
        RuleFile[] files = [.. texts.Select((text, index) =>
            new RuleFile($"{(char)('a' + index)}.yaml", text.ReplaceLineEndings("\n")))];
        var lint = Linter.Run(files, SyscallFields.Table, options, report);
        Assert.False(report.HasErrors, string.Join('\n', report.Errors));
        return lint.Findings;
    }

    /// <summary>The same with Falco's matching, as lines: id and rule.</summary>
    public static string[] Lines(params string[] texts) => [.. Findings(new RuleSetOptions(), texts).Select(Line)];

    /// <summary>A finding in short.</summary>
    public static string Line(Finding finding) => $"{finding.Id}: {finding.Rule}";

    /// <summary>A rules file of one condition for each rule, named r1, r2, ...</summary>
    public static string Rules(params IEnumerable<string> conditions) => string.Concat(conditions.Select(
        (text, i) => $"- rule: r{i + 1}\n  desc: d\n  condition: >\n    {text}\n  output: o\n  priority: INFO\n"));

    /// <summary>What conditions in tests lean on: a macro of Falco's and a list of each kind.</summary>
    public const string Stock =
        """
        - macro: spawned_process
          condition: (evt.type in (execve, execveat))
        - macro: outbound
          condition: (evt.type in (connect, sendto) and fd.sip exists and not fd.snet in (127.0.0.0/8))
        - macro: never_true
          condition: (evt.num = 0)
        - list: shells
          items: [bash, sh]
        - list: nothing
          items: []
        """;
}
