using System.Text;

namespace KosmosProbe.Engine.Rules;

/// <summary>
/// An error or warning for a rule's author: where, what was found, what was expected, in which item, and the line with
/// carets beneath.
/// </summary>
public sealed record RuleError
{
    /// <summary>What kind of trouble.</summary>
    public required RuleCode Code { get; init; }

    /// <summary>The file's name.</summary>
    public required string File { get; init; }

    /// <summary>What is wrong; lower case, no period.</summary>
    public required string Message { get; init; }

    /// <summary>Where; null when there is no text to point at.</summary>
    public FileSpan? Span { get; init; }

    /// <summary>The nearest known name, when a name is unknown and one is near.</summary>
    public string? DidYouMean { get; init; }

    /// <summary>The items around it, innermost first: <c>condition of rule "x"</c>.</summary>
    public IReadOnlyList<string> Within { get; init; } = [];

    /// <summary>True for an error, false for a warning.</summary>
    public bool IsError => Code.IsError();

    /// <summary>The whole message, several lines, no newline at the end.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Span is { } at)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $":{at.Line}:{at.Column}");
        }

        text.Append(IsError ? ": error: " : ": warning: ").Append(Message);
        if (DidYouMean is not null)
        {
            text.Append(", did you mean `").Append(DidYouMean).Append("`?");
        }

        foreach (string item in Within)
        {
            text.Append("\n  in ").Append(item);
        }

        if (Span is { } span)
        {
            AppendLine(span, text);
        }

        return text.ToString();
    }

    private static void AppendLine(FileSpan span, StringBuilder text)
    {
        string line = span.File.Line(span.Line - 1);
        string shown = line.TrimStart();
        int indent = line.Length - shown.Length;
        int before = Math.Max(span.Column - 1 - indent, 0);
        if (shown.Length == 0)
        {
            return;
        }

        int carets = Math.Clamp(span.Length, 1, Math.Max(shown.Length - before, 1));
        text.Append("\n  | ").Append(shown).Append("\n  | ");
        foreach (char c in shown.AsSpan(0, Math.Min(before, shown.Length)))
        {
            // Tabs stay tabs, or the carets would stand elsewhere.
            text.Append(c == '\t' ? '\t' : ' ');
        }

        text.Append('^', carets);
    }
}
