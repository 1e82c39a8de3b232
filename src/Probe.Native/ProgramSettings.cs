namespace KosmosProbe.Native;

/// <summary>What the programs are loaded with, and cannot be changed of them afterwards.</summary>
public record ProgramSettings
{
    // The inode number of the host's pid namespace is the same everywhere: PROC_PID_INIT_INO, linux/proc_ns.h.
    private const string HostPidNamespace = "pid:[4026531836]";

    /// <summary>Size of the ring buffer in bytes, of all rings together: a power of two, at least a page.</summary>
    public uint RingBytes { get; init; } = 8 << 20;

    /// <summary>Rings: a power of two; 0 is what suits the machine. See <see cref="RingLayout"/>.</summary>
    public uint Rings { get; init; }

    /// <summary>Threads of one CPU use all rings in turn, so that few CPUs are enough to try many rings.</summary>
    internal bool RingsByThread { get; init; }

    /// <summary>The process whose own events are left out, as the host numbers it; 0 leaves out none.</summary>
    public int SelfPid { get; init; } = HostPid();

    /// <summary>System calls that failed are not looked at.</summary>
    public bool DropFailed { get; init; }

    /// <summary>Kernel memory is loaded where the kernel allows it; else read by calls, as on older ones.</summary>
    internal bool LoadsByCast { get; init; } = true;

    // In another pid namespace the own number is that of a stranger on the host, who must not go unseen.
    private static int HostPid() =>
        new FileInfo("/proc/self/ns/pid").LinkTarget == HostPidNamespace ? Environment.ProcessId : 0;
}
