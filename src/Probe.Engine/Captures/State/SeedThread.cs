using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// A thread in the head of a capture: one that was there before the first event. What the capture's version does not
/// tell stays as it is here. Texts end where their span does, without zero byte.
/// </summary>
internal ref struct SeedThread
{
    /// <summary>An id that the capture does not tell.</summary>
    public const long Missing = -1;

    /// <summary>Nothing is told yet.</summary>
    public SeedThread()
    {
    }

    /// <summary>The thread.</summary>
    public required long Tid;

    /// <summary>Its process.</summary>
    public required long Pid;

    /// <summary>Its parent process.</summary>
    public long ParentTid = Missing;

    /// <summary>Its session.</summary>
    public long SessionId = Missing;

    /// <summary>Its process group, as its own pid namespace counts.</summary>
    public long VirtualProcessGroup = Missing;

    /// <summary>Its process group.</summary>
    public long ProcessGroup = Missing;

    /// <summary>The thread, as its own pid namespace counts.</summary>
    public long VirtualTid = Missing;

    /// <summary>Its process, as its own pid namespace counts.</summary>
    public long VirtualPid = Missing;

    /// <summary>Effective user.</summary>
    public uint Uid;

    /// <summary>Effective group.</summary>
    public uint Gid;

    /// <summary>Who logged in; all ones: nobody.</summary>
    public uint LoginUid = uint.MaxValue;

    /// <summary>Controlling terminal.</summary>
    public uint Tty;

    /// <summary>Flags as clone has them.</summary>
    public uint Flags;

    /// <summary>How many descriptors it may have open.</summary>
    public long FdLimit = -1;

    /// <summary>Virtual memory in kB.</summary>
    public uint VmSizeKb;

    /// <summary>Resident memory in kB.</summary>
    public uint VmRssKb;

    /// <summary>Swapped memory in kB.</summary>
    public uint VmSwapKb;

    /// <summary>Major page faults.</summary>
    public ulong PageFaultsMajor;

    /// <summary>Minor page faults.</summary>
    public ulong PageFaultsMinor;

    /// <summary>Inheritable capabilities.</summary>
    public ulong CapInheritable;

    /// <summary>Permitted capabilities.</summary>
    public ulong CapPermitted;

    /// <summary>Effective capabilities.</summary>
    public ulong CapEffective;

    /// <summary>Inode number of the executable.</summary>
    public ulong ExeIno;

    /// <summary>When the executable's inode changed, in ns since the epoch.</summary>
    public ulong ExeCtimeNs;

    /// <summary>When the executable was written, in ns since the epoch.</summary>
    public ulong ExeMtimeNs;

    /// <summary>Facts of the executable.</summary>
    public ExeFlags ExeFlags;

    /// <summary>Name of the task.</summary>
    public ReadOnlySpan<byte> Comm;

    /// <summary>argv[0].</summary>
    public ReadOnlySpan<byte> Exe;

    /// <summary>argv[1] and later, each with its zero byte.</summary>
    public ReadOnlySpan<byte> Arguments;

    /// <summary>The executable.</summary>
    public ReadOnlySpan<byte> ExePath;

    /// <summary>Its environment, each with its zero byte.</summary>
    public ReadOnlySpan<byte> Environment;

    /// <summary>Working directory.</summary>
    public ReadOnlySpan<byte> WorkingDirectory;

    /// <summary>Control groups, <c>controller=path</c>, each with its zero byte.</summary>
    public ReadOnlySpan<byte> Cgroups;
}
