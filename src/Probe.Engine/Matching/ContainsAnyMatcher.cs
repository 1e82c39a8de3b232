using System.Buffers;

namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Contains any of several constants. One vectorised search finds the places where a constant could start, by first
/// byte; only the constants that start with the byte found there are compared.
/// </summary>
internal sealed class ContainsAnyMatcher : TextMatcher
{
    private readonly SearchValues<byte> _firstBytes;
    private readonly byte[][][] _byFirstByte = new byte[256][][];

    /// <summary>A matcher for these constants.</summary>
    /// <param name="constants">Two or more, none of them empty or part of another.</param>
    public ContainsAnyMatcher(IReadOnlyList<byte[]> constants)
    {
        _firstBytes = SearchValues.Create([.. constants.Select(c => c[0])]);
        foreach (var group in constants.GroupBy(c => c[0]))
        {
            _byFirstByte[group.Key] = [.. group];
        }
    }

    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value)
    {
        while (true)
        {
            int start = value.IndexOfAny(_firstBytes);
            if (start < 0)
            {
                return false;
            }

            value = value[start..];
            foreach (byte[] constant in _byFirstByte[value[0]])
            {
                if (value.StartsWith(constant))
                {
                    return true;
                }
            }

            value = value[1..];
        }
    }
}
