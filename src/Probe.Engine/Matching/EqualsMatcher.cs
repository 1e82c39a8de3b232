namespace KosmosProbe.Engine.Matching;

/// <summary>Same bytes as one constant.</summary>
/// <param name="constant">The constant.</param>
internal sealed class EqualsMatcher(byte[] constant) : TextMatcher
{
    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value) => value.SequenceEqual(constant);
}
