namespace KosmosProbe.Engine.Matching;

/// <summary>Starts with one of many constants.</summary>
/// <param name="constants">Two or more, none of them empty.</param>
internal sealed class PrefixSetMatcher(SortedConstants constants) : TextMatcher
{
    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value) => constants.IsStartOf(value);
}
