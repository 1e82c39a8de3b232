using System.Text;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>
/// A regular expression as the set of places where a match that starts at given places may end, worked out operator by
/// operator. Knows what <see cref="ConditionGen"/> writes: alternation, groups, sets, classes, repetition, anchors.
/// </summary>
internal sealed class PlainRegex
{
    private delegate HashSet<int> Step(Rune[] text, HashSet<int> starts);

    private readonly Rune[] _pattern;
    private int _at;

    private PlainRegex(string pattern) => _pattern = [.. pattern.EnumerateRunes()];

    /// <summary>Whether the whole text fits. What is no UTF-8 is read as U+FFFD.</summary>
    public static bool Fits(byte[] text, string pattern)
    {
        Rune[] characters = [.. Encoding.UTF8.GetString(text).EnumerateRunes()];
        return new PlainRegex(pattern).Alternation()(characters, [0]).Contains(characters.Length);
    }

    private char Next => _at < _pattern.Length && _pattern[_at].IsBmp ? (char)_pattern[_at].Value : '\0';

    private Step Alternation()
    {
        var branches = new List<Step> { Sequence() };
        while (Take('|'))
        {
            branches.Add(Sequence());
        }

        return (text, starts) => [.. branches.SelectMany(branch => branch(text, starts))];
    }

    private Step Sequence()
    {
        var pieces = new List<Step>();
        while (_at < _pattern.Length && Next is not ('|' or ')'))
        {
            pieces.Add(Piece());
        }

        return (text, starts) => pieces.Aggregate(starts, (places, piece) => piece(text, places));
    }

    private Step Piece()
    {
        var atom = Atom();
        var (least, most) = Take('*') ? (0, int.MaxValue)
            : Take('+') ? (1, int.MaxValue)
            : Take('?') ? (0, 1)
            : Take('{') ? Count()
            : (1, 1);
        return (text, starts) => Repeat(atom, least, most, text, starts);
    }

    private static HashSet<int> Repeat(Step atom, int least, int most, Rune[] text, HashSet<int> starts)
    {
        var places = starts;
        for (int i = 0; i < least; i++)
        {
            places = atom(text, places);
        }

        for (int i = least; i < most; i++)
        {
            HashSet<int> more = [.. places, .. atom(text, places)];
            if (more.Count == places.Count)
            {
                break;
            }

            places = more;
        }

        return places;
    }

    private (int Least, int Most) Count()
    {
        int least = Number();
        int most = !Take(',') ? least : char.IsAsciiDigit(Next) ? Number() : int.MaxValue;
        _at++;
        return (least, most);
    }

    private int Number()
    {
        int number = 0;
        while (char.IsAsciiDigit(Next))
        {
            number = number * 10 + _pattern[_at++].Value - '0';
        }

        return number;
    }

    private Step Atom()
    {
        var rune = _pattern[_at++];
        switch (rune.Value)
        {
            case '(':
                var group = Alternation();
                _at++;
                return group;
            case '[':
                return Set();
            case '.':
                return One(r => r.Value != '\n');
            case '^':
                return (text, starts) => [.. starts.Where(s => s == 0 || text[s - 1].Value == '\n')];
            case '$':
                return (text, starts) => [.. starts.Where(s => s == text.Length || text[s].Value == '\n')];
            case '\\':
                var escaped = _pattern[_at++];
                return One(r => r == escaped);
            default:
                return One(r => r == rune);
        }
    }

    private Step Set()
    {
        bool isNegated = Take('^');
        var members = new List<Func<Rune, bool>>();
        while (!Take(']'))
        {
            if (Next == '[')
            {
                _at += "[:alpha:]".Length;
                members.Add(r => r.IsAscii && char.IsAsciiLetter((char)r.Value));
                continue;
            }

            var from = _pattern[_at++];
            var to = Take('-') ? _pattern[_at++] : from;
            members.Add(r => r >= from && r <= to);
        }

        return One(r => members.Exists(member => member(r)) != isNegated);
    }

    private static Step One(Func<Rune, bool> accepts) => (text, starts) =>
        [.. starts.Where(s => s < text.Length && accepts(text[s])).Select(s => s + 1)];

    private bool Take(char character)
    {
        bool found = Next == character;
        _at += found ? 1 : 0;
        return found;
    }
}
