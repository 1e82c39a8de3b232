using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Rules.Reporting;

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

    /// <summary>What a warning about something deprecated is about: <c>field 'evt.dir'</c>.</summary>
    public string? Subject { get; init; }

    /// <summary>The items around it, outermost first, without the file itself.</summary>
    public IReadOnlyList<RuleLocation> Locations { get; init; } = [];

    /// <summary>The items around it, beginning with the file.</summary>
    public IEnumerable<RuleLocation> Chain =>
        Locations.Prepend(RuleLocation.Content(Locations.Count > 0 ? Locations[0].File : File));

    /// <summary>The items around it for reading, innermost first: <c>condition of rule "x"</c>.</summary>
    public IEnumerable<string> Within => RuleItemWords.Of(Locations, Message);

    /// <summary>True for an error, false for a warning.</summary>
    public bool IsError => Code.IsError();

    /// <summary>The message with the nearest name.</summary>
    public string Advice => DidYouMean is null ? Message : $"{Message}, did you mean `{DidYouMean}`?";

    /// <summary>The whole message, several lines, no newline at the end.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Span is { } at)
        {
            text.Append(CultureInfo.InvariantCulture, $":{at.Line}:{at.Column}");
        }

        text.Append(IsError ? ": error: " : ": warning: ").Append(VisibleText.Of(Advice));
        foreach (string item in Within)
        {
            text.Append("\n  in ").Append(VisibleText.Of(item));
        }

        if (Span is { } span)
        {
            CaretLine.Append(span, text);
        }

        return text.ToString();
    }
}
