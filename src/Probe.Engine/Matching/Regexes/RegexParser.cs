namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>
/// Reads regular expressions as RE2 does in POSIX syntax. No <c>\d \w \s \b</c>, no <c>(?...)</c>, no lazy repetition:
/// <c>a*?</c> is an optional <c>a*</c>. <c>^</c> and <c>$</c> stand for line breaks too, <c>.</c> for every character
/// but a line feed. Braces that hold no count are literal.
/// <code>
/// alternation = sequence { "|" sequence }
/// sequence    = { piece }
/// piece       = atom { "*" | "+" | "?" | "{" n [ "," [ m ] ] "}" }
/// atom        = "(" alternation ")" | "[" set "]" | "." | "^" | "$" | "\" escape | character
/// </code>
/// </summary>
internal sealed class RegexParser
{
    private const int DepthMax = 1000;
    private const int CopiesMax = 1000;

    private static readonly RuneSet Dot = new RuneSet([('\n', '\n')]).Inverted();

    private readonly RegexText _text;
    private int _depth;

    private RegexParser(RegexText text) => _text = text;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <exception cref="RegexException">It is wrong.</exception>
    public static RegexNode Parse(string pattern)
    {
        var text = new RegexText(pattern);
        var node = new RegexParser(text).Alternation();
        return text.AtEnd ? node : throw new RegexException("unexpected ): " + pattern, text.Position, 1);
    }

    private RegexNode Alternation()
    {
        if (++_depth > DepthMax)
        {
            throw new RegexException($"more than {DepthMax} levels of parentheses", _text.Position - 1, 1);
        }

        var branches = new List<RegexNode> { Sequence() };
        while (_text.Take('|'))
        {
            branches.Add(Sequence());
        }

        _depth--;
        return branches.Count == 1 ? branches[0] : new RegexAnyNode(branches);
    }

    private RegexSequenceNode Sequence()
    {
        var parts = new List<RegexNode>();
        while (!_text.AtEnd && !_text.IsNext('|') && !_text.IsNext(')'))
        {
            parts.Add(Piece());
        }

        return new RegexSequenceNode(parts);
    }

    private RegexNode Piece()
    {
        int start = _text.Position;
        if (TryRepetition(out _, out _))
        {
            throw _text.Wrong("no argument for repetition operator", start);
        }

        var piece = Atom();
        start = _text.Position;
        while (TryRepetition(out int least, out int most))
        {
            piece = Repeated(piece, least, most, start);
            start = _text.Position;
        }

        return piece;
    }

    private RegexNode Repeated(RegexNode piece, int least, int most, int start)
    {
        // Stars upon stars stay one, however many there are.
        var repeat = new RegexRepeatNode(piece, least, most);
        if (repeat.IsSimple && piece is RegexRepeatNode { IsSimple: true } inner)
        {
            bool isSame = (least, most) == (inner.Least, inner.Most);
            return isSame ? inner : new RegexRepeatNode(inner.Part, 0, RegexRepeatNode.NoLimit);
        }

        bool isTooLarge = least > CopiesMax || most > CopiesMax
            || (most != RegexRepeatNode.NoLimit && most < least) || repeat.Copies > CopiesMax;
        if (isTooLarge)
        {
            throw _text.Wrong("invalid repetition size", start);
        }

        return (least, most) == (1, 1) ? piece : repeat;
    }

    private bool TryRepetition(out int least, out int most)
    {
        (least, most) = (0, RegexRepeatNode.NoLimit);
        if (_text.Take('*'))
        {
            return true;
        }

        if (_text.Take('+'))
        {
            least = 1;
            return true;
        }

        if (_text.Take('?'))
        {
            most = 1;
            return true;
        }

        return TryCount(out least, out most);
    }

    /// <summary>A count in braces; nothing is read when they hold something else: they are literal then.</summary>
    private bool TryCount(out int least, out int most)
    {
        (least, most) = (0, RegexRepeatNode.NoLimit);
        int start = _text.Position;
        if (_text.Take('{') && _text.Number() is { } number)
        {
            least = most = number;
            if (_text.Take(','))
            {
                most = _text.Number() ?? RegexRepeatNode.NoLimit;
            }

            if (_text.Take('}'))
            {
                return true;
            }
        }

        _text.Position = start;
        return false;
    }

    private RegexNode Atom()
    {
        int start = _text.Position;
        switch (_text.Pattern[start])
        {
            case '(':
                _text.Position++;
                var group = Alternation();
                return _text.Take(')')
                    ? group
                    : throw new RegexException("missing ): " + _text.Pattern, start, 1);
            case '[':
                _text.Position++;
                return new RegexSetNode(new RegexSetReader(_text).Read());
            case '.':
                _text.Position++;
                return new RegexSetNode(Dot);
            case '^' or '$':
                _text.Position++;
                return new RegexLineNode(_text.Pattern[start] == '^');
        }

        int rune = _text.IsNext('\\') ? _text.Escape() : _text.Rune();
        return new RegexSetNode(new RuneSet([(rune, rune)]));
    }
}
