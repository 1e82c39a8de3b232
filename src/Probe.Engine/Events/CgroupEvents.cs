using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Events;

/// <summary>
/// A control group made, before any process can be in it, or removed, when none can be any more. Source:
/// <c>struct cgroup_event</c>, bpf/events.h.
/// </summary>
[KernelStruct("cgroup_event")]
[StructLayout(LayoutKind.Sequential)]
public struct CgroupEvent
{
    /// <summary>What every record starts with; says who made or removed it.</summary>
    public EventHeader Header;

    /// <summary>The directory's inode; <see cref="EventHeader.CgroupId"/> of its tasks in the v2 hierarchy.</summary>
    public ulong Id;

    /// <summary>As in /proc/PID/cgroup: 0 is v2.</summary>
    public uint Hierarchy;

    /// <summary>Padding.</summary>
    public uint Pad0;

    /// <summary>From the root of the hierarchy.</summary>
    public TextSpan Path;
}
