using KosmosProbe.Engine.Policies.Needs;

namespace KosmosProbe.Engine.Policies;

/// <summary>Classes of events that need the same.</summary>
/// <param name="need">What they need.</param>
internal sealed class NeedOfClasses(EventNeed need)
{
    /// <summary>What they need.</summary>
    public EventNeed Need { get; } = need;

    /// <summary>The classes.</summary>
    public List<int> Classes { get; } = [];
}

/// <summary>
/// Joins needs that differ little: the kernel keeps a number of filters for all policies together, and one that lets a
/// few more events pass is better than none.
/// </summary>
internal static class FewerFilters
{
    // For what is looked for under other names as well: more than a mark or two more.
    private const double OtherNames = 0.1;

    /// <summary>Joins those that it costs least, until few are left.</summary>
    /// <param name="needs">The needs; changed.</param>
    /// <param name="most">How many may be left.</param>
    public static void Join(List<NeedOfClasses> needs, int most)
    {
        var growths = new Dictionary<(NeedOfClasses Left, NeedOfClasses Right), double>();
        while (needs.Count > most)
        {
            (double least, int left, int right) = (double.PositiveInfinity, 0, 0);
            for (int i = 0; i < needs.Count; i++)
            {
                for (int j = i + 1; j < needs.Count; j++)
                {
                    double growth = Growth(needs[i], needs[j], growths);
                    if (growth < least) (least, left, right) = (growth, i, j);
                }
            }

            if (double.IsPositiveInfinity(least)) return;
            var joined = new NeedOfClasses(needs[left].Need.Or(needs[right].Need));
            joined.Classes.AddRange([.. needs[left].Classes, .. needs[right].Classes]);
            needs.RemoveAt(right);
            needs[left] = joined;
        }
    }

    private static double Growth(
        NeedOfClasses left, NeedOfClasses right, Dictionary<(NeedOfClasses Left, NeedOfClasses Right), double> known)
    {
        if (known.TryGetValue((left, right), out double growth)) return growth;
        growth = Growth(left.Need, right.Need);
        known.Add((left, right), growth);
        return growth;
    }

    private static double Growth(EventNeed left, EventNeed right)
    {
        if (left.Ends is not null || right.Ends is not null) return double.PositiveInfinity;
        bool differs = left.AskedNames != right.AskedNames || left.Identities != right.Identities;
        return Beyond(left, right) + Beyond(right, left) + (differs ? OtherNames : 0);
    }

    // What one has that the other has not.
    private static double Beyond(EventNeed one, EventNeed other)
    {
        double width = 0;
        foreach (var set in one.Marks) width += other.Marks.Contains(set) ? 0 : set.Width;
        return width;
    }
}
