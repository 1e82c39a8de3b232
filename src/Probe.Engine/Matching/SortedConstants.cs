namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Many constants of which a text may start with one: in order and without any that starts with another, so that at
/// most one fits and halving finds it.
/// </summary>
internal sealed class SortedConstants
{
    private readonly byte[][] _constants;
    private readonly bool _ignoreCase;

    // Where the constants with each first byte start; one more for the end of the last.
    private readonly int[] _starts = new int[257];

    /// <summary>The constants, in order.</summary>
    /// <param name="constants">Any; one that starts with another adds nothing and is left out.</param>
    /// <param name="ignoreCase">ASCII letters of either case are equal.</param>
    public SortedConstants(IEnumerable<byte[]> constants, bool ignoreCase = false)
    {
        _ignoreCase = ignoreCase;
        byte[][] sorted = [.. constants.Select(c => ignoreCase ? [.. c.Select(AsciiCase.ToLower)] : c)];
        Array.Sort(sorted, static (left, right) => left.AsSpan().SequenceCompareTo(right));
        var kept = new List<byte[]>();
        foreach (byte[] constant in sorted)
        {
            if (kept.Count == 0 || !constant.AsSpan().StartsWith(kept[^1]))
            {
                kept.Add(constant);
            }
        }

        _constants = [.. kept];
        foreach (byte[] constant in kept.Where(c => c.Length > 0))
        {
            _starts[constant[0] + 1]++;
        }

        for (int b = 1; b < _starts.Length; b++)
        {
            _starts[b] += _starts[b - 1];
        }
    }

    /// <summary>The constants that are left, in order.</summary>
    public IReadOnlyList<byte[]> Constants => _constants;

    /// <summary>Whether a text starts with one of the constants, none of which is empty.</summary>
    /// <param name="text">Any bytes.</param>
    public bool IsStartOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        byte first = _ignoreCase ? AsciiCase.ToLower(text[0]) : text[0];
        int low = _starts[first];
        int high = _starts[first + 1];
        while (low < high)
        {
            int middle = (low + high) / 2;
            int order = Compare(text, _constants[middle]);
            if (order == 0)
            {
                return true;
            }

            (low, high) = order < 0 ? (low, middle) : (middle + 1, high);
        }

        return false;
    }

    /// <summary>Zero when the text starts with the constant; else which of them comes first.</summary>
    private int Compare(ReadOnlySpan<byte> text, ReadOnlySpan<byte> constant)
    {
        int length = Math.Min(text.Length, constant.Length);
        if (!_ignoreCase)
        {
            return text[..length].SequenceCompareTo(constant);
        }

        for (int i = 0; i < length; i++)
        {
            int order = AsciiCase.ToLower(text[i]) - constant[i];
            if (order != 0)
            {
                return order;
            }
        }

        return length - constant.Length;
    }
}
