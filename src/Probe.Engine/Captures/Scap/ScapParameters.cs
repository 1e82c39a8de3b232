using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>The parameters of an event: the length of each, then their bytes, one behind the other.</summary>
internal sealed class ScapParameters
{
    private readonly int[] _lengths = new int[ScapLimits.ParametersMax];
    private byte[] _bytes = [];
    private int _start;
    private int _total;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of all.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, _total);

    /// <summary>The length of each.</summary>
    public ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, Count);

    /// <summary>A parameter.</summary>
    /// <param name="index">From 0 to the count less one.</param>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_start + BytesBefore(index), _lengths[index]);

    /// <summary>The length of a parameter.</summary>
    /// <param name="index">From 0 to the count less one.</param>
    public int Length(int index) => _lengths[index];

    /// <summary>Holds none.</summary>
    public void Clear() => Count = _total = 0;

    /// <summary>Adds one behind the others.</summary>
    /// <param name="length">Its bytes.</param>
    public void Add(int length)
    {
        _lengths[Count] = length;
        _total += length;
        Count++;
    }

    /// <summary>Where the parameters that were added lie.</summary>
    /// <param name="bytes">As many as their lengths say, behind the start.</param>
    /// <param name="start">Where the first begins.</param>
    public void LieIn(byte[] bytes, int start) => (_bytes, _start) = (bytes, start);

    /// <summary>Adds the first ones to a record.</summary>
    /// <param name="record">It has room for their lengths.</param>
    /// <param name="count">How many, at most as many as there are.</param>
    public void AddTo(RecordBuffer record, int count) =>
        record.Add(_lengths.AsSpan(0, count), _bytes.AsSpan(_start, BytesBefore(count)));

    /// <summary>Takes an event's payload. False when the lengths lead beyond it.</summary>
    /// <param name="payload">Lengths and bytes.</param>
    /// <param name="count">How many there are, within the limit.</param>
    /// <param name="lengthBytes">Of each length: 2 or 4.</param>
    public bool TryTake(ArraySegment<byte> payload, int count, int lengthBytes)
    {
        Clear();
        long left = payload.Count - ((long)count * lengthBytes);
        if (left < 0)
        {
            return false;
        }

        // Together they fit into 64 bits, however large each of them is.
        var lengths = payload.AsSpan(0, count * lengthBytes);
        var taken = _lengths.AsSpan(0, count);
        ulong total = lengthBytes == sizeof(ushort) ? TakeShort(lengths, taken) : TakeLong(lengths, taken);
        if (total > (ulong)left)
        {
            return false;
        }

        (Count, _total) = (count, (int)total);
        LieIn(payload.Array!, payload.Offset + (count * lengthBytes));
        return true;
    }

    private static ulong TakeShort(ReadOnlySpan<byte> lengths, Span<int> taken)
    {
        var read = MemoryMarshal.Cast<byte, ushort>(lengths);
        uint total = 0;
        for (int i = 0; i < taken.Length && i < read.Length; i++)
        {
            total += read[i];
            taken[i] = read[i];
        }

        return total;
    }

    private static ulong TakeLong(ReadOnlySpan<byte> lengths, Span<int> taken)
    {
        var read = MemoryMarshal.Cast<byte, uint>(lengths);
        ulong total = 0;
        for (int i = 0; i < taken.Length && i < read.Length; i++)
        {
            total += read[i];
            taken[i] = (int)read[i];
        }

        return total;
    }

    /// <summary>
    /// Takes the payload of an event that does not say how many parameters it has: as many as fill it. Each further one
    /// takes more room, so that only one number fits. False when none does.
    /// </summary>
    /// <param name="payload">Lengths and bytes.</param>
    /// <param name="lengthBytes">Of each length: 2 or 4.</param>
    public bool TryCount(ArraySegment<byte> payload, int lengthBytes)
    {
        for (int count = 0; count <= ScapLimits.ParametersMax && TryTake(payload, count, lengthBytes); count++)
        {
            if (count * lengthBytes + _total == payload.Count)
            {
                return true;
            }
        }

        Clear();
        return false;
    }

    private int BytesBefore(int index)
    {
        if (index == Count)
        {
            return _total;
        }

        int bytes = 0;
        foreach (int length in _lengths.AsSpan(0, index))
        {
            bytes += length;
        }

        return bytes;
    }
}
