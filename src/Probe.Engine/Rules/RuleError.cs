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
            CaretLine.Append(span, text);
        }

        return text.ToString();
    }
}
