using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Rules.Reporting;

/// <summary>
/// Text of a file as it may be printed: a rules file may be no text at all, and what is in it must not reach a terminal
/// as a command.
/// </summary>
internal static class VisibleText
{
    /// <summary>A text on one line, control characters escaped.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
    {
        if (!text.Any(IsHidden))
        {
            return text;
        }

        var visible = new StringBuilder();
        foreach (char c in text)
        {
            Append(c, visible);
        }

        return visible.ToString();
    }

    /// <summary>Appends one character.</summary>
    /// <param name="c">It.</param>
    /// <param name="text">Where to.</param>
    /// <returns>How many columns it takes.</returns>
    public static int Append(char c, StringBuilder text)
    {
        int before = text.Length;
        if (!IsHidden(c))
        {
            text.Append(c);
        }
        else if (c is '\n' or '\r')
        {
            text.Append(c == '\n' ? "\\n" : "\\r");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
        }

        return text.Length - before;
    }

    // A tab moves the carets beneath as well; half a surrogate pair is no character.
    private static bool IsHidden(char c) => (char.IsControl(c) && c != '\t') || c is '\u2028' or '\u2029';
}
