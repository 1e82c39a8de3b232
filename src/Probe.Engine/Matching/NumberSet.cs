namespace KosmosProbe.Engine.Matching;

/// <summary>A set of numbers, in order, found by halving.</summary>
internal sealed class NumberSet
{
    private readonly long[] _numbers;

    /// <summary>A set of these numbers.</summary>
    /// <param name="numbers">Any.</param>
    public NumberSet(IEnumerable<long> numbers)
    {
        _numbers = [.. numbers];
        Array.Sort(_numbers);
    }

    /// <summary>Whether a number is in the set.</summary>
    /// <param name="value">The number.</param>
    public bool Contains(long value) => _numbers.AsSpan().BinarySearch(value) >= 0;
}
