using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// What a process has open, by number. Shared by the threads of a group, from <see cref="DescriptorPool.RentTable"/>.
/// Copying costs nothing until one of the two changes.
/// </summary>
/// <param name="pool">Where entries come from.</param>
internal sealed class DescriptorTable(DescriptorPool pool)
{
    /// <summary>Entries of a process at most; what is opened beyond that is not known, as in Falco.</summary>
    public const int CountMax = 4096;

    // Rows with more room than this give way to smaller ones that hold what is left.
    private const int SpareMax = 256;

    private DescriptorRows? _rows;

    /// <summary>How many are open.</summary>
    public int Count => _rows?.Count ?? 0;

    /// <summary>The entries in order of their numbers.</summary>
    public ReadOnlySpan<Descriptor> Entries => _rows is null ? default : _rows.Entries;

    /// <summary>Finds an entry; not to be changed.</summary>
    /// <param name="number">The descriptor; none is found for negative ones.</param>
    /// <param name="descriptor">What it is.</param>
    public bool TryFind(long number, [NotNullWhen(true)] out Descriptor? descriptor)
    {
        int index = number < 0 || _rows is null ? -1 : _rows.Find(number);
        descriptor = index < 0 ? null : _rows!.Entries[index];
        return descriptor is not null;
    }

    /// <summary>Finds an entry that may be changed: no other table shows it.</summary>
    /// <param name="number">The descriptor; none is found for negative ones.</param>
    public Descriptor? FindOwn(long number)
    {
        if (number < 0 || _rows is null || _rows.Find(number) < 0)
        {
            return null;
        }

        var rows = OwnRows();
        int index = rows.Find(number);
        if (index < 0)
        {
            return null;
        }

        var entry = rows.Entries[index];
        if (entry.Holders > 1)
        {
            var copy = pool.Copy(entry);
            copy.Holders = 1;
            rows.Replace(index, copy);
            entry.Holders--;
            entry = copy;
        }

        return entry;
    }

    /// <summary>Adds an entry or puts it in place of another; null when the table is full.</summary>
    /// <param name="number">The descriptor; negative ones are kept too, as Falco does for calls that failed.</param>
    /// <param name="descriptor">Of nobody; goes back to the pool when the table is full.</param>
    public Descriptor? Add(long number, Descriptor descriptor)
    {
        descriptor.Holders++;
        var rows = OwnRows();
        int index = rows.Find(number);
        if (index >= 0)
        {
            pool.LetGo(rows.Replace(index, descriptor));
            return descriptor;
        }

        if (rows.Count >= CountMax || pool.Entries >= DescriptorPool.EntriesMax)
        {
            pool.LetGo(descriptor);
            return null;
        }

        rows = rows.IsFull ? Resized(rows.Capacity * 2) : rows;
        rows.Insert(~index, number, descriptor);
        pool.Entries++;
        return descriptor;
    }

    /// <summary>Forgets one.</summary>
    /// <param name="number">The descriptor.</param>
    public void Remove(long number)
    {
        if (_rows is null || _rows.Find(number) < 0)
        {
            return;
        }

        // Without room for own rows there are none.
        var rows = OwnRows();
        int index = rows.Find(number);
        if (index >= 0)
        {
            pool.LetGo(rows.Entries[index]);
            Remove(rows, index, 1);
        }
    }

    /// <summary>Forgets all of a range.</summary>
    /// <param name="first">The first.</param>
    /// <param name="last">The last.</param>
    public void RemoveRange(long first, long last)
    {
        if (_rows is null || first > last || First(_rows, first) == Behind(_rows, last))
        {
            return;
        }

        var rows = OwnRows();
        int start = First(rows, first);
        int count = Behind(rows, last) - start;
        foreach (var entry in rows.Entries.Slice(start, count))
        {
            pool.LetGo(entry);
        }

        Remove(rows, start, count);
    }

    /// <summary>Lets an exec close all of a range.</summary>
    /// <param name="first">The first.</param>
    /// <param name="last">The last.</param>
    public void SetCloseOnExec(long first, long last)
    {
        for (int index = 0; index < Count; index++)
        {
            long number = _rows!.Numbers[index];
            if (number >= first && number <= last && FindOwn(number) is { } descriptor)
            {
                descriptor.OpenFlags |= RecordedFlags.CloseOnExec;
            }
        }
    }

    /// <summary>A table with the same entries, as a fork gives to the child.</summary>
    public DescriptorTable Copy()
    {
        var copy = pool.RentTable();
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Takes the entries of another over in place of its own.</summary>
    /// <param name="other">Not changed.</param>
    public void CopyFrom(DescriptorTable other)
    {
        if (other._rows is { } rows)
        {
            rows.Holders++;
        }

        Clear();
        _rows = other._rows;
    }

    /// <summary>Ends the table's use: it goes back to where it came from.</summary>
    public void Release() => pool.Return(this);

    /// <summary>Closes those that an exec closes.</summary>
    public void CloseOnExec()
    {
        if (!HasCloseOnExec())
        {
            return;
        }

        var rows = OwnRows();
        int kept = 0;
        for (int index = 0; index < rows.Count; index++)
        {
            if (rows.Entries[index].ClosesOnExec)
            {
                pool.LetGo(rows.Entries[index]);
            }
            else
            {
                rows.Move(index, kept++);
            }
        }

        Remove(rows, kept, rows.Count - kept);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        if (_rows is { } rows)
        {
            _rows = null;
            pool.LetGo(rows);
        }
    }

    // Numbers are in order: those of a range stand side by side.
    private static int First(DescriptorRows rows, long number)
    {
        int index = rows.Find(number);
        return index < 0 ? ~index : index;
    }

    private static int Behind(DescriptorRows rows, long number)
    {
        int index = rows.Find(number);
        return index < 0 ? ~index : index + 1;
    }

    private bool HasCloseOnExec()
    {
        foreach (var entry in Entries)
        {
            if (entry.ClosesOnExec)
            {
                return true;
            }
        }

        return false;
    }

    private DescriptorRows OwnRows()
    {
        if (_rows is { Holders: 1 } own)
        {
            return own;
        }

        var rows = pool.RentRows(Count);
        rows.Holders = 1;
        if (_rows is { } shared)
        {
            if (pool.Entries + shared.Count <= DescriptorPool.EntriesMax)
            {
                rows.CopyFrom(shared);
                pool.Entries += rows.Count;
            }

            shared.Holders--;
        }

        return _rows = rows;
    }

    // What was there has been let go.
    private void Remove(DescriptorRows own, int start, int count)
    {
        own.Remove(start, count);
        pool.Entries -= count;
        if (own.Capacity > SpareMax && own.Count < own.Capacity / 4)
        {
            Resized(own.Capacity / 2);
        }
    }

    private DescriptorRows Resized(int capacity)
    {
        var former = _rows!;
        var rows = pool.RentRows(capacity);
        rows.Holders = 1;
        rows.MoveFrom(former);
        pool.Return(former);
        return _rows = rows;
    }
}
