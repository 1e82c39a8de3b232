using System.Buffers;
using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Language;

/// <summary>
/// Reads lexemes where the parser asks for them. Falco's grammar has no separate token stream: the same characters
/// are a field, a bare word or a macro depending on where they stand, so each production says what it wants next.
/// </summary>
/// <param name="source">The text.</param>
/// <param name="start">The first character to read.</param>
internal sealed class Lexer(SourceText source, int start = 0)
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\n\r\b");
    private static readonly SearchValues<char> BareEnds = SearchValues.Create("() \t\n\r\b\"'=,");
    private static readonly SearchValues<char> ArgumentEnds = SearchValues.Create("[]\"' \t\n\r\b");
    private static readonly SearchValues<char> WordEnds = SearchValues.Create("() \t\n\r\b,");

    private readonly string _text = source.Text;

    /// <summary>The next character's offset.</summary>
    public int Position { get; set; } = start;

    /// <summary>Nothing is left.</summary>
    public bool AtEnd => Position >= _text.Length;

    /// <summary>Skips blanks; true when there was one.</summary>
    public bool Blank()
    {
        int start = Position;
        while (!AtEnd && Blanks.Contains(_text[Position]))
        {
            Position++;
        }

        return Position > start;
    }

    /// <summary>Whether the next character is this one; reads nothing.</summary>
    /// <param name="character">Expected.</param>
    public bool IsNext(char character) => !AtEnd && _text[Position] == character;

    /// <summary>Whether a blank comes next; reads nothing.</summary>
    public bool IsBlankNext() => !AtEnd && Blanks.Contains(_text[Position]);

    /// <summary>Reads this character if it is next.</summary>
    /// <param name="character">Expected.</param>
    public bool Symbol(char character)
    {
        bool found = IsNext(character);
        Position += found ? 1 : 0;
        return found;
    }

    /// <summary>Reads these characters if they are next, whatever follows them.</summary>
    /// <param name="word">Expected.</param>
    public bool Word(string word)
    {
        bool found = _text.AsSpan(Position).StartsWith(word, StringComparison.Ordinal);
        Position += found ? word.Length : 0;
        return found;
    }

    /// <summary>An identifier: a letter, then letters, digits and underscores.</summary>
    /// <param name="token">What was read.</param>
    public bool Identifier(out Token token) => Accept(IdentifierEnd(Position), out token);

    /// <summary>A field's name: identifiers joined by dots, at least one dot.</summary>
    /// <param name="token">What was read.</param>
    public bool FieldName(out Token token)
    {
        int end = IdentifierEnd(Position);
        int parts = end > Position ? 1 : 0;
        while (parts > 0 && end < _text.Length && _text[end] == '.' && IdentifierEnd(end + 1) > end + 1)
        {
            end = IdentifierEnd(end + 1);
            parts++;
        }

        return Accept(parts > 1 ? end : Position, out token);
    }

    /// <summary>A value without quotes.</summary>
    /// <param name="token">What was read.</param>
    public bool Bare(out Token token) => Accept(EndBefore(BareEnds, Position), out token);

    /// <summary>A field's argument without quotes.</summary>
    /// <param name="token">What was read.</param>
    public bool BareArgument(out Token token) => Accept(EndBefore(ArgumentEnds, Position), out token);

    /// <summary>A number as Falco's grammar has it; which of them a field takes is decided when it is bound.</summary>
    /// <param name="token">What was read.</param>
    public bool Number(out Token token)
    {
        int i = Position;
        if (CharAt(i) == '0' && CharAt(i + 1) is 'x' or 'X' && char.IsAsciiHexDigit(CharAt(i + 2)))
        {
            i = SkipWhile(i + 2, char.IsAsciiHexDigit);
            return Accept(i, out token);
        }

        i += CharAt(i) is '+' or '-' ? 1 : 0;
        int digits = SkipWhile(i, char.IsAsciiDigit);
        if (digits == i)
        {
            return Accept(Position, out token);
        }

        i = CharAt(digits) == '.' ? SkipWhile(digits + 1, char.IsAsciiDigit) : digits;
        bool hasExponent = CharAt(i) is 'e' or 'E' && CharAt(i + 1) is '+' or '-' && char.IsAsciiDigit(CharAt(i + 2));
        return Accept(hasExponent ? SkipWhile(i + 2, char.IsAsciiDigit) : i, out token);
    }

    /// <summary>A value in quotes; false when no quote is next. An open end or a bad escape is an error.</summary>
    /// <param name="token">What was read.</param>
    public bool Quoted(out Token token)
    {
        token = default;
        if (AtEnd || _text[Position] is not ('"' or '\''))
        {
            return false;
        }

        int start = Position;
        int end = start + 1;

        // A quote right after a backslash never closes, not even after an escaped backslash: Falco's rule.
        while (end < _text.Length && (_text[end] != _text[start] || _text[end - 1] == '\\'))
        {
            end++;
        }

        if (end >= _text.Length)
        {
            Throw.Language(Span(start, 1), $"found no closing {_text[start]} for this quote");
        }

        Position = end + 1;
        token = new Token(Unescape(start, end), Span(start, Position - start), IsQuoted: true);
        return true;
    }

    /// <summary>A place of the text.</summary>
    /// <param name="offset">First character.</param>
    /// <param name="length">Characters.</param>
    public SourceSpan Span(int offset, int length) => new(source, offset, length);

    /// <summary>The word or character that stands next, for error messages.</summary>
    public SourceSpan Next()
    {
        int end = EndBefore(WordEnds, Position);
        return Span(Position, Math.Max(end - Position, 1));
    }

    /// <summary>What stands next, in words.</summary>
    public string Found()
    {
        if (AtEnd)
        {
            return "the end";
        }

        var next = Next();
        return $"`{_text.AsSpan(next.Offset, Math.Min(next.Length, 40))}`";
    }

    private string Unescape(int start, int end)
    {
        char quote = _text[start];
        var value = new StringBuilder(end - start);
        for (int i = start + 1; i < end; i++)
        {
            if (_text[i] != '\\')
            {
                value.Append(_text[i]);
                continue;
            }

            int escape = i++;
            switch (CharAt(i))
            {
                case 'b': value.Append('\b'); break;
                case 'f': value.Append('\f'); break;
                case 'n': value.Append('\n'); break;
                case 'r': value.Append('\r'); break;
                case 't': value.Append('\t'); break;
                case '\\' or ' ': value.Append('\\'); break;
                case '/': value.Append('/'); break;
                case 'x' when char.IsAsciiHexDigit(CharAt(i + 1)) && char.IsAsciiHexDigit(CharAt(i + 2)):
                    value.Append(LiteralText.FromByte(
                        byte.Parse(_text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
                    i += 2;
                    break;
                case var c when c == quote: value.Append(quote); break;
                default:
                    Throw.Language(
                        Span(escape, Math.Min(2, end - escape)),
                        $"unknown escape `{_text.AsSpan(escape, Math.Min(2, end - escape))}`; known are "
                        + $@"\b \f \n \r \t \\ \/ \{quote} and \xHH with two hexadecimal digits" + Hint(CharAt(i)));
                    break;
            }
        }

        return value.ToString();
    }

    // What regular expressions elsewhere have; here neither the quotes nor the expressions take them.
    private static string Hint(char escape) => escape switch
    {
        'd' => "; for a digit write [0-9]",
        'w' => "; for a letter, digit or underscore write [0-9A-Za-z_]",
        's' => "; for white space write [[:space:]]",
        '.' or '*' or '+' or '?' or '(' or ')' or '[' or ']' or '{' or '}' or '|' or '^' or '$' or '-' =>
            $@"; in quotes write \\{escape}, or [{escape}]",
        _ => string.Empty,
    };

    private bool Accept(int end, out Token token)
    {
        token = new Token(_text[Position..end], Span(Position, end - Position));
        bool found = end > Position;
        Position = end;
        return found;
    }

    private int IdentifierEnd(int start) =>
        char.IsAsciiLetter(CharAt(start)) ? SkipWhile(start, c => char.IsAsciiLetterOrDigit(c) || c == '_') : start;

    private int SkipWhile(int start, Func<char, bool> accepts)
    {
        int i = start;
        while (i < _text.Length && accepts(_text[i]))
        {
            i++;
        }

        return i;
    }

    private int EndBefore(SearchValues<char> ends, int start)
    {
        int length = _text.AsSpan(start).IndexOfAny(ends);
        return length < 0 ? _text.Length : start + length;
    }

    private char CharAt(int index) => index < _text.Length ? _text[index] : '\0';
}
