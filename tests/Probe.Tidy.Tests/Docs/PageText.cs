using System.Text;

namespace KosmosProbe.Tidy.Tests.Docs;

/// <summary>Writes Markdown: paragraphs, headings and tables, a blank line between.</summary>
internal sealed class PageText
{
    private readonly StringBuilder _text = new();

    /// <summary>A heading, # to ###.</summary>
    public void Heading(int level, string title) => Block($"{new string('#', level)} {title}\n");

    /// <summary>A paragraph, or any Markdown as it stands.</summary>
    public void Paragraph(string text) => Block(text.Trim('\n') + "\n");

    /// <summary>A table; cells may hold anything but line ends.</summary>
    public void Table(string[] heads, IEnumerable<string[]> rows)
    {
        var lines = new StringBuilder();
        lines.Append($"| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select(static _ => "---|"))}\n");
        foreach (string[] row in rows)
        {
            lines.Append($"| {string.Join(" | ", row.Select(Cell))} |\n");
        }

        Block(lines.ToString());
    }

    /// <summary>Text as it is typed.</summary>
    public static string Code(string text) => $"`{text}`";

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private void Block(string text)
    {
        if (_text.Length > 0) _text.Append('\n');
        _text.Append(text);
    }
}
