using System.Text;

namespace KosmosProbe.Engine.Matching;

/// <summary>A bracket expression of a regular expression: ranges, classes, negation, in RE2's POSIX syntax.</summary>
/// <param name="pattern">The pattern.</param>
/// <param name="start">The character after the opening bracket.</param>
internal sealed class PosixRegexSet(string pattern, int start)
{
    private readonly StringBuilder _members = new();
    private readonly string _source = pattern[(start - 1)..];
    private int _position = start;

    private bool AtEnd => _position >= pattern.Length;

    /// <summary>Writes the set for .NET.</summary>
    /// <param name="end">The character after the closing bracket.</param>
    public string Read(out int end)
    {
        bool isNegated = !AtEnd && pattern[_position] == '^';
        _position += isNegated ? 1 : 0;
        bool isFirst = true;
        while (isFirst || AtEnd || pattern[_position] != ']')
        {
            if (AtEnd)
            {
                throw new FormatException("missing ]: " + _source);
            }

            if (!TryClass())
            {
                Range(isFirst);
            }

            isFirst = false;
        }

        end = _position + 1;

        // A negated set takes whole characters outside the BMP, never half of one.
        return isNegated
            ? $@"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^{_members}\uD800-\uDFFF])"
            : $"[{_members}]";
    }

    private void Range(bool isFirst)
    {
        bool isLast = _position + 1 >= pattern.Length || pattern[_position + 1] == ']';
        if (pattern[_position] == '-' && !isFirst && !isLast)
        {
            throw new FormatException("invalid character class range: -" + pattern[_position + 1]);
        }

        int from = _position;
        char first = Member();
        char last = first;
        if (_position + 1 < pattern.Length && pattern[_position] == '-' && pattern[_position + 1] != ']')
        {
            _position++;
            last = Member();
        }

        if (last < first)
        {
            throw new FormatException("invalid character class range: " + pattern[from.._position]);
        }

        _members.Append(PosixRegex.Literal(first)).Append('-').Append(PosixRegex.Literal(last));
    }

    private char Member()
    {
        if (AtEnd)
        {
            throw new FormatException("missing ]: " + _source);
        }

        char c = pattern[_position++];
        if (char.IsSurrogate(c))
        {
            throw new FormatException("characters above U+FFFF cannot stand in a set");
        }

        return c == '\\' ? PosixRegexEscape.Read(pattern, ref _position) : c;
    }

    private bool TryClass()
    {
        int end = pattern.IndexOf(":]", Math.Min(_position + 2, pattern.Length), StringComparison.Ordinal);
        if (!pattern.AsSpan(_position).StartsWith("[:") || end < 0)
        {
            return false;
        }

        string name = pattern[(_position + 2)..end];
        bool isNegated = name.StartsWith('^');
        Func<byte, bool>? contains = name.TrimStart('^') == "word"
            ? static b => char.IsAsciiLetterOrDigit((char)b) || b == '_'
            : PosixClasses.Find(name.TrimStart('^'));
        if (contains is null)
        {
            throw new FormatException($"invalid character class range: [:{name}:]");
        }

        for (int b = 0; b < 0x80; b++)
        {
            if (contains((byte)b) != isNegated)
            {
                _members.Append(PosixRegex.Literal((char)b));
            }
        }

        _members.Append(isNegated ? @"\u0080-\uD7FF\uE000-\uFFFF" : "");
        _position = end + 2;
        return true;
    }
}
