using System.Diagnostics;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// The entries of a table, by number. A fork shares them with the parent's table; who changes them takes own ones
/// first. Numbers are mostly small and close to each other, so that a sorted array is both small and quick. Rows do not
/// grow: the table takes larger ones from the <see cref="DescriptorPool"/>.
/// </summary>
/// <param name="capacity">Entries there is room for.</param>
internal sealed class DescriptorRows(int capacity)
{
    private readonly long[] _numbers = new long[capacity];
    private readonly Descriptor[] _entries = new Descriptor[capacity];

    /// <summary>How many tables show these rows.</summary>
    public int Holders { get; set; }

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>Entries there is room for.</summary>
    public int Capacity => _numbers.Length;

    /// <summary>There is room for no other entry.</summary>
    public bool IsFull => Count == Capacity;

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

    /// <summary>Adds an entry; there is room for it.</summary>
    /// <param name="index">Where it belongs.</param>
    /// <param name="number">The descriptor.</param>
    /// <param name="entry">What it is.</param>
    public void Insert(int index, long number, Descriptor entry)
    {
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
    }

    /// <summary>Takes over all entries; they have one holder more each.</summary>
    /// <param name="other">The original, which has no more than there is room for.</param>
    public void CopyFrom(DescriptorRows other)
    {
        Show(other);
        foreach (var entry in Entries)
        {
            entry.Holders++;
        }
    }

    /// <summary>Takes all entries from other rows, which are empty then.</summary>
    /// <param name="other">They have no more than there is room for.</param>
    public void MoveFrom(DescriptorRows other)
    {
        Show(other);
        other.Clear();
    }

    /// <summary>Forgets all entries, whose holders the caller has counted.</summary>
    public void Clear()
    {
        Array.Clear(_entries, 0, Count);
        Count = 0;
    }

    private void Show(DescriptorRows other)
    {
        Debug.Assert(Count == 0, "rows are emptied before they are filled again");
        other.Numbers.CopyTo(_numbers);
        other.Entries.CopyTo(_entries);
        Count = other.Count;
    }
}
