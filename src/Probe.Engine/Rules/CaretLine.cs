using System.Text;

namespace KosmosProbe.Engine.Rules;

/// <summary>The line of a file that a message is about, with carets under the words that it means.</summary>
internal static class CaretLine
{
    /// <summary>Appends two lines, each begun by a newline; nothing when the place is an empty line.</summary>
    /// <param name="span">The place.</param>
    /// <param name="text">Where to.</param>
    public static void Append(FileSpan span, StringBuilder text)
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
