using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>Puts records together in the layout of <see cref="RecordedEvent"/>, in one buffer that grows.</summary>
internal sealed class RecordBuffer
{
    private static readonly int FixedBytes = Unsafe.SizeOf<RecordedEvent>();
    private static readonly int SpanBytes = Unsafe.SizeOf<TextSpan>();

    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _spans;

    /// <summary>The record so far.</summary>
    public ReadOnlySpan<byte> Record => _bytes.AsSpan(0, _length);

    /// <summary>Begins a record.</summary>
    /// <param name="recorded">Its fixed part, its counts included.</param>
    public void Begin(in RecordedEvent recorded)
    {
        _spans = FixedBytes;
        _length = FixedBytes + ((recorded.ParametersCount + recorded.EnterCount) * SpanBytes);
        Reserve(_length);
        MemoryMarshal.Write(_bytes, in recorded);
    }

    /// <summary>Adds the next parameter.</summary>
    /// <param name="value">Its bytes; empty for none.</param>
    public void Add(ReadOnlySpan<byte> value)
    {
        Reserve(_length + value.Length);
        value.CopyTo(_bytes.AsSpan(_length));
        var span = new TextSpan { Offset = value.IsEmpty ? 0 : (uint)_length, Length = (uint)value.Length };
        MemoryMarshal.Write(_bytes.AsSpan(_spans), in span);
        _spans += SpanBytes;
        _length += value.Length;
    }

    /// <summary>Ends the record: its header gets its length and its result.</summary>
    /// <param name="result">What the call returned.</param>
    public void End(long result)
    {
        ref var header = ref Unsafe.As<byte, EventHeader>(ref MemoryMarshal.GetArrayDataReference(_bytes));
        header.Length = (uint)_length;
        header.Result = result;
    }

    private void Reserve(int bytes)
    {
        if (bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(bytes, _bytes.Length * 2));
        }
    }
}
