namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>
/// The entries of a spool that are in memory, by number: those that are not yet on disk, or all of them where there is
/// no disk. Takes at one end, gives up at the other. Not for several threads.
/// </summary>
internal sealed class SpoolTail
{
    // Entries before this index are gone; the list is moved up when they are the larger part of it.
    private const int UnusedMax = 256;

    private readonly List<SpoolEntry> _entries = [];
    private int _first;

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count - _first;

    /// <summary>Bytes that they take, roughly.</summary>
    public long Bytes { get; private set; }

    /// <summary>The first entry.</summary>
    public SpoolEntry First => _entries[_first];

    /// <summary>Adds an entry at the end.</summary>
    /// <param name="entry">Its number is larger than all there are.</param>
    public void Add(SpoolEntry entry)
    {
        _entries.Add(entry);
        Bytes += entry.Alert.Bytes;
    }

    /// <summary>Copies entries, from the one behind a number on.</summary>
    /// <param name="number">The number.</param>
    /// <param name="countMax">So many at most.</param>
    public SpoolEntry[] After(long number, int countMax)
    {
        int start = IndexAfter(number);
        return [.. _entries.GetRange(start, Math.Min(countMax, _entries.Count - start))];
    }

    /// <summary>Gives up all entries up to a number.</summary>
    /// <param name="number">The last one to go.</param>
    public void RemoveThrough(long number)
    {
        int end = IndexAfter(number);
        for (; _first < end; _first++)
        {
            Bytes -= _entries[_first].Alert.Bytes;
            _entries[_first] = default;
        }

        if (_first <= UnusedMax || _first <= Count) return;
        _entries.RemoveRange(0, _first);
        _first = 0;
    }

    /// <summary>Gives up the entry at the start that follows a number.</summary>
    /// <param name="number">Entries up to it stay.</param>
    /// <param name="removed">The entry.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryRemoveAfter(long number, out SpoolEntry removed)
    {
        int index = IndexAfter(number);
        removed = index < _entries.Count ? _entries[index] : default;
        if (index == _entries.Count) return false;
        if (index == _first)
        {
            RemoveThrough(removed.Number);
            return true;
        }

        Bytes -= removed.Alert.Bytes;
        _entries.RemoveAt(index);
        return true;
    }

    /// <summary>Gives every entry a larger number.</summary>
    /// <param name="added">By so much.</param>
    public void Shift(long added)
    {
        for (int i = _first; i < _entries.Count; i++)
        {
            _entries[i] = _entries[i] with { Number = _entries[i].Number + added };
        }
    }

    private int IndexAfter(long number)
    {
        int low = _first;
        int high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_entries[middle].Number <= number) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
