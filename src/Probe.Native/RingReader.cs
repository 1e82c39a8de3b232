using System.Diagnostics;
using System.Numerics;

namespace KosmosProbe.Native;

/// <summary>
/// The consumer's side of a BPF ring buffer, the algorithm alone. Positions count bytes for ever. The data pages could
/// be mapped twice in a row, so that a record that wraps is contiguous; but what is mapped counts as resident memory,
/// so they are mapped once, and the one record in a round that wraps is copied. Source: kernel/bpf/ringbuf.c.
/// </summary>
internal sealed unsafe class RingReader
{
    private const uint Busy = 1u << 31;
    private const uint Discard = 1u << 30;
    private const uint HeaderBytes = 8;

    // Producers read the consumer's position at every reservation: publishing rarely keeps its cache line theirs.
    private const uint PublicationsPerRound = 32;

    private readonly ulong* _consumer;
    private readonly ulong* _producer;
    private readonly byte* _data;
    private readonly uint _size;
    private ulong _position;
    private ulong _published;
    private ulong _end;
    private uint _step;
    private uint _length;
    private byte[] _wrapped = [];

    /// <summary>Reads from where the last consumer stopped.</summary>
    /// <param name="consumer">The consumer's position: the start of the first page.</param>
    /// <param name="producer">The producer's position: the start of the second page.</param>
    /// <param name="data">The first of <paramref name="size"/> bytes.</param>
    /// <param name="size">Bytes of the ring, a power of two.</param>
    internal RingReader(ulong* consumer, ulong* producer, byte* data, uint size)
    {
        Debug.Assert(uint.IsPow2(size), "the kernel accepts powers of two only");
        _consumer = consumer;
        _producer = producer;
        _data = data;
        _size = size;
        _position = _published = _end = Volatile.Read(ref *consumer);
    }

    /// <summary>Records given out and given back.</summary>
    internal ulong Consumed { get; private set; }

    /// <summary>Records that their program withdrew.</summary>
    internal ulong Discarded { get; private set; }

    /// <summary>Why reading ended for good.</summary>
    internal RingFault Fault { get; private set; }

    /// <summary>What stands at the reader's position.</summary>
    internal RingState State
    {
        get
        {
            if (_position == _end && !HasNew())
                return RingState.Empty;
            return (HeaderAt(_position) & Busy) != 0 ? RingState.BeingWritten : RingState.Ready;
        }
    }

    /// <summary>Where reading stands.</summary>
    internal ulong Position => _position;

    /// <summary>As far as is known, the end of what was produced.</summary>
    internal ulong End => _end;

    /// <summary>The record that <see cref="Settle"/> found ready. Lifetime: until <see cref="Advance"/>.</summary>
    internal ReadOnlySpan<byte> Record => BytesAt(_position + HeaderBytes, (int)_length);

    /// <summary>
    /// When the record that <see cref="Settle"/> found ready was begun: its first 8 bytes, which never wrap. 0 of a
    /// record that has not as many.
    /// </summary>
    internal ulong RecordTime =>
        _length >= sizeof(ulong) ? *(ulong*)(_data + ((_position + HeaderBytes) & (_size - 1))) : 0;

    /// <summary>The next finished record. False: none, or <see cref="Fault"/>.</summary>
    internal bool TryRead(out ReadOnlySpan<byte> record)
    {
        if (Settle() == RingState.Ready || (_position == _end && HasNew() && Settle() == RingState.Ready))
        {
            record = Record;
            return true;
        }

        record = default;
        Publish();
        return false;
    }

    /// <summary>Goes past withdrawn records; what then stands at the position, of what is known to be there.</summary>
    internal RingState Settle()
    {
        while (_position != _end && Fault == RingFault.None)
        {
            uint header = HeaderAt(_position);
            if ((header & Busy) != 0)
                return RingState.BeingWritten;

            uint length = header & ~(Busy | Discard);
            uint step = (length + HeaderBytes + 7) & ~7u;
            if (step > _end - _position)
            {
                Fault = RingFault.RecordBeyondEnd;
                break;
            }

            if ((header & Discard) == 0)
            {
                _step = step;
                _length = length;
                return RingState.Ready;
            }

            _position += step;
            Discarded++;
        }

        return RingState.Empty;
    }

    /// <summary>Looks how far was produced by now. True when there is something to read or to wait for.</summary>
    internal bool HasNew()
    {
        _end = Volatile.Read(ref *_producer);
        if (_end - _position > _size)
            Fault = RingFault.ProducerBeyondRing;
        return _end != _position && Fault == RingFault.None;
    }

    /// <summary>Goes past the record that was read; the kernel learns of it now or a little later.</summary>
    internal void Advance()
    {
        Debug.Assert(_step != 0, "a record was read");
        if (_step == 0)
            return;
        _position += _step;
        _step = 0;
        Consumed++;
        if (_position - _published >= _size / PublicationsPerRound)
            Publish();
    }

    /// <summary>Gives everything that was read back to the producers.</summary>
    internal void Publish()
    {
        if (_published == _position)
            return;
        _published = _position;
        Volatile.Write(ref *_consumer, _position);
    }

    private ReadOnlySpan<byte> BytesAt(ulong position, int length)
    {
        int at = (int)(position & (_size - 1));
        int toEnd = (int)_size - at;
        return length <= toEnd ? new ReadOnlySpan<byte>(_data + at, length) : Wrapped(at, toEnd, length);
    }

    private ReadOnlySpan<byte> Wrapped(int at, int toEnd, int length)
    {
        // Grows to the largest record that ever wrapped.
        if (_wrapped.Length < length) _wrapped = new byte[(int)BitOperations.RoundUpToPowerOf2((uint)length)];
        new ReadOnlySpan<byte>(_data + at, toEnd).CopyTo(_wrapped);
        new ReadOnlySpan<byte>(_data, length - toEnd).CopyTo(_wrapped.AsSpan(toEnd));
        return _wrapped.AsSpan(0, length);
    }

    // Positions and sizes are multiples of 8: a header never wraps.
    private uint HeaderAt(ulong position) => Volatile.Read(ref *(uint*)(_data + (position & (_size - 1))));
}

/// <summary>What stands at a reader's position.</summary>
internal enum RingState
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>A record whose program has not finished it.</summary>
    BeingWritten,

    /// <summary>A finished record.</summary>
    Ready,
}

/// <summary>Why a ring buffer cannot be read on: its memory is not what the kernel writes.</summary>
public enum RingFault
{
    /// <summary>It can.</summary>
    None,

    /// <summary>A record's length reaches beyond what was produced.</summary>
    RecordBeyondEnd,

    /// <summary>More was produced than the ring holds.</summary>
    ProducerBeyondRing,
}
