using System.Text.Json;
using KosmosProbe.Engine.RuleTesting;
using KosmosProbe.Engine.RuleTesting.Verdicts;
using KosmosProbe.Host.Listing;

namespace KosmosProbe.Host.RuleTesting;

/// <summary>Results as one JSON object, for programs.</summary>
/// <param name="output">Where to.</param>
internal sealed class TestJson(TextWriter output) : ITestOutput
{
    private readonly List<object> _files = [];
    private List<object> _cases = [];

    /// <inheritdoc/>
    public void Begin(string file)
    {
        _cases = [];
        _files.Add(new { cases = _cases, errors = Array.Empty<string>(), file });
    }

    /// <inheritdoc/>
    public void Refuse(string file, IReadOnlyList<string> errors) =>
        _files.Add(new { cases = Array.Empty<object>(), errors, file });

    /// <inheritdoc/>
    public void Add(RuleTestResult result, TimeSpan taken) => _cases.Add(new
    {
        alerts = result.Alerts.Select(Describe),
        differences = result.Differences.Select(Describe),
        errors = result.Errors,
        events = result.Events,
        line = result.Case.Span.Line,
        milliseconds = Math.Round(taken.TotalMilliseconds, 3),
        name = result.Case.Name,
        passed = result.Passed,
    });

    /// <inheritdoc/>
    public void End(TestTotals totals) => output.WriteLine(JsonSerializer.Serialize(
        new { failed = totals.Failed, files = _files, passed = totals.Passed, refused = totals.Refused },
        JsonForm.Compact));

    private static object Describe(ActualAlert alert) => new
    {
        @event = alert.Event,
        output = alert.Output,
        output_fields = alert.Fields,
        priority = alert.Priority.ToString(),
        rule = alert.Rule,
    };

    private static object Describe(AlertDifference difference) => new
    {
        actual = difference.Actual is { } actual ? Describe(actual) : null,
        condition = difference.WhyNot?.Part is { } part ? Describe(part) : null,
        expected = difference.Expected is { } expected ? new { @event = expected.Event, rule = expected.Rule } : null,
        parts = difference.Parts.Select(static part => new
        {
            actual = part.Actual,
            expected = part.Expected,
            what = part.What,
        }),
        why = difference.WhyNot?.Reason,
    };

    private static object Describe(FalsePart part) => new
    {
        found = part.Found,
        parts = part.Parts.Select(Describe),
        text = part.Text,
    };
}
