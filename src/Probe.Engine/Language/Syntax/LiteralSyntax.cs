using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Language.Syntax;

/// <summary>A value written in the condition; text until it is bound to a field's type.</summary>
/// <param name="token">The value.</param>
internal sealed class LiteralSyntax(Token token) : OperandSyntax(token.Span)
{
    /// <summary>The value.</summary>
    public Token Token { get; } = token;

    /// <inheritdoc/>
    public override void Print(StringBuilder text, PrintStyle style)
    {
        bool isOpen = Token.Text.Length == 0 || Token.Text.AsSpan().ContainsAny("(),") || Token.IsQuoted;
        if (NeedsQuotes(Token.Text) || (style == PrintStyle.Source && isOpen))
        {
            PrintQuoted(Token.Text, text);
        }
        else
        {
            text.Append(Token.Text);
        }
    }

    /// <summary>Whether Falco prints a value in quotes.</summary>
    /// <param name="value">The value.</param>
    public static bool NeedsQuotes(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (c is ' ' or '=' or '\\' or '"' or '\'' || char.IsControl(c) || LiteralText.IsEscapedByte(value, i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Appends a value in double quotes with its escapes.</summary>
    /// <param name="value">The value.</param>
    /// <param name="text">Where to.</param>
    public static void PrintQuoted(string value, StringBuilder text)
    {
        text.Append('"');
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            _ = c switch
            {
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                _ when c < ' ' || c == 0x7F || LiteralText.IsEscapedByte(value, i) =>
                    text.Append(CultureInfo.InvariantCulture, $"\\x{c & 0xFF:x2}"),
                _ => text.Append(c),
            };
        }

        // A quote that follows a backslash does not close, so a last backslash is written by its number.
        if (value.EndsWith('\\'))
        {
            text.Length -= 2;
            text.Append("\\x5c");
        }

        text.Append('"');
    }
}
