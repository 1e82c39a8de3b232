using System.Globalization;

namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>
/// The text of a regular expression while it is read: characters outside the BMP count as one, escapes are those that
/// RE2 takes in POSIX syntax.
/// </summary>
/// <param name="pattern">The pattern.</param>
internal sealed class RegexText(string pattern)
{
    /// <summary>The pattern.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>The next character's offset.</summary>
    public int Position { get; set; }

    /// <summary>Nothing is left.</summary>
    public bool AtEnd => Position >= Pattern.Length;

    /// <summary>Whether the next character is this one; reads nothing.</summary>
    /// <param name="character">Expected.</param>
    public bool IsNext(char character) => !AtEnd && Pattern[Position] == character;

    /// <summary>Whether these characters are next; reads nothing.</summary>
    /// <param name="text">Expected.</param>
    public bool IsNext(string text) => Pattern.AsSpan(Position).StartsWith(text, StringComparison.Ordinal);

    /// <summary>Reads this character if it is next.</summary>
    /// <param name="character">Expected.</param>
    public bool Take(char character)
    {
        bool found = IsNext(character);
        Position += found ? 1 : 0;
        return found;
    }

    /// <summary>Reads one character.</summary>
    public int Rune()
    {
        var rune = System.Text.Rune.GetRuneAt(Pattern, Position);
        Position += rune.Utf16SequenceLength;
        return rune.Value;
    }

    /// <summary>
    /// A decimal number without leading zeros, of at most nine digits; null, and nothing read, when there is none.
    /// </summary>
    public int? Number()
    {
        int end = Position;
        while (end < Pattern.Length && char.IsAsciiDigit(Pattern[end]))
        {
            end++;
        }

        bool isNumber = end > Position && end <= Position + 9 && (Pattern[Position] != '0' || end == Position + 1);
        if (!isNumber)
        {
            return null;
        }

        int value = int.Parse(Pattern.AsSpan(Position, end - Position), CultureInfo.InvariantCulture);
        Position = end;
        return value;
    }

    /// <summary>Reads an escape; the backslash comes next.</summary>
    public int Escape()
    {
        int start = Position++;
        if (AtEnd)
        {
            throw new RegexException(@"trailing \ at end of expression", start, 1);
        }

        int c = Rune();
        return c switch
        {
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            '0' => Octal(0),
            >= '1' and <= '7' when !AtEnd && Pattern[Position] is >= '0' and <= '7' => Octal(c - '0'),
            'x' => Hexadecimal(start),
            < 0x80 when !char.IsAsciiLetterOrDigit((char)c) => c,
            _ => throw BadEscape(start, Hint(c)),
        };
    }

    /// <summary>The error about a part of the pattern that has been read.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="start">Where the part starts.</param>
    public RegexException Wrong(string message, int start) =>
        new($"{message}: {Pattern[start..Position]}", start, Position - start);

    private static string Hint(int c) => c switch
    {
        'd' => "; write [0-9]",
        'D' => "; write [^0-9]",
        'w' => "; write [0-9A-Za-z_]",
        'W' => "; write [^0-9A-Za-z_]",
        's' => "; write [[:space:]]",
        'S' => "; write [^[:space:]]",
        'A' or 'z' or 'Z' => "; the whole value is compared anyway",
        'b' or 'B' => "; there are no word boundaries",
        'p' or 'P' => "; write a class such as [[:alpha:]], or a range",
        >= '1' and <= '9' => "; there are no references to groups",
        _ => string.Empty,
    };

    private int Octal(int value)
    {
        for (int i = 0; i < 2 && !AtEnd && Pattern[Position] is >= '0' and <= '7'; i++)
        {
            value = value * 8 + Pattern[Position++] - '0';
        }

        return value;
    }

    private int Hexadecimal(int start)
    {
        bool isBraced = Take('{');
        int value = 0;
        int digits = 0;
        while (!AtEnd && char.IsAsciiHexDigit(Pattern[Position]) && (isBraced || digits < 2) && value <= RuneSet.Last)
        {
            value = value * 16 + Convert.ToInt32(Pattern[Position++].ToString(), 16);
            digits++;
        }

        bool isWhole = isBraced ? digits > 0 && Take('}') : digits == 2;
        return isWhole && value <= RuneSet.Last
            ? value
            : throw BadEscape(start, @"; write \xHH or \x{H...}, at most 10FFFF");
    }

    private RegexException BadEscape(int start, string hint) => new(
        $"invalid escape sequence: {Pattern[start..Position]}{hint}", start, Position - start);
}
