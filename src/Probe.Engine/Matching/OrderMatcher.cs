namespace KosmosProbe.Engine.Matching;

/// <summary>Before or after a constant, in byte order; a text comes after every beginning of it.</summary>
/// <param name="test">Which of the four orders.</param>
/// <param name="constant">The constant.</param>
internal sealed class OrderMatcher(TextTest test, byte[] constant) : TextMatcher
{
    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value)
    {
        int order = value.SequenceCompareTo(constant);
        return test switch
        {
            TextTest.Less => order < 0,
            TextTest.LessOrEqual => order <= 0,
            TextTest.Greater => order > 0,
            _ => order >= 0,
        };
    }
}
