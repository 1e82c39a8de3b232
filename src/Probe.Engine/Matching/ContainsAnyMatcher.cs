using System.Buffers;

namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Contains any of several constants. One vectorised search finds the places where a constant could start, by first
/// byte; there the constants are looked up by halving.
/// </summary>
internal sealed class ContainsAnyMatcher : TextMatcher
{
    private readonly SearchValues<byte> _firstBytes;
    private readonly SortedConstants _constants;

    /// <summary>A matcher for these constants.</summary>
    /// <param name="constants">Two or more, none of them empty.</param>
    /// <param name="ignoreCase">ASCII letters of either case are equal.</param>
    public ContainsAnyMatcher(SortedConstants constants, bool ignoreCase)
    {
        _constants = constants;
        var firstBytes = constants.Constants.Select(c => c[0]);
        _firstBytes = SearchValues.Create([.. firstBytes, .. ignoreCase ? firstBytes.Select(AsciiCase.ToUpper) : []]);
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

            if (_constants.IsStartOf(value[start..]))
            {
                return true;
            }

            value = value[(start + 1)..];
        }
    }
}
