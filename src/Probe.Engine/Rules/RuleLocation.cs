namespace KosmosProbe.Engine.Rules;

/// <summary>
/// A link of the chain that leads from a rules file to the place a message is about. Lines, columns and offsets count
/// from 0, as Falco prints them.
/// </summary>
/// <param name="Item">What stands there.</param>
/// <param name="Name">Its name, or empty.</param>
/// <param name="File">The file's name; of a condition's text, its beginning in quotes.</param>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
/// <param name="Offset">Characters from the beginning.</param>
public sealed record RuleLocation(RuleItem Item, string Name, string File, int Line, int Column, int Offset)
{
    // What is shown of a condition, with the dots that stand for the rest.
    private const int ExcerptLength = 20;

    /// <summary>An item of a file.</summary>
    /// <param name="item">What stands there.</param>
    /// <param name="span">Where.</param>
    /// <param name="name">Its name, or empty.</param>
    public static RuleLocation At(RuleItem item, FileSpan span, string name = "") =>
        new(item, name, span.File.Name, span.Line - 1, span.Column - 1, span.Offset);

    /// <summary>The beginning of a file.</summary>
    /// <param name="file">Its name.</param>
    public static RuleLocation Content(string file) => new(RuleItem.Content, string.Empty, file, 0, 0, 0);

    /// <summary>
    /// A place in a condition. Falco counts it from the item around it, with lines and columns of the text from 1; with
    /// no place it stays at that item.
    /// </summary>
    /// <param name="text">The condition.</param>
    /// <param name="offset">The place, or null.</param>
    public RuleLocation Expression(string text, int? offset)
    {
        string excerpt = text.Length <= ExcerptLength ? text : string.Concat(text.AsSpan(0, ExcerptLength - 3), "...");
        string name = $"\"{excerpt.Replace('\n', ' ').Replace('\r', ' ')}\"";
        if (offset is not { } at)
        {
            return new RuleLocation(RuleItem.Expression, string.Empty, name, Line, Column, Offset);
        }

        var before = text.AsSpan(0, Math.Clamp(at, 0, text.Length));
        int line = before.Count('\n') + 1;
        int column = before.Length - (before.LastIndexOf('\n') + 1) + 1;
        return new RuleLocation(RuleItem.Expression, string.Empty, name, Line + line, Column + column, Offset + at);
    }
}
