namespace KosmosProbe.Engine.Policies.Needs;

/// <summary>
/// The texts that whatever fits a shell pattern has in it. A pattern with brackets or backslashes is followed up to the
/// first of them only, and from behind the last.
/// </summary>
internal static class PatternText
{
    private static ReadOnlySpan<byte> Special => "*?[]\\"u8;

    /// <summary>What it starts with.</summary>
    /// <param name="pattern">The pattern.</param>
    public static byte[] Start(byte[] pattern)
    {
        int end = pattern.AsSpan().IndexOfAny(Special);
        return end < 0 ? pattern : pattern[..end];
    }

    /// <summary>What it ends with.</summary>
    /// <param name="pattern">The pattern.</param>
    public static byte[] End(byte[] pattern)
    {
        int last = pattern.AsSpan().LastIndexOfAny(Special);

        // An open bracket may close behind the last star, and a backslash takes a star's meaning.
        return pattern.AsSpan().ContainsAny("[]\\"u8) ? [] : pattern[(last + 1)..];
    }

    /// <summary>The longest text that it has anywhere.</summary>
    /// <param name="pattern">The pattern.</param>
    public static byte[] Longest(byte[] pattern)
    {
        if (pattern.AsSpan().ContainsAny("[]\\"u8)) return Start(pattern);
        var longest = ReadOnlySpan<byte>.Empty;
        foreach (var range in ((ReadOnlySpan<byte>)pattern).SplitAny("*?"u8))
        {
            var piece = pattern.AsSpan(range);
            if (piece.Length > longest.Length) longest = piece;
        }

        return longest.ToArray();
    }
}
