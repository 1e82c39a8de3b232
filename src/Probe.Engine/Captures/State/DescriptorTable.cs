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

        if (rows.Count >= CountMax)
        {
            pool.LetGo(descriptor);
            return null;
        }

        rows.Insert(~index, number, descriptor);
        return descriptor;
    }

    /// <summary>Forgets one.</summary>
    /// <param name="number">The descriptor.</param>
    public void Remove(long number)
    {
        if (_rows is not null && _rows.Find(number) >= 0)
        {
            var rows = OwnRows();
            RemoveAt(rows, rows.Find(number));
        }
    }

    /// <summary>Forgets all of a range.</summary>
    /// <param name="first">The first.</param>
    /// <param name="last">The last.</param>
    public void RemoveRange(long first, long last)
    {
        for (int index = Count - 1; index >= 0; index--)
        {
            if (_rows!.Numbers[index] >= first && _rows.Numbers[index] <= last)
            {
                RemoveAt(OwnRows(), index);
            }
        }
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
        for (int index = Count - 1; index >= 0; index--)
        {
            if (_rows!.Entries[index].ClosesOnExec)
            {
                RemoveAt(OwnRows(), index);
            }
        }
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

    private DescriptorRows OwnRows()
    {
        if (_rows is { Holders: 1 } own)
        {
            return own;
        }

        var rows = pool.RentRows();
        rows.Holders = 1;
        if (_rows is { } shared)
        {
            rows.CopyFrom(shared);
            shared.Holders--;
        }

        return _rows = rows;
    }

    private void RemoveAt(DescriptorRows rows, int index)
    {
        var entry = rows.Entries[index];
        rows.RemoveAt(index);
        pool.LetGo(entry);
    }
}
