using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>
/// Fits a regular expression as a whole, in RE2's POSIX syntax and in time linear in the text. Where a value leads is
/// worked out once for each place and class of characters and kept, so that the next value walks through a table. The
/// table is bounded; a value that leads beyond it is still judged, only slower. What is no UTF-8 counts as U+FFFD.
/// </summary>
internal sealed class RegexMatcher : TextMatcher
{
    /// <summary>Cells and places that all states may have together: some 2 MB at most, a few KB in practice.</summary>
    private const int CellsMax = 256 * 1024;

    private readonly Lock _growing = new();
    private readonly RuneClasses _classes;
    private readonly int[] _ascii;
    private readonly RegexMachine _machine;
    private readonly Dictionary<int, List<RegexState>> _states = [];
    private readonly RegexState _start;
    private int _cells;

    private RegexMatcher(RegexProgram program)
    {
        _classes = new RuneClasses(program.Sets);
        _ascii = [.. Enumerable.Range(0, RuneClasses.AsciiCount).Select(_classes.Find)];
        _machine = new RegexMachine(program, _classes);
        _start = Current()!;
    }

    /// <summary>Makes a matcher.</summary>
    /// <param name="pattern">In the syntax that <see cref="RegexParser"/> describes.</param>
    /// <param name="matcher">The matcher.</param>
    /// <param name="error">What is wrong with the pattern.</param>
    public static bool TryCreate(
        ReadOnlySpan<byte> pattern,
        [NotNullWhen(true)] out RegexMatcher? matcher,
        [NotNullWhen(false)] out RegexError? error)
    {
        (matcher, error) = (null, null);
        if (!Utf8.IsValid(pattern))
        {
            error = new RegexError("invalid UTF-8", 0, 1);
            return false;
        }

        try
        {
            matcher = new RegexMatcher(RegexProgram.Of(RegexParser.Parse(Encoding.UTF8.GetString(pattern))));
            return true;
        }
        catch (RegexException exception)
        {
            error = exception.Error;
            return false;
        }
    }

    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value)
    {
        var state = _start;
        for (int at = 0; at < value.Length && !state.IsDead;)
        {
            int runeClass = Read(value, ref at);
            var next = state.Next[runeClass] ?? Grow(state, runeClass);
            if (next is null)
            {
                return Run(state, runeClass, value[at..]);
            }

            state = next;
        }

        return state.Accepts;
    }

    private int Read(ReadOnlySpan<byte> value, ref int at)
    {
        byte first = value[at];
        if (first < RuneClasses.AsciiCount)
        {
            at++;
            return _ascii[first];
        }

        Rune.DecodeFromUtf8(value[at..], out var rune, out int length);
        at += length;
        return _classes.Find(rune.Value);
    }

    /// <summary>Works out where a character leads; null when the table is full.</summary>
    private RegexState? Grow(RegexState state, int runeClass)
    {
        lock (_growing)
        {
            _machine.MoveTo(state.Places, state.IsLineBegin);
            _machine.Take(runeClass);
            _machine.Sort();
            var next = Current();
            state.Next[runeClass] = next;
            return next;
        }
    }

    /// <summary>Judges the rest of a value without the table.</summary>
    private bool Run(RegexState state, int runeClass, ReadOnlySpan<byte> rest)
    {
        lock (_growing)
        {
            _machine.MoveTo(state.Places, state.IsLineBegin);
            _machine.Take(runeClass);
            for (int at = 0; at < rest.Length && !_machine.Places.IsEmpty;)
            {
                _machine.Take(Read(rest, ref at));
            }

            return _machine.Accepts();
        }
    }

    /// <summary>The state of the machine's places; null when there is no room for a new one.</summary>
    private RegexState? Current()
    {
        var hash = default(HashCode);
        hash.Add(_machine.IsLineBegin);
        foreach (int place in _machine.Places)
        {
            hash.Add(place);
        }

        int key = hash.ToHashCode();
        if (_states.TryGetValue(key, out var known))
        {
            foreach (var candidate in known)
            {
                if (candidate.IsLineBegin == _machine.IsLineBegin && _machine.Places.SequenceEqual(candidate.Places))
                {
                    return candidate;
                }
            }
        }

        int cells = _classes.Count + _machine.Places.Length;
        return _cells + cells <= CellsMax || _states.Count == 0 ? Add(key, cells) : null;
    }

    private RegexState Add(int key, int cells)
    {
        _cells += cells;
        var state = new RegexState(
            _machine.Places.ToArray(), _machine.IsLineBegin, _machine.Accepts(), _classes.Count);
        if (!_states.TryGetValue(key, out var states))
        {
            states = [];
            _states.Add(key, states);
        }

        states.Add(state);
        return state;
    }
}
