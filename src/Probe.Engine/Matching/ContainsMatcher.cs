namespace KosmosProbe.Engine.Matching;

/// <summary>Contains a constant; the search is the runtime's vectorised one.</summary>
/// <param name="constant">The constant; empty is in every text.</param>
internal sealed class ContainsMatcher(byte[] constant) : TextMatcher
{
    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value) => value.IndexOf(constant) >= 0;
}
