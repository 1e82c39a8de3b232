using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>
/// Puts records together in the layout of <see cref="RecordedEvent"/>, one behind the other in one buffer that grows.
/// </summary>
/// <param name="firstBytes">Room to begin with.</param>
internal sealed class RecordBuffer(int firstBytes = 4096)
{
    // A buffer that one huge event made grow is given back.
    private const int KeptBytesMax = 1 << 20;

    // Records begin where a number of their headers may lie.
    private const int Alignment = sizeof(ulong);

    private static readonly int FixedBytes = Unsafe.SizeOf<RecordedEvent>();
    private static readonly int SpanBytes = Unsafe.SizeOf<TextSpan>();

    private byte[] _bytes = new byte[firstBytes];
    private int _start;
    private int _end;
    private int _spans;

    /// <summary>The record begun last, so far.</summary>
    public ReadOnlySpan<byte> Record => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Bytes of all records.</summary>
    public int Length => _end;

    /// <summary>Forgets all records.</summary>
    public void Clear()
    {
        _start = _end = 0;
        if (_bytes.Length > KeptBytesMax)
        {
            _bytes = new byte[firstBytes];
        }
    }

    /// <summary>Begins a record, behind those that have ended.</summary>
    /// <param name="parametersCount">How many parameters it will have.</param>
    /// <param name="enterCount">How many of its beginning.</param>
    /// <returns>Its fixed part, empty but for both counts: to be filled before a parameter is added.</returns>
    public ref RecordedEvent Begin(int parametersCount, int enterCount = 0)
    {
        _start = Aligned(_end);
        _spans = _start + FixedBytes;
        _end = _spans + ((parametersCount + enterCount) * SpanBytes);
        Reserve(_end);
        ref var recorded = ref Unsafe.As<byte, RecordedEvent>(ref _bytes[_start]);
        recorded = default;
        recorded.ParametersCount = (ushort)parametersCount;
        recorded.EnterCount = (ushort)enterCount;
        return ref recorded;
    }

    /// <summary>Adds the next parameter.</summary>
    /// <param name="value">Its bytes; empty for none.</param>
    public void Add(ReadOnlySpan<byte> value)
    {
        int length = value.Length;
        Add(new ReadOnlySpan<int>(in length), value);
    }

    /// <summary>Adds the next parameters at once: they lie one behind the other.</summary>
    /// <param name="lengths">Of each; 0 for one that has no value.</param>
    /// <param name="values">The bytes of all.</param>
    public void Add(ReadOnlySpan<int> lengths, ReadOnlySpan<byte> values)
    {
        Reserve(_end + values.Length);
        values.CopyTo(_bytes.AsSpan(_end));
        var spans = MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan(_spans, lengths.Length * SpanBytes));
        int offset = _end - _start;
        for (int i = 0; i < spans.Length && i < lengths.Length; i++)
        {
            spans[i] = Span(offset, lengths[i]);
            offset += lengths[i];
        }

        _spans += lengths.Length * SpanBytes;
        _end = _start + offset;
    }

    /// <summary>Ends the record: its header gets its length and its result.</summary>
    /// <param name="result">What the call returned.</param>
    public void End(long result)
    {
        ref var header = ref Unsafe.As<byte, EventHeader>(ref _bytes[_start]);
        header.Length = (uint)(_end - _start);
        header.Result = result;
    }

    /// <summary>Takes the records one after the other, all of them ended. False behind the last.</summary>
    /// <param name="position">Where the next one is; 0 at first.</param>
    /// <param name="record">The record. Lifetime: until records are forgotten or begun.</param>
    public bool TryNext(ref int position, out ReadOnlySpan<byte> record)
    {
        if (position >= _end)
        {
            record = default;
            return false;
        }

        int length = (int)Unsafe.As<byte, EventHeader>(ref _bytes[position]).Length;
        record = _bytes.AsSpan(position, length);
        position = Aligned(position + length);
        return true;
    }

    private static int Aligned(int position) => (position + Alignment - 1) & -Alignment;

    // A TextSpan as one number: written by halves and copied whole it would stall the processor at every parameter.
    // Without a branch: which parameters have no value cannot be foretold. The mask is all ones but for length 0.
    private static ulong Span(int offset, int length) => (uint)(offset & (-length >> 31)) | ((ulong)(uint)length << 32);

    private void Reserve(int bytes)
    {
        if (bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(bytes, _bytes.Length * 2));
        }
    }
}
