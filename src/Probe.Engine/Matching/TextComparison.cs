namespace KosmosProbe.Engine.Matching;

/// <summary>Comparisons of two texts that only the event knows; compiled conditions call them by name.</summary>
internal static class TextComparison
{
    /// <summary>Same bytes.</summary>
    public static bool Equal(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceEqual(right);

    /// <summary>Negative, zero or positive, in byte order.</summary>
    public static int Order(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceCompareTo(right);

    /// <summary>Contains.</summary>
    public static bool Contains(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.IndexOf(right) >= 0;

    /// <summary>Starts with.</summary>
    public static bool Prefix(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.StartsWith(right);

    /// <summary>Ends with.</summary>
    public static bool Suffix(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.EndsWith(right);

    /// <summary>Contains, ASCII letters of either case being equal.</summary>
    public static bool ContainsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int start = 0; start + right.Length <= left.Length; start++)
        {
            int i = 0;
            while (i < right.Length && AsciiCase.ToLower(left[start + i]) == AsciiCase.ToLower(right[i]))
            {
                i++;
            }

            if (i == right.Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Is at or below a path.</summary>
    public static bool PathPrefix(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        PathPrefixMatcher.IsAtOrBelow(left, right);
}
