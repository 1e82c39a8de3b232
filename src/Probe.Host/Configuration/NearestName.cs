namespace KosmosProbe.Host.Configuration;

/// <summary>Finds what an author probably meant.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest edits, when they are few against its length.</summary>
    /// <param name="name">As written.</param>
    /// <param name="known">What would have been right.</param>
    public static string? Find(string name, IEnumerable<string> known)
    {
        string? nearest = null;
        int fewest = Math.Min(name.Length, Math.Max(2, name.Length / 3) + 1);
        foreach (string candidate in known)
        {
            int edits = Edits(name, candidate);
            if (edits < fewest)
            {
                (nearest, fewest) = (candidate, edits);
            }
        }

        return nearest;
    }

    // Insertions, deletions and exchanges, row by row.
    private static int Edits(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int exchange = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(exchange, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
