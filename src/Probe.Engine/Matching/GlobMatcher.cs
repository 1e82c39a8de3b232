namespace KosmosProbe.Engine.Matching;

/// <summary>Fits a shell pattern.</summary>
/// <param name="pattern">The pattern.</param>
internal sealed class GlobMatcher(GlobPattern pattern) : TextMatcher
{
    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value) => pattern.Matches(value);
}
