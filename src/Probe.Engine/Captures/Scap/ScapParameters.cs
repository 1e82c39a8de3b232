using System.Buffers.Binary;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>The parameters of an event: the length of each, then their bytes, one behind the other.</summary>
internal sealed class ScapParameters
{
    private readonly int[] _starts = new int[ScapLimits.ParametersMax];
    private readonly int[] _lengths = new int[ScapLimits.ParametersMax];
    private ReadOnlyMemory<byte> _bytes;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of all.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>A parameter.</summary>
    /// <param name="index">From 0 to the count less one.</param>
    public ReadOnlySpan<byte> this[int index] => _bytes.Span.Slice(_starts[index], _lengths[index]);

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
    /// <param name="bytes">At least as many as their lengths say.</param>
    public void LieIn(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Takes an event's payload. False when the lengths lead beyond it.</summary>
    /// <param name="payload">Lengths and bytes.</param>
    /// <param name="count">How many there are, within the limit.</param>
    /// <param name="lengthBytes">Of each length: 2 or 4.</param>
    public bool TryTake(ReadOnlyMemory<byte> payload, int count, int lengthBytes)
    {
        Clear();
        long left = payload.Length - ((long)count * lengthBytes);
        if (left < 0)
        {
            return false;
        }

        var lengths = payload.Span;
        for (int i = 0; i < count; i++)
        {
            uint length = lengthBytes == sizeof(ushort)
                ? BinaryPrimitives.ReadUInt16LittleEndian(lengths[(i * sizeof(ushort))..])
                : BinaryPrimitives.ReadUInt32LittleEndian(lengths[(i * sizeof(uint))..]);
            left -= length;
            if (left < 0)
            {
                Clear();
                return false;
            }

            Add((int)length);
        }

        LieIn(payload[(count * lengthBytes)..]);
        return true;
    }

    /// <summary>
    /// Takes the payload of an event that does not say how many parameters it has: as many as fill it. Each further one
    /// takes more room, so that only one number fits. False when none does.
    /// </summary>
    /// <param name="payload">Lengths and bytes.</param>
    /// <param name="lengthBytes">Of each length: 2 or 4.</param>
    public bool TryCount(ReadOnlyMemory<byte> payload, int lengthBytes)
    {
        for (int count = 0; count <= ScapLimits.ParametersMax && TryTake(payload, count, lengthBytes); count++)
        {
            if (count * lengthBytes + Total == payload.Length)
            {
                return true;
            }
        }

        Clear();
        return false;
    }

    private int Total => Count == 0 ? 0 : _starts[Count - 1] + _lengths[Count - 1];
}
