using System.Text.Json;
using KosmosProbe.Engine.Linting;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Listing;

namespace KosmosProbe.Host.Linting;

/// <summary>Writes what the linter found: for reading, or as one JSON object for programs.</summary>
internal static class LintOutput
{
    /// <summary>Findings as compilers print them, and one line that counts them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">What was found.</param>
    /// <param name="filesCount">How many files were looked at.</param>
    public static void WriteText(TextWriter output, LintReport report, int filesCount)
    {
        foreach (var error in report.Load.Errors) output.WriteLine(error);
        foreach (var finding in report.Findings) output.WriteLine(finding);
        if (report.Load.HasErrors)
        {
            string errors = Count(report.Load.Errors.Count(), "error");
            output.WriteLine($"{errors}: the files do not load, nothing was looked at");
            return;
        }

        int problems = report.ProblemsCount;
        output.WriteLine(
            $"{Count(filesCount, "file")}, {Count(report.RulesCount, "rule")}: {Count(problems, "problem")}, "
            + $"{Count(report.Findings.Count - problems, "piece")} of advice");
    }

    /// <summary>The same as JSON, on one line; lines and columns count from 1, as in the text.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">What was found.</param>
    /// <param name="filesCount">How many files were looked at.</param>
    public static void WriteJson(TextWriter output, LintReport report, int filesCount) =>
        output.WriteLine(JsonSerializer.Serialize(
            new
            {
                errors = report.Load.Errors.Select(Describe),
                files = filesCount,
                findings = report.Findings.Select(Describe),
                problems = report.ProblemsCount,
                rules = report.RulesCount,
                warnings = report.Load.Warnings.Select(Describe),
            },
            JsonForm.Compact));

    private static object Describe(Finding finding) => new
    {
        column = finding.Span.Column,
        file = finding.Span.File.Name,
        fix = finding.Fix,
        id = finding.Id,
        length = finding.Span.Length,
        line = finding.Span.Line,
        rule = finding.Rule,
        severity = finding.Severity == Severity.Problem ? "problem" : "advice",
        why = finding.Why,
        within = finding.Within,
    };

    private static object Describe(RuleError error) => new
    {
        code = error.Code.Name(),
        column = error.Span?.Column ?? 0,
        file = error.File,
        line = error.Span?.Line ?? 0,
        message = error.Advice,
        within = error.Within,
    };

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
