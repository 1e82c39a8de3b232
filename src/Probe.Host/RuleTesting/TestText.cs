using KosmosProbe.Engine.RuleTesting;
using KosmosProbe.Engine.RuleTesting.Verdicts;
using KosmosProbe.Host.Explain;

namespace KosmosProbe.Host.RuleTesting;

/// <summary>Results for reading: a line for each case, and below one that fails what differs.</summary>
/// <param name="output">Where to.</param>
/// <param name="ink">Colours.</param>
/// <param name="isVerbose">Whether the alerts of cases that hold are shown too.</param>
internal sealed class TestText(TextWriter output, Ink ink, bool isVerbose) : ITestOutput
{
    /// <inheritdoc/>
    public void Begin(string file) => output.WriteLine(ink.Heading(file));

    /// <inheritdoc/>
    public void Refuse(string file, IReadOnlyList<string> errors)
    {
        output.WriteLine(ink.Heading(file));
        output.WriteLine($"  {ink.Wrong("ERROR")} this is no file of rule tests, or there are mistakes in it");
        foreach (string error in errors) output.WriteLine(error);
    }

    /// <inheritdoc/>
    public void Add(RuleTestResult result, TimeSpan taken)
    {
        string name = result.Case.Name;
        if (result.Passed)
        {
            output.WriteLine($"  {ink.Right("ok")}    {name}");
            if (isVerbose)
            {
                foreach (var alert in result.Alerts) output.WriteLine($"          {ink.Aside(Line(alert))}");
            }

            return;
        }

        output.WriteLine($"  {ink.Wrong("FAIL")}  {name}  {ink.Aside($"({Place(result.Case)})")}");
        foreach (string error in result.Errors) output.WriteLine($"        {error.ReplaceLineEndings("\n        ")}");
        foreach (var difference in result.Differences) Write(difference);
    }

    /// <inheritdoc/>
    public void End(TestTotals totals)
    {
        string line = totals.ToString();
        output.WriteLine(totals is { Failed: 0, Refused: 0 } ? line : ink.Wrong(line));
    }

    private static string Place(RuleTestCase test) => $"{test.Span.File.Name}:{test.Span.Line}";

    private static string Line(ActualAlert alert) =>
        $"event {alert.Event}: {alert.Priority} {alert.Rule}: {Whole(alert.Output)}";

    // A message may hold line ends of its own.
    private static string Whole(string text) => text.ReplaceLineEndings(" ");

    private void Write(AlertDifference difference)
    {
        if (difference is { Expected: { } expected, Actual: { } actual })
        {
            output.WriteLine($"        {ink.Wrong($"~ {expected.Rule}, event {actual.Event}")}: not as expected");
            int width = difference.Parts.Max(static part => part.What.Length);
            foreach (var part in difference.Parts)
            {
                output.WriteLine($"            {part.What.PadRight(width)}  expected  {Whole(part.Expected)}");
                output.WriteLine($"            {"".PadRight(width)}  actual    {Whole(part.Actual)}");
            }
        }
        else if (difference.Expected is { } missing)
        {
            string of = missing.Event is { } number ? $", event {number}" : "";
            output.WriteLine($"        {ink.Wrong($"- {missing.Rule}{of}")}: expected, did not come");
            if (difference.WhyNot is { } why) Write(why);
        }
        else if (difference.Actual is { } unexpected)
        {
            output.WriteLine($"        {ink.Wrong($"+ {unexpected.Rule}, event {unexpected.Event}")}: not expected");
            output.WriteLine($"            {unexpected.Priority} {Whole(unexpected.Output)}");
        }
    }

    private void Write(WhyNot why)
    {
        output.WriteLine($"            {why.Reason}{(why.Part is null ? "" : ":")}");
        if (why.Part is { } part) Write(part, depth: 0);
    }

    private void Write(FalsePart part, int depth)
    {
        string indent = new(' ', 14 + (2 * depth));
        string found = part.Found is { } value ? ink.Aside($"   (it is {value})") : "";
        output.WriteLine($"{indent}{part.Text}{found}");
        foreach (var inner in part.Parts) Write(inner, depth + 1);
    }
}
