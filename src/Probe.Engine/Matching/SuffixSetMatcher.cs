namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Ends with one of many constants: for each length that a constant has, the end of that length is looked up in a hash.
/// Constants have few lengths, however many they are.
/// </summary>
internal sealed class SuffixSetMatcher : TextMatcher
{
    private readonly int[] _lengths;
    private readonly ByteTable<byte[]> _constants = new();

    /// <summary>A matcher for these constants.</summary>
    /// <param name="constants">Any, repetitions too.</param>
    public SuffixSetMatcher(IReadOnlyList<byte[]> constants)
    {
        _lengths = [.. constants.Select(c => c.Length).Distinct().Order()];
        foreach (byte[] constant in constants)
        {
            if (!_constants.TryFind(constant, out _))
            {
                _constants.Add(constant, constant);
            }
        }
    }

    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value)
    {
        foreach (int length in _lengths)
        {
            if (length > value.Length)
            {
                return false;
            }

            if (_constants.TryFind(value[^length..], out _))
            {
                return true;
            }
        }

        return false;
    }
}
