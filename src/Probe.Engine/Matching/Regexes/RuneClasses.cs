namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>
/// Characters that no set of an expression tells apart form one class, so that a machine needs a row of a few cells for
/// each state instead of a million. The line feed is a class of its own, as lines end there.
/// </summary>
internal sealed class RuneClasses
{
    /// <summary>How many characters are ASCII; their classes are worth a table.</summary>
    public const int AsciiCount = 0x80;

    private readonly int[] _firsts;

    // For each set the classes in it: first and last of each run, in order.
    private readonly (int First, int Last)[][] _members;

    /// <summary>The classes that some sets make.</summary>
    /// <param name="sets">The sets.</param>
    public RuneClasses(IReadOnlyList<RuneSet> sets)
    {
        var edges = new SortedSet<int> { 0, '\n', '\n' + 1 };
        foreach (var (first, last) in sets.SelectMany(set => set.Ranges))
        {
            edges.Add(first);
            edges.Add(last + 1);
        }

        edges.Remove(RuneSet.Last + 1);
        _firsts = [.. edges];
        _members = [.. sets.Select(set => set.Ranges.Select(r => (Find(r.First), Find(r.Last))).ToArray())];
        LineFeed = Find('\n');
    }

    /// <summary>How many classes there are.</summary>
    public int Count => _firsts.Length;

    /// <summary>The class of the line feed.</summary>
    public int LineFeed { get; }

    /// <summary>The class of a character.</summary>
    /// <param name="rune">Its code point.</param>
    public int Find(int rune)
    {
        int place = _firsts.AsSpan().BinarySearch(rune);
        return place < 0 ? ~place - 1 : place;
    }

    /// <summary>Whether the characters of a class are in a set.</summary>
    /// <param name="set">The set's number.</param>
    /// <param name="runeClass">The class.</param>
    public bool IsMember(int set, int runeClass)
    {
        var runs = _members[set];
        int low = 0;
        int high = runs.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (runs[middle].Last < runeClass)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < runs.Length && runs[low].First <= runeClass;
    }
}
