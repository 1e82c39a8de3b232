using System.Text;
using KosmosProbe.Engine.Rules.Reporting;

namespace KosmosProbe.Engine.Rules;

/// <summary>The line of a file that a message is about, with carets under the words that it means.</summary>
internal static class CaretLine
{
    // A condition on one line may have thousands of characters; what is shown is what surrounds the words.
    private const int ColumnsMax = 160;
    private const int ColumnsBefore = 100;

    /// <summary>Appends two lines, each begun by a newline; nothing when the place is an empty line.</summary>
    /// <param name="span">The place.</param>
    /// <param name="text">Where to.</param>
    public static void Append(FileSpan span, StringBuilder text)
    {
        string line = span.File.Line(span.Line - 1);
        int indent = line.Length - line.TrimStart().Length;
        if (indent == line.Length)
        {
            return;
        }

        var (shown, carets) = Draw(line, indent, span);
        text.Append("\n  | ").Append(shown).Append("\n  | ").Append(carets);
    }

    /// <summary>The line as it stands in the file, and the carets, each ended by a newline.</summary>
    /// <param name="span">The place.</param>
    public static string Snippet(FileSpan span)
    {
        var (shown, carets) = Draw(span.File.Line(span.Line - 1), 0, span);
        return $"{shown}\n{carets}\n";
    }

    private static (string Line, string Carets) Draw(string line, int from, FileSpan span)
    {
        int first = Math.Clamp(span.Column - 1, from, line.Length);
        int last = Math.Clamp(first + span.Length, first, line.Length);
        bool isLong = line.Length - from > ColumnsMax;
        int start = isLong ? Math.Max(from, Math.Min(first - ColumnsBefore, line.Length - ColumnsMax)) : from;
        int end = isLong ? Math.Min(start + ColumnsMax, line.Length) : line.Length;
        var shown = new StringBuilder();
        var carets = new StringBuilder();
        for (int i = start; i < end; i++)
        {
            int columns = VisibleText.Append(line[i], shown);
            if (i < last)
            {
                // Tabs stay tabs, or the carets would stand elsewhere.
                carets.Append(i >= first ? '^' : line[i] == '\t' ? '\t' : ' ', columns);
            }
        }

        if (last == first)
        {
            carets.Append('^');
        }

        return (shown.ToString(), carets.ToString());
    }
}
