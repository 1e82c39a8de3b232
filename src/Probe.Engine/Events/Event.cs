using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Events;

/// <summary>
/// A record, viewed. <see cref="TryView"/> checks it once; after that reading is free. Lifetime: that of the record's
/// memory, so until the ring buffer's <c>Advance</c>.
/// </summary>
public readonly ref struct Event
{
    private readonly ReadOnlySpan<byte> _record;

    private Event(ReadOnlySpan<byte> record) => _record = record;

    /// <summary>The record's header.</summary>
    public ref readonly EventHeader Header =>
        ref Unsafe.As<byte, EventHeader>(ref MemoryMarshal.GetReference(_record));

    /// <summary>The event.</summary>
    public EventType Type => Header.Type;

    /// <summary>True for <c>default</c>: no record.</summary>
    public bool IsEmpty => _record.IsEmpty;

    /// <summary>The whole record.</summary>
    public ReadOnlySpan<byte> Record => _record;

    /// <summary>The record as its event's struct. The caller has looked at <see cref="Type"/>.</summary>
    /// <typeparam name="T">The mirror struct that <see cref="EventTable"/> names for the type.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly T As<T>() where T : unmanaged
    {
        System.Diagnostics.Debug.Assert(Unsafe.SizeOf<T>() <= _record.Length, "TryView has checked the size");
        return ref Unsafe.As<byte, T>(ref MemoryMarshal.GetReference(_record));
    }

    /// <summary>
    /// The bytes of a text of this record; empty when absent or when the span does not lie in the record.
    /// </summary>
    /// <param name="span">A field of this record.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Text(TextSpan span) =>
        (ulong)span.Offset + span.Length <= (ulong)_record.Length
            ? _record.Slice((int)span.Offset, (int)span.Length)
            : default;

    /// <summary>A parameter of a recorded event; empty when it has no such parameter or no value for it.</summary>
    /// <param name="index">From 0.</param>
    public ReadOnlySpan<byte> Parameter(int index) =>
        (uint)index < As<RecordedEvent>().ParametersCount ? Text(SpanAt(index)) : default;

    /// <summary>A parameter as it was at the beginning of a recorded call; empty when that was not recorded.</summary>
    /// <param name="index">From 0.</param>
    public ReadOnlySpan<byte> EnterParameter(int index)
    {
        ref readonly var recorded = ref As<RecordedEvent>();
        return (uint)index < recorded.EnterCount ? Text(SpanAt(recorded.ParametersCount + index)) : default;
    }

    // The index is one of the counts', for all of which TryViewRecorded has found room in the record.
    private TextSpan SpanAt(int index)
    {
        ref byte first = ref Unsafe.Add(ref MemoryMarshal.GetReference(_record), Unsafe.SizeOf<RecordedEvent>());
        return Unsafe.Add(ref Unsafe.As<byte, TextSpan>(ref first), index);
    }

    /// <summary>
    /// Views bytes as a record. False, with a reason for the counters, when they are not one: too short, a length that
    /// is not theirs, an unknown type, or shorter than the type's fixed part.
    /// </summary>
    /// <param name="record">Bytes as the ring buffer gave them; may be longer than the record says, never
    /// shorter.</param>
    /// <param name="view">The event, on success.</param>
    /// <param name="fault">Why not, on failure.</param>
    public static bool TryView(ReadOnlySpan<byte> record, out Event view, out RecordFault fault)
    {
        view = default;
        if (record.Length < Unsafe.SizeOf<EventHeader>())
        {
            fault = RecordFault.TooShort;
            return false;
        }

        ref readonly var header = ref Unsafe.As<byte, EventHeader>(ref MemoryMarshal.GetReference(record));
        if (header.Length > (uint)record.Length)
        {
            fault = RecordFault.WrongLength;
            return false;
        }

        int fixedSize = EventTable.FixedSize(header.Type);
        if (fixedSize == 0)
        {
            fault = RecordFault.UnknownType;
            return false;
        }

        if (header.Length < (uint)fixedSize)
        {
            fault = RecordFault.TooShort;
            return false;
        }

        view = new Event(record[..(int)header.Length]);
        fault = RecordFault.None;
        return true;
    }

    /// <summary>The same for a record of a capture's event; the kernel's are none.</summary>
    /// <param name="record">Bytes as the capture's reader gave them.</param>
    /// <param name="view">The event, on success.</param>
    /// <param name="fault">Why not, on failure.</param>
    public static bool TryViewRecorded(ReadOnlySpan<byte> record, out Event view, out RecordFault fault)
    {
        view = default;
        if (record.Length < Unsafe.SizeOf<RecordedEvent>())
        {
            fault = RecordFault.TooShort;
            return false;
        }

        ref readonly var header = ref Unsafe.As<byte, EventHeader>(ref MemoryMarshal.GetReference(record));
        fault = header.Length > (uint)record.Length || header.Length < (uint)Unsafe.SizeOf<RecordedEvent>()
            ? RecordFault.WrongLength
            : !EventTable.IsRecorded(header.Type) ? RecordFault.UnknownType
            : RecordFault.None;
        if (fault != RecordFault.None)
        {
            return false;
        }

        var whole = new Event(record[..(int)header.Length]);
        fault = whole.HoldsParameters() ? RecordFault.None : RecordFault.TooShort;
        view = fault == RecordFault.None ? whole : default;
        return fault == RecordFault.None;
    }

    private bool HoldsParameters()
    {
        ref readonly var recorded = ref As<RecordedEvent>();
        int count = recorded.ParametersCount + recorded.EnterCount;
        return count <= RecordedEvent.ParametersMax
            && Unsafe.SizeOf<RecordedEvent>() + (count * Unsafe.SizeOf<TextSpan>()) <= _record.Length;
    }
}

/// <summary>Why bytes are not a record.</summary>
public enum RecordFault
{
    /// <summary>They are.</summary>
    None,

    /// <summary>Shorter than the header or than the event's fixed part.</summary>
    TooShort,

    /// <summary>The header's length exceeds the bytes there are.</summary>
    WrongLength,

    /// <summary>No such event type.</summary>
    UnknownType,
}
