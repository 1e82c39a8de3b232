using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Events;

/// <summary>
/// What became of one type's events on one CPU: seen = filtered + submitted + dropped. Not a record but a value of the
/// map <c>counters</c>. Source: <c>struct event_counters</c>, bpf/events.h.
/// </summary>
[KernelStruct("event_counters")]
[StructLayout(LayoutKind.Sequential)]
public struct EventCounters
{
    /// <summary>Reached the event's program.</summary>
    public ulong Seen;

    /// <summary>Left out on purpose: not wanted, or the probe's own.</summary>
    public ulong Filtered;

    /// <summary>In the ring.</summary>
    public ulong Submitted;

    /// <summary>The ring had no room.</summary>
    public ulong DroppedFull;

    /// <summary>Above the fill that only state events may pass.</summary>
    public ulong DroppedReserve;

    /// <summary>The CPU's scratch record was in use, or the record could not be built.</summary>
    public ulong DroppedScratch;

    /// <summary>Submitted with a text shorter than what the kernel had.</summary>
    public ulong Truncated;

    /// <summary>Left out by policy; neither in <see cref="Seen"/> nor in <see cref="Filtered"/>.</summary>
    public ulong LeftOut;
}
