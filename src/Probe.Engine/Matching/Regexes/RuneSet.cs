namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>A set of characters: ranges of code points in order, neither overlapping nor touching. Immutable.</summary>
internal sealed class RuneSet
{
    /// <summary>The last code point there is.</summary>
    public const int Last = 0x10FFFF;

    private readonly List<(int First, int Last)> _ranges = [];

    /// <summary>A set of these ranges.</summary>
    /// <param name="ranges">In any order; they may overlap.</param>
    public RuneSet(IEnumerable<(int First, int Last)> ranges)
    {
        foreach (var range in ranges.OrderBy(r => r.First))
        {
            bool touches = _ranges.Count > 0 && range.First <= _ranges[^1].Last + 1;
            if (touches)
            {
                _ranges[^1] = (_ranges[^1].First, Math.Max(_ranges[^1].Last, range.Last));
            }
            else
            {
                _ranges.Add(range);
            }
        }
    }

    /// <summary>The ranges.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    /// <summary>All characters that are not in this set.</summary>
    public RuneSet Inverted()
    {
        var gaps = new List<(int First, int Last)>();
        int next = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
            {
                gaps.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= Last)
        {
            gaps.Add((next, Last));
        }

        return new RuneSet(gaps);
    }
}
