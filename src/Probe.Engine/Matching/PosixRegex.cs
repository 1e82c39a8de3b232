using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Reads regular expressions as RE2 does in POSIX syntax and writes them for .NET. No <c>\d \w \s \b</c>, no
/// <c>(?...)</c>, no lazy repetition: <c>a*?</c> is an optional <c>a*</c>. <c>^</c> and <c>$</c> match at line
/// breaks, <c>.</c> matches everything but a line feed, and a character outside the BMP counts as one.
/// <code>
/// alternation = sequence { "|" sequence }
/// sequence    = { piece }
/// piece       = atom { "*" | "+" | "?" | "{" n [ "," [ m ] ] "}" }
/// atom        = "(" alternation ")" | "[" set "]" | "." | "^" | "$" | "\" escape | character
/// </code>
/// </summary>
internal sealed class PosixRegex
{
    private const int DepthMax = 200;
    private const int RepeatMax = 1000;
    private const string SurrogatePair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private readonly string _pattern;
    private int _position;
    private int _depth;

    private PosixRegex(string pattern) => _pattern = pattern;

    private bool AtEnd => _position >= _pattern.Length;

    /// <summary>Writes a pattern for .NET.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="translated">The same for .NET, to be used with <c>Multiline</c>.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryTranslate(
        string pattern, [NotNullWhen(true)] out string? translated, [NotNullWhen(false)] out string? error)
    {
        try
        {
            var reader = new PosixRegex(pattern);
            translated = reader.Alternation();
            if (!reader.AtEnd)
            {
                throw new FormatException("unexpected ): " + pattern);
            }

            error = null;
            return true;
        }
        catch (FormatException exception)
        {
            translated = null;
            error = exception.Message;
            return false;
        }
    }

    /// <summary>A character as .NET takes it literally.</summary>
    /// <param name="character">Any.</param>
    internal static string Literal(char character) =>
        char.IsAsciiLetterOrDigit(character)
            ? character.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");

    private string Alternation()
    {
        if (++_depth > DepthMax)
        {
            throw new FormatException($"more than {DepthMax} levels of parentheses");
        }

        var text = new StringBuilder(Sequence());
        while (Take('|'))
        {
            text.Append('|').Append(Sequence());
        }

        _depth--;
        return text.ToString();
    }

    private string Sequence()
    {
        var text = new StringBuilder();
        while (!AtEnd && _pattern[_position] is not ('|' or ')'))
        {
            text.Append(Piece());
        }

        return text.ToString();
    }

    private string Piece()
    {
        if (_pattern[_position] is '*' or '+' or '?')
        {
            throw new FormatException("no argument for repetition operator: " + _pattern[_position]);
        }

        string piece = Atom();
        while (Repetition() is { } repetition)
        {
            piece = $"(?:{piece}){repetition}";
        }

        return piece;
    }

    private string? Repetition()
    {
        if (AtEnd)
        {
            return null;
        }

        if (_pattern[_position] is '*' or '+' or '?')
        {
            return _pattern[_position++].ToString();
        }

        return _pattern[_position] == '{' ? Count() : null;
    }

    /// <summary>
    /// A count in braces; null, and nothing read, when the braces hold something else: they are literal then.
    /// </summary>
    private string? Count()
    {
        int start = _position++;
        int? least = Digits();
        int? most = least;
        if (least is not null && Take(','))
        {
            most = Digits() ?? int.MaxValue;
        }

        if (least is null || !Take('}'))
        {
            _position = start;
            return null;
        }

        string source = _pattern[start.._position];
        bool isTooLarge = least > RepeatMax || (most > RepeatMax && most != int.MaxValue) || most < least;
        return isTooLarge ? throw new FormatException("invalid repetition size: " + source) : source;
    }

    private int? Digits()
    {
        int start = _position;
        while (!AtEnd && char.IsAsciiDigit(_pattern[_position]))
        {
            _position++;
        }

        if (_position == start)
        {
            return null;
        }

        return int.TryParse(_pattern.AsSpan(start, _position - start), CultureInfo.InvariantCulture, out int value)
            ? value
            : int.MaxValue - 1;
    }

    private string Atom()
    {
        char c = _pattern[_position++];
        switch (c)
        {
            case '(':
                string group = Alternation();
                return Take(')') ? $"(?:{group})" : throw new FormatException("missing ): " + _pattern);
            case '[':
                return new PosixRegexSet(_pattern, _position).Read(out _position);
            case '.':
                return $@"(?:{SurrogatePair}|[^\n\uD800-\uDFFF])";
            case '^' or '$':
                return $"(?:{c})";
            case '\\':
                return Literal(PosixRegexEscape.Read(_pattern, ref _position));
        }

        bool isPair = char.IsHighSurrogate(c) && !AtEnd && char.IsLowSurrogate(_pattern[_position]);
        return isPair ? $"(?:{Literal(c)}{Literal(_pattern[_position++])})" : Literal(c);
    }

    private bool Take(char character)
    {
        bool found = !AtEnd && _pattern[_position] == character;
        _position += found ? 1 : 0;
        return found;
    }
}
