using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace KosmosProbe.Engine.Containers;

/// <summary>
/// A queue of fixed size for any number of threads on both ends. Nobody waits in it and nobody holds a lock: each cell
/// carries the turn at which it may be written or read (Dmitry Vyukov's bounded queue).
/// </summary>
internal sealed class BoundedQueue<T>
{
    private readonly Cell[] _cells;
    private readonly long _mask;
    private long _added;
    private long _taken;

    /// <summary>An empty queue.</summary>
    /// <param name="countMax">Items at most, rounded up to a power of two.</param>
    public BoundedQueue(int countMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(countMax, 2);
        _cells = new Cell[BitOperations.RoundUpToPowerOf2((uint)countMax)];
        _mask = _cells.Length - 1;
        for (int i = 0; i < _cells.Length; i++)
        {
            _cells[i].Turn = i;
        }
    }

    /// <summary>Whether nothing is there: one read, for a thread that looks often.</summary>
    public bool IsEmpty => Volatile.Read(ref _added) == Volatile.Read(ref _taken);

    /// <summary>Adds an item; false when there is no room.</summary>
    /// <param name="item">The item.</param>
    public bool TryAdd(T item)
    {
        while (true)
        {
            long at = Volatile.Read(ref _added);
            ref var cell = ref _cells[at & _mask];
            long turn = Volatile.Read(ref cell.Turn);
            if (turn < at)
            {
                return false;
            }

            if (turn == at && Interlocked.CompareExchange(ref _added, at + 1, at) == at)
            {
                cell.Item = item;
                Volatile.Write(ref cell.Turn, at + 1);
                return true;
            }
        }
    }

    /// <summary>Takes the oldest item.</summary>
    /// <param name="item">The item.</param>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        while (true)
        {
            long at = Volatile.Read(ref _taken);
            ref var cell = ref _cells[at & _mask];
            long turn = Volatile.Read(ref cell.Turn);
            if (turn < at + 1)
            {
                item = default;
                return false;
            }

            if (turn == at + 1 && Interlocked.CompareExchange(ref _taken, at + 1, at) == at)
            {
                item = cell.Item;
                cell.Item = default!;
                Volatile.Write(ref cell.Turn, at + _cells.Length);
                return true;
            }
        }
    }

    private struct Cell
    {
        public long Turn;
        public T Item;
    }
}
