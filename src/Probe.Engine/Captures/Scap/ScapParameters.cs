using System.Buffers.Binary;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>The parameters of an event: the length of each, then their bytes, one behind the other.</summary>
internal sealed class ScapParameters
{
    private readonly int[] _starts = new int[ScapLimits.ParametersMax];
    private readonly int[] _lengths = new int[ScapLimits.ParametersMax];
    private byte[] _bytes = [];
    private int _start;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of all.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, Total);

    /// <summary>The length of each.</summary>
    public ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, Count);

    /// <summary>A parameter.</summary>
    /// <param name="index">From 0 to the count less one.</param>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_start + _starts[index], _lengths[index]);

    /// <summary>The length of a parameter.</summary>
    /// <param name="index">From 0 to the count less one.</param>
    public int Length(int index) => _lengths[index];

    /// <summary>Holds none.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds one behind the others.</summary>
    /// <param name="length">Its bytes.</param>
    public void Add(int length)
    {
        _starts[Count] = Count == 0 ? 0 : _starts[Count - 1] + _lengths[Count - 1];
        _lengths[Count] = length;
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
        record.Add(_lengths.AsSpan(0, count), _bytes.AsSpan(_start, count == Count ? Total : _starts[count]));

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

        int start = 0;
        var lengths = payload.AsSpan();
        for (int i = 0; i < count; i++)
        {
            uint length = lengthBytes == sizeof(ushort)
                ? BinaryPrimitives.ReadUInt16LittleEndian(lengths[(i * sizeof(ushort))..])
                : BinaryPrimitives.ReadUInt32LittleEndian(lengths[(i * sizeof(uint))..]);
            left -= length;
            if (left < 0)
            {
                return false;
            }

            (_starts[i], _lengths[i]) = (start, (int)length);
            start += (int)length;
        }

        Count = count;
        LieIn(payload.Array!, payload.Offset + (count * lengthBytes));
        return true;
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
            if (count * lengthBytes + Total == payload.Count)
            {
                return true;
            }
        }

        Clear();
        return false;
    }

    private int Total => Count == 0 ? 0 : _starts[Count - 1] + _lengths[Count - 1];
}
