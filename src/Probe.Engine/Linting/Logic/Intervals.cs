namespace KosmosProbe.Engine.Linting.Logic;

/// <summary>A set of numbers of at most 128 bits: ranges in order, without overlap. Immutable.</summary>
internal sealed class Intervals
{
    private readonly List<(UInt128 First, UInt128 Last)> _ranges;

    private Intervals(List<(UInt128 First, UInt128 Last)> ranges) => _ranges = ranges;

    /// <summary>Nothing is in it.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>A set of these ranges; both ends belong to a range, and one whose ends are swapped is empty.</summary>
    /// <param name="ranges">Any.</param>
    public static Intervals Of(IEnumerable<(UInt128 First, UInt128 Last)> ranges)
    {
        var joined = new List<(UInt128 First, UInt128 Last)>();
        foreach (var range in ranges.Where(range => range.First <= range.Last).OrderBy(range => range.First))
        {
            bool touches = joined.Count > 0
                && (joined[^1].Last == UInt128.MaxValue || range.First <= joined[^1].Last + 1);
            if (touches)
            {
                joined[^1] = (joined[^1].First, UInt128.Max(joined[^1].Last, range.Last));
            }
            else
            {
                joined.Add(range);
            }
        }

        return new Intervals(joined);
    }

    /// <summary>What is in both.</summary>
    /// <param name="other">The other set.</param>
    public Intervals And(Intervals other) => Of(
        from left in _ranges
        from right in other._ranges
        select (UInt128.Max(left.First, right.First), UInt128.Min(left.Last, right.Last)));

    /// <summary>All numbers that are not in this set.</summary>
    public Intervals Inverted()
    {
        var gaps = new List<(UInt128, UInt128)>();
        var next = UInt128.Zero;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
            {
                gaps.Add((next, first - 1));
            }

            if (last == UInt128.MaxValue)
            {
                return new Intervals(gaps);
            }

            next = last + 1;
        }

        gaps.Add((next, UInt128.MaxValue));
        return new Intervals(gaps);
    }
}
