namespace KosmosProbe.Engine.Matching;

/// <summary>Contains a constant, ASCII letters of either case being equal; other bytes compare as they are.</summary>
internal sealed class ContainsIgnoreCaseMatcher : TextMatcher
{
    private readonly byte[] _lower;
    private readonly byte _firstLower;
    private readonly byte _firstUpper;

    /// <summary>A matcher for this constant.</summary>
    /// <param name="constant">The constant; empty is in every text.</param>
    public ContainsIgnoreCaseMatcher(byte[] constant)
    {
        _lower = [.. constant.Select(AsciiCase.ToLower)];
        _firstLower = _lower.Length > 0 ? _lower[0] : (byte)0;
        _firstUpper = AsciiCase.ToUpper(_firstLower);
    }

    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value)
    {
        if (_lower.Length == 0)
        {
            return true;
        }

        while (value.Length >= _lower.Length)
        {
            int start = value[..(value.Length - _lower.Length + 1)].IndexOfAny(_firstLower, _firstUpper);
            if (start < 0)
            {
                return false;
            }

            value = value[start..];
            if (AsciiCase.EqualsLower(value[.._lower.Length], _lower))
            {
                return true;
            }

            value = value[1..];
        }

        return false;
    }
}
