namespace KosmosProbe.Host.Policies;

/// <summary>
/// Numbers for values, equal ones having one. A number that is let go rests before another value gets it. One thread.
/// </summary>
/// <typeparam name="T">What has numbers.</typeparam>
/// <param name="first">The lowest number.</param>
/// <param name="end">One more than the highest.</param>
/// <param name="restMs">How long a number rests.</param>
internal sealed class NumberPool<T>(int first, int end, long restMs) where T : notnull
{
    private readonly Dictionary<T, int> _numbers = [];
    private readonly long[] _freeAtMs = new long[end];

    /// <summary>What has numbers now.</summary>
    public IReadOnlyCollection<T> Values => _numbers.Keys;

    /// <summary>The number of a value; false when there is none left.</summary>
    /// <param name="value">The value.</param>
    /// <param name="nowMs">Now; not 0.</param>
    /// <param name="number">Its number.</param>
    /// <param name="isNew">It had none before.</param>
    public bool TryGet(T value, long nowMs, out int number, out bool isNew)
    {
        isNew = !_numbers.TryGetValue(value, out number);
        if (!isNew) return true;
        number = Array.FindIndex(_freeAtMs, first, free => free <= nowMs);
        if (number < 0) return false;
        _freeAtMs[number] = long.MaxValue;
        _numbers.Add(value, number);
        return true;
    }

    /// <summary>Lets the numbers of all other values go.</summary>
    /// <param name="isKept">Whether a value with this number keeps it.</param>
    /// <param name="nowMs">Now.</param>
    public void Keep(Func<T, int, bool> isKept, long nowMs)
    {
        foreach (var (value, number) in _numbers.Where(one => !isKept(one.Key, one.Value)).ToList())
        {
            _numbers.Remove(value);
            _freeAtMs[number] = nowMs + restMs;
        }
    }
}
