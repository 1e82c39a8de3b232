namespace KosmosProbe.Native;

/// <summary>What a <see cref="LiveProbe"/> is started with. Events are told by their numbers in bpf/events.h.</summary>
public sealed record LiveProbeSettings
{
    // The inode number of the host's pid namespace is the same everywhere: PROC_PID_INIT_INO, linux/proc_ns.h.
    private const string HostPidNamespace = "pid:[4026531836]";

    /// <summary>Size of the ring buffer in bytes: a power of two, at least a page.</summary>
    public uint RingBytes { get; init; } = 8 << 20;

    /// <summary>The process whose own events are left out, as the host numbers it; 0 leaves out none.</summary>
    public int SelfPid { get; init; } = HostPid();

    /// <summary>System calls that failed are not looked at.</summary>
    public bool DropFailed { get; init; }

    /// <summary>The events that are sent; those that state depends on (exec, clone, exit) are in any case.</summary>
    public required IReadOnlySet<int> WantedEvents { get; init; }

    /// <summary>As <see cref="LiveProbe.KeepsNames"/>, from the start on.</summary>
    public bool KeepsNames { get; init; } = true;

    /// <summary>
    /// Whether each call is told by its own name alone. Else what copies a descriptor, or puts a connection in the
    /// place of a standard one, is told as <c>dup</c> as well.
    /// </summary>
    public bool AsFalco { get; init; }

    /// <summary>Whether requests of io_uring are told as the calls that do the same.</summary>
    public bool WithRequests { get; init; } = true;

    /// <summary>The events that wake the reader at once; state events always do.</summary>
    public IReadOnlySet<int> UrgentEvents { get; init; } = new HashSet<int>();

    // In another pid namespace the own number is that of a stranger on the host, who must not go unseen.
    private static int HostPid() =>
        new FileInfo("/proc/self/ns/pid").LinkTarget == HostPidNamespace ? Environment.ProcessId : 0;
}
