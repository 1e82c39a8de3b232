namespace KosmosProbe.Native;

/// <summary>A control group as the kernel numbers it, which is never used again for another one.</summary>
/// <param name="Hierarchy">0 the v2 hierarchy, else as in /proc/PID/cgroup.</param>
/// <param name="Id">The inode number of its directory.</param>
public readonly record struct GroupKey(uint Hierarchy, ulong Id)
{
    private const int HierarchyBits = 16;

    /// <summary>Whether the kernel can find a policy for it; it sends all of a group of which it cannot.</summary>
    public bool IsTellable => Hierarchy >> HierarchyBits == 0 && Id >> (64 - HierarchyBits) == 0;

    /// <summary>As in the map <c>group_policies</c>.</summary>
    internal ulong Number => (Id << HierarchyBits) | Hierarchy;
}

/// <summary>Source: <c>enum group_flags</c>, bpf/policy.h.</summary>
[Flags]
public enum GroupFlags : uint
{
    /// <summary>None of these.</summary>
    None = 0,

    /// <summary>The root of its hierarchy.</summary>
    Root = 1,

    /// <summary>Its name is long enough for a container's id.</summary>
    NamesContainer = 2,

    /// <summary>Of v2: whatever hierarchies of v1 say, this one decides where a process is.</summary>
    Decides = 4,
}
