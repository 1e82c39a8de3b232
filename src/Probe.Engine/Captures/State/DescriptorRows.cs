using System.Diagnostics;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// The entries of a table, by number. A fork shares them with the parent's table; who changes them takes own ones
/// first. Numbers are mostly small and close to each other, so that a sorted array is both small and quick.
/// </summary>
internal sealed class DescriptorRows
{
    private const int FirstCapacity = 8;

    // Rows with more room give back what they do not need any more.
    private const int SpareMax = 256;

    private long[] _numbers = new long[FirstCapacity];
    private Descriptor[] _entries = new Descriptor[FirstCapacity];

    /// <summary>How many tables show these rows.</summary>
    public int Holders { get; set; }

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>Entries there is room for.</summary>
    public int Capacity => _numbers.Length;

    /// <summary>The entries in order of their numbers.</summary>
    public ReadOnlySpan<Descriptor> Entries => _entries.AsSpan(0, Count);

    /// <summary>Their numbers.</summary>
    public ReadOnlySpan<long> Numbers => _numbers.AsSpan(0, Count);

    /// <summary>Where a number is; the complement of where it belongs when it is not there.</summary>
    /// <param name="number">The descriptor.</param>
    public int Find(long number)
    {
        // Without gaps the number is the place.
        if ((ulong)number < (ulong)Count && _numbers[(int)number] == number)
        {
            return (int)number;
        }

        return Numbers.BinarySearch(number);
    }

    /// <summary>Puts an entry in place of another.</summary>
    /// <param name="index">Where.</param>
    /// <param name="entry">The new one.</param>
    /// <returns>The old one.</returns>
    public Descriptor Replace(int index, Descriptor entry)
    {
        var old = _entries[index];
        _entries[index] = entry;
        return old;
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="index">Where it belongs.</param>
    /// <param name="number">The descriptor.</param>
    /// <param name="entry">What it is.</param>
    public void Insert(int index, long number, Descriptor entry)
    {
        Reserve(Count + 1);
        if (index < Count)
        {
            Array.Copy(_numbers, index, _numbers, index + 1, Count - index);
            Array.Copy(_entries, index, _entries, index + 1, Count - index);
        }

        _numbers[index] = number;
        _entries[index] = entry;
        Count++;
    }

    /// <summary>Takes an entry to an earlier place, whose own was taken before.</summary>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it comes.</param>
    public void Move(int from, int to) => (_numbers[to], _entries[to]) = (_numbers[from], _entries[from]);

    /// <summary>Forgets a run of entries.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    public void Remove(int start, int count)
    {
        int behind = start + count;
        if (behind < Count)
        {
            Array.Copy(_numbers, behind, _numbers, start, Count - behind);
            Array.Copy(_entries, behind, _entries, start, Count - behind);
        }

        Count -= count;
        Array.Clear(_entries, Count, count);
        if (Capacity > SpareMax && Count < Capacity / 4)
        {
            Array.Resize(ref _numbers, Capacity / 2);
            Array.Resize(ref _entries, Capacity);
        }
    }

    /// <summary>Takes over all entries; they have one holder more each.</summary>
    /// <param name="other">The original.</param>
    public void CopyFrom(DescriptorRows other)
    {
        Debug.Assert(Count == 0, "rows are emptied before they are filled again");
        Reserve(other.Count);
        other.Numbers.CopyTo(_numbers);
        other.Entries.CopyTo(_entries);
        Count = other.Count;
        foreach (var entry in Entries)
        {
            entry.Holders++;
        }
    }

    /// <summary>Forgets all entries, whose holders the caller has counted.</summary>
    public void Clear()
    {
        Array.Clear(_entries, 0, Count);
        Count = 0;
    }

    private void Reserve(int count)
    {
        if (count > _numbers.Length)
        {
            int capacity = Math.Max(count, _numbers.Length * 2);
            Array.Resize(ref _numbers, capacity);
            Array.Resize(ref _entries, capacity);
        }
    }
}
