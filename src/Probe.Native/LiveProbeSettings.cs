namespace KosmosProbe.Native;

/// <summary>What a <see cref="LiveProbe"/> is started with. Events are told by their numbers in bpf/events.h.</summary>
public sealed record LiveProbeSettings
{
    /// <summary>Size of the ring buffer in bytes: a power of two, at least a page.</summary>
    public uint RingBytes { get; init; } = 8 << 20;

    /// <summary>The process whose own events are left out, as the host numbers it; 0 leaves out none.</summary>
    public int SelfPid { get; init; } = Environment.ProcessId;

    /// <summary>The events that are sent; those that state depends on (exec, clone, exit) are in any case.</summary>
    public required IReadOnlySet<int> WantedEvents { get; init; }

    /// <summary>The events that wake the reader at once; state events always do.</summary>
    public IReadOnlySet<int> UrgentEvents { get; init; } = new HashSet<int>();
}
