namespace KosmosProbe.Engine.Matching;

/// <summary>Passes when one of several matchers does: for questions that have no common form.</summary>
/// <param name="matchers">The matchers, cheapest first.</param>
internal sealed class AnyMatcher(TextMatcher[] matchers) : TextMatcher
{
    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value)
    {
        foreach (var matcher in matchers)
        {
            if (matcher.Matches(value))
            {
                return true;
            }
        }

        return false;
    }
}
