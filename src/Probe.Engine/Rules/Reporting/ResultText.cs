using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Rules.Reporting;

/// <summary>
/// A file's result in the form of Falco's reports: every message with the chain of items that leads to it, the line
/// with carets, the code, and where it stands in a form that editors understand.
/// </summary>
public static class ResultText
{
    private const string Rule = "------\n";

    /// <summary>The whole of it, each line ended by a newline.</summary>
    /// <param name="result">The file's result.</param>
    public static string Full(FileResult result)
    {
        var text = new StringBuilder(VisibleText.Of(result.Summary)).Append('\n');
        if (result.SchemaWarnings.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{result.SchemaWarnings.Count} Schema warnings:\n{Rule}");
            foreach (string warning in result.SchemaWarnings)
            {
                text.Append(VisibleText.Of(warning)).Append('\n').Append(Rule);
            }
        }

        AppendAll("Errors", [.. result.Errors], text);
        AppendAll("Warnings", [.. result.Warnings], text);
        return text.ToString();
    }

    /// <summary>One message, each line ended by a newline.</summary>
    /// <param name="error">It.</param>
    public static string Of(RuleError error)
    {
        var text = new StringBuilder("In ");
        text.AppendJoin("\n    ", error.Chain.Select(Link)).Append('\n').Append(Rule);
        if (error.Span is { } span)
        {
            text.Append(CaretLine.Snippet(span));
        }

        string subject = error.Subject is null ? string.Empty : $": {VisibleText.Of(error.Subject)}";
        text.Append(Rule);
        text.Append(CultureInfo.InvariantCulture, $"{error.Code.Name()} ({error.Code.Phrase()}{subject}): ");
        text.Append(VisibleText.Of(error.Advice)).Append('\n');
        if (error.Span is { } at)
        {
            text.Append(CultureInfo.InvariantCulture, $"  at {error.File}:{at.Line}:{at.Column}\n");
        }

        return text.ToString();
    }

    private static void AppendAll(string kind, List<RuleError> errors, StringBuilder text)
    {
        if (errors.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{errors.Count} {kind}:\n").AppendJoin("", errors.Select(Of));
        }
    }

    private static string Link(RuleLocation location)
    {
        string name = location.Name.Length > 0 ? $" '{VisibleText.Of(location.Name)}'" : string.Empty;
        string file = VisibleText.Of(location.File);
        return string.Create(
            CultureInfo.InvariantCulture, $"{location.Item.Name()}{name}: ({file}:{location.Line}:{location.Column})");
    }
}
