namespace KosmosProbe.Engine.Matching;

/// <summary>Ends with a constant.</summary>
/// <param name="constant">The constant.</param>
internal sealed class SuffixMatcher(byte[] constant) : TextMatcher
{
    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value) => value.EndsWith(constant);
}
