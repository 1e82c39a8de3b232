namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Same bytes as one of many constants. Lengths that no constant has are told apart before anything is hashed, which
/// ends most lookups.
/// </summary>
internal sealed class SetMatcher : TextMatcher
{
    private const int LengthBits = 64;

    private readonly ByteTable<byte[]> _constants = new();
    private readonly ulong _lengths;

    /// <summary>A set of these constants.</summary>
    /// <param name="constants">Any, repetitions too.</param>
    public SetMatcher(IReadOnlyList<byte[]> constants)
    {
        foreach (byte[] constant in constants)
        {
            _lengths |= 1UL << Math.Min(constant.Length, LengthBits - 1);
            if (!_constants.TryFind(constant, out _))
            {
                _constants.Add(constant, constant);
            }
        }
    }

    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value) =>
        (_lengths >> Math.Min(value.Length, LengthBits - 1) & 1) != 0 && _constants.TryFind(value, out _);
}
