namespace KosmosProbe.Engine.Language;

/// <summary>The known name that an unknown one was probably meant to be.</summary>
public static class NearestName
{
    // Nobody takes a name that long for another; the time to compare two grows with the square of their length.
    private const int LengthMax = 100;

    /// <summary>
    /// The nearest of several names; null when none is near enough to be helpful. One that differs in case only is the
    /// nearest.
    /// </summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="known">The known ones.</param>
    public static string? Find(string name, IEnumerable<string> known)
    {
        if (name.Length > LengthMax)
        {
            return null;
        }

        string? nearest = null;
        if (known.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } otherCase)
        {
            return otherCase;
        }

        int least = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in known)
        {
            if (Math.Abs(candidate.Length - name.Length) < least && Distance(name, candidate, least) is var distance
                && distance < least)
            {
                least = distance;
                nearest = candidate;
            }
        }

        return nearest;
    }

    /// <summary>
    /// How many characters to insert, remove, replace or swap with their neighbour; enough as soon as that is certain.
    /// </summary>
    private static int Distance(string left, string right, int enough)
    {
        Span<int> beforeLast = stackalloc int[LengthMax * 2];
        Span<int> last = stackalloc int[LengthMax * 2];
        Span<int> row = stackalloc int[LengthMax * 2];
        for (int j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        int lastLeast = 0;
        for (int i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                bool isSwap = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                row[j] = isSwap ? Math.Min(row[j], beforeLast[j - 2] + 1) : row[j];
                least = Math.Min(least, row[j]);
            }

            // A swap looks back by two rows.
            if (Math.Min(least, lastLeast) >= enough)
            {
                return enough;
            }

            lastLeast = least;
            var free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }

        return last[right.Length];
    }
}
