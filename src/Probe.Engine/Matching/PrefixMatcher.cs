namespace KosmosProbe.Engine.Matching;

/// <summary>Starts with a constant.</summary>
/// <param name="constant">The constant.</param>
internal sealed class PrefixMatcher(byte[] constant) : TextMatcher
{
    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value) => value.StartsWith(constant);
}
