using System.Globalization;

namespace KosmosProbe.Engine.Matching;

/// <summary>
/// The escapes that RE2 takes in POSIX syntax: punctuation, control characters, octal and hexadecimal numbers.
/// </summary>
internal static class PosixRegexEscape
{
    /// <summary>Reads what follows a backslash.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="position">The character after the backslash; moved behind the escape.</param>
    public static char Read(string pattern, ref int position)
    {
        if (position >= pattern.Length)
        {
            throw new FormatException(@"trailing \ at end of expression");
        }

        char c = pattern[position++];
        return c switch
        {
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            '0' => Octal(pattern, ref position, 0),
            >= '1' and <= '7' when position < pattern.Length && pattern[position] is >= '0' and <= '7' =>
                Octal(pattern, ref position, c - '0'),
            'x' => Hexadecimal(pattern, ref position),
            _ when c < 0x80 && !char.IsAsciiLetterOrDigit(c) && c != '_' => c,
            _ => throw new FormatException($@"invalid escape sequence: \{c}" + Hint(c)),
        };
    }

    private static string Hint(char c) => c switch
    {
        'd' => "; write [0-9]",
        'D' => "; write [^0-9]",
        'w' => "; write [0-9A-Za-z_]",
        'W' => "; write [^0-9A-Za-z_]",
        's' => "; write [[:space:]]",
        'S' => "; write [^[:space:]]",
        _ => "",
    };

    private static char Octal(string pattern, ref int position, int value)
    {
        for (int i = 0; i < 2 && position < pattern.Length && pattern[position] is >= '0' and <= '7'; i++)
        {
            value = value * 8 + pattern[position++] - '0';
        }

        return (char)value;
    }

    private static char Hexadecimal(string pattern, ref int position)
    {
        bool isBraced = position < pattern.Length && pattern[position] == '{';
        int start = position + (isBraced ? 1 : 0);
        int end = isBraced ? pattern.IndexOf('}', start) : Math.Min(start + 2, pattern.Length);
        var digits = end > start ? pattern.AsSpan(start, end - start) : default;
        bool isNumber = ushort.TryParse(
            digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort value);
        if (!isNumber || (!isBraced && digits.Length != 2))
        {
            throw new FormatException(@"invalid escape sequence: \x");
        }

        position = end + (isBraced ? 1 : 0);
        return (char)value;
    }
}
