using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Events;

/// <summary>Facts of an opened file. Source: <c>enum open_flags</c>, bpf/events.h.</summary>
[Flags]
[KernelEnum("open_flags", "OPEN_")]
public enum OpenFlags : uint
{
    /// <summary>This call created the file.</summary>
    Created = 1,

    /// <summary>On the upper directory of an overlay.</summary>
    UpperLayer = 2,

    /// <summary>On a lower directory of an overlay.</summary>
    LowerLayer = 4,
}

/// <summary>
/// An open, tried or done; the result is the descriptor. Source: <c>struct open_event</c>, bpf/events.h.
/// </summary>
[KernelStruct("open_event")]
[StructLayout(LayoutKind.Sequential)]
public struct OpenEvent
{
    /// <summary>What every record starts with.</summary>
    public EventHeader Header;

    /// <summary>Inode number of what was opened; 0 when it failed.</summary>
    public ulong Ino;

    /// <summary>openat2's RESOLVE_*.</summary>
    public ulong Resolve;

    /// <summary>Where a relative name starts; -100 (AT_FDCWD) for open and creat.</summary>
    public int Dirfd;

    /// <summary>O_*, the kernel's bits for this architecture.</summary>
    public uint Flags;

    /// <summary>Permission bits as passed.</summary>
    public uint Mode;

    /// <summary>Type and permissions of what was opened; 0 when it failed.</summary>
    public uint FileMode;

    /// <summary>Device of what was opened, as the kernel's dev_t: major &lt;&lt; 20 | minor.</summary>
    public uint Dev;

    /// <summary>Facts of what was opened.</summary>
    public OpenFlags OpenFlags;

    /// <summary>The file from the task's root, as the kernel resolved it; absent when the open failed.</summary>
    public TextSpan Path;

    /// <summary>The name as passed.</summary>
    public TextSpan Name;

    /// <summary>What a relative name starts from; absent when the name is absolute.</summary>
    public TextSpan Directory;

    /// <summary>
    /// The file's name in its mount namespace without the mount or the root that it was reached by; mostly absent.
    /// </summary>
    public TextSpan OtherPath;
}
