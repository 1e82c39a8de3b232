using System.Numerics;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Where tables, their rows and their entries come from and go to, so that none is made in vain.</summary>
internal sealed class DescriptorPool
{
    // What is idle beyond this goes to the collector: a capture may hold a burst of anything.
    private const int IdleMax = 16 * 1024;
    private const int IdleCapacityMax = 256;

    private const int LeastCapacity = 8;

    /// <summary>
    /// Entries of all tables together; a capture that makes up more loses what is opened beyond that, and what a child
    /// has of its parent. The descriptors of a busy node are a tenth.
    /// </summary>
    public const int EntriesMax = 1 << 20;

    private readonly Stack<Descriptor> _descriptors = new();
    private readonly Stack<DescriptorTable> _tables = new();

    // By capacity: 8, 16 and so on.
    private readonly Stack<DescriptorRows>[] _rows =
        [.. Enumerable.Range(0, SizeOf(IdleCapacityMax) + 1).Select(static _ => new Stack<DescriptorRows>())];

    /// <summary>Entries of all tables, those that several share counted once.</summary>
    public int Entries { get; set; }

    /// <summary>Memory for names.</summary>
    public TextSlabs Slabs { get; } = new();

    /// <summary>An empty table.</summary>
    public DescriptorTable RentTable() => _tables.TryPop(out var table) ? table : new DescriptorTable(this);

    /// <summary>Takes a table back, and all that is in it.</summary>
    /// <param name="table">Not used any more.</param>
    public void Return(DescriptorTable table)
    {
        table.Clear();
        Keep(_tables, table);
    }

    /// <summary>An entry that says nothing, of nobody.</summary>
    public Descriptor RentDescriptor() => _descriptors.TryPop(out var descriptor) ? descriptor : new Descriptor();

    /// <summary>A copy of an entry, of nobody.</summary>
    /// <param name="original">Not changed.</param>
    public Descriptor Copy(Descriptor original)
    {
        var copy = RentDescriptor();
        copy.CopyFrom(Slabs, original);
        return copy;
    }

    /// <summary>Empty rows.</summary>
    /// <param name="count">They have room for at least so many entries.</param>
    public DescriptorRows RentRows(int count)
    {
        int size = SizeOf(count);
        return size < _rows.Length && _rows[size].TryPop(out var rows) ? rows
            : new DescriptorRows(LeastCapacity << size);
    }

    /// <summary>Takes rows back.</summary>
    /// <param name="rows">Empty, and shown by no table.</param>
    public void Return(DescriptorRows rows)
    {
        rows.Holders = 0;
        if (rows.Capacity <= IdleCapacityMax)
        {
            Keep(_rows[SizeOf(rows.Capacity)], rows);
        }
    }

    /// <summary>One holder of an entry less.</summary>
    /// <param name="descriptor">Goes back to the pool with its last holder.</param>
    public void LetGo(Descriptor descriptor)
    {
        if (--descriptor.Holders == 0)
        {
            descriptor.Clear(Slabs);
            Keep(_descriptors, descriptor);
        }
    }

    /// <summary>One table less shows these rows.</summary>
    /// <param name="rows">Go back to the pool with the last one.</param>
    public void LetGo(DescriptorRows rows)
    {
        if (--rows.Holders == 0)
        {
            foreach (var entry in rows.Entries)
            {
                LetGo(entry);
            }

            Entries -= rows.Count;
            rows.Clear();
            Return(rows);
        }
    }

    private static int SizeOf(int capacity) =>
        BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, LeastCapacity)) / LeastCapacity);

    private static void Keep<T>(Stack<T> idle, T item)
    {
        if (idle.Count < IdleMax)
        {
            idle.Push(item);
        }
    }
}
