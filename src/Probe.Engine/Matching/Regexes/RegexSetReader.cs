namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>
/// Reads a bracket expression of a regular expression: ranges, classes, negation, in RE2's POSIX syntax. A negated set
/// contains the line feed, unless it names it.
/// </summary>
/// <param name="text">The pattern; the character after the opening bracket comes next.</param>
internal sealed class RegexSetReader(RegexText text)
{
    private const int AsciiLast = 0x7F;

    private readonly int _start = text.Position - 1;
    private readonly List<(int First, int Last)> _ranges = [];

    /// <summary>Reads the set and its closing bracket.</summary>
    public RuneSet Read()
    {
        bool isNegated = text.Take('^');
        bool isFirst = true;
        while (isFirst || !text.IsNext(']'))
        {
            RequireMore();
            if (!TryClass())
            {
                Range(isFirst);
            }

            isFirst = false;
        }

        text.Position++;
        var set = new RuneSet(_ranges);
        return isNegated ? set.Inverted() : set;
    }

    private void Range(bool isFirst)
    {
        // A dash is one at either end of the set only.
        int start = text.Position;
        bool isStray = text.IsNext('-') && !isFirst && !text.IsNext("-]");
        if (isStray)
        {
            text.Position++;
            RequireMore();
            text.Rune();
            throw text.Wrong("invalid character class range", start);
        }

        int first = Member();
        int last = first;
        bool isRange = text.IsNext('-') && !text.IsNext("-]");
        if (isRange)
        {
            text.Position++;
            last = Member();
        }

        if (last < first)
        {
            throw text.Wrong("invalid character class range", start);
        }

        _ranges.Add((first, last));
    }

    private int Member()
    {
        RequireMore();
        return text.IsNext('\\') ? text.Escape() : text.Rune();
    }

    private bool TryClass()
    {
        int start = text.Position;
        int end = text.IsNext("[:") ? text.Pattern.IndexOf(":]", start + 2, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            return false;
        }

        text.Position = end + 2;
        string name = text.Pattern[(start + 2)..end];
        bool isNegated = name.StartsWith('^');
        name = isNegated ? name[1..] : name;
        Func<byte, bool>? contains = name switch
        {
            "word" => static b => char.IsAsciiLetterOrDigit((char)b) || b == '_',
            "ascii" => static _ => true,
            _ => PosixClasses.Find(name),
        };
        if (contains is null)
        {
            throw text.Wrong("invalid character class range", start);
        }

        var set = new RuneSet(Enumerable.Range(0, AsciiLast + 1).Where(b => contains((byte)b)).Select(b => (b, b)));
        _ranges.AddRange((isNegated ? set.Inverted() : set).Ranges);
        return true;
    }

    private void RequireMore()
    {
        if (text.AtEnd)
        {
            throw text.Wrong("missing ]", _start);
        }
    }
}
