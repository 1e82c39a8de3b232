using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>
/// What became of the events of one type. Always <see cref="Seen"/> = <see cref="Filtered"/> + <see cref="Submitted"/>
/// + <see cref="Dropped"/>. Source: <c>struct event_counters</c>, bpf/events.h.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct EventCounts
{
    /// <summary>Reached the event's program.</summary>
    public ulong Seen;

    /// <summary>Left out on purpose: not wanted, or the probe's own.</summary>
    public ulong Filtered;

    /// <summary>In the ring.</summary>
    public ulong Submitted;

    /// <summary>The ring had no room.</summary>
    public ulong DroppedFull;

    /// <summary>The ring was above the fill that only state events may pass.</summary>
    public ulong DroppedReserve;

    /// <summary>The CPU's scratch record was in use, or the record could not be built.</summary>
    public ulong DroppedScratch;

    /// <summary>Submitted with a text cut short.</summary>
    public ulong Truncated;

    /// <summary>Left out by policy; in <see cref="Seen"/> and <see cref="Filtered"/> once summed.</summary>
    public ulong LeftOut;

    /// <summary>All that was lost.</summary>
    public readonly ulong Dropped => DroppedFull + DroppedReserve + DroppedScratch;

    /// <summary>All types together.</summary>
    /// <param name="counts">By type.</param>
    public static EventCounts Sum(ReadOnlySpan<EventCounts> counts)
    {
        EventCounts sum = default;
        foreach (ref readonly var one in counts) sum.Add(in one);
        return sum;
    }

    /// <summary>Adds another CPU's or type's counts.</summary>
    /// <param name="other">What to add.</param>
    public void Add(in EventCounts other)
    {
        Seen += other.Seen;
        Filtered += other.Filtered;
        Submitted += other.Submitted;
        DroppedFull += other.DroppedFull;
        DroppedReserve += other.DroppedReserve;
        DroppedScratch += other.DroppedScratch;
        Truncated += other.Truncated;
        LeftOut += other.LeftOut;
    }
}
