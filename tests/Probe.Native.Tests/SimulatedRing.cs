using System.Runtime.InteropServices;

namespace KosmosProbe.Native.Tests;

/// <summary>
/// A ring in plain memory, written as kernel/bpf/ringbuf.c writes it.
/// </summary>
internal sealed unsafe class SimulatedRing : IDisposable
{
    internal const uint Busy = 1u << 31;
    internal const uint Discard = 1u << 30;
    private const int HeaderBytes = 8;

    private readonly uint _size;
    private readonly ulong* _positions;
    private readonly byte* _data;

    internal SimulatedRing(uint size, ulong start = 0)
    {
        _size = size;
        _positions = (ulong*)NativeMemory.AllocZeroed(2 * sizeof(ulong));
        _data = (byte*)NativeMemory.AllocZeroed(size);
        _positions[0] = _positions[1] = start;
        Reader = new RingReader(_positions, _positions + 1, _data, size);
    }

    internal RingReader Reader { get; }

    internal ulong ConsumerPosition => _positions[0];

    internal ulong ProducerPosition
    {
        get => _positions[1];
        set => Volatile.Write(ref _positions[1], value);
    }

    internal ulong Free => _size - (ProducerPosition - ConsumerPosition);

    /// <summary>Reserves and fills a record; the flags say in which state it is left. Returns its position.</summary>
    internal ulong Write(ReadOnlySpan<byte> record, uint flags = 0)
    {
        ulong position = ProducerPosition;
        for (int i = 0; i < record.Length; i++)
            Put(position + HeaderBytes + (ulong)i, record[i]);
        SetHeader(position, (uint)record.Length | flags);
        ProducerPosition = position + (ulong)((record.Length + HeaderBytes + 7) & ~7);
        return position;
    }

    internal void SetHeader(ulong position, uint header)
    {
        for (int i = 0; i < sizeof(uint); i++)
            Put(position + (ulong)i, (byte)(header >> 8 * i));
    }

    public void Dispose()
    {
        NativeMemory.Free(_positions);
        NativeMemory.Free(_data);
    }

    private void Put(ulong position, byte value) => _data[position & (_size - 1)] = value;
}
