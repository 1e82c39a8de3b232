using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Events;

/// <summary>Facts of an executable. Source: <c>enum exe_flags</c>, bpf/events.h.</summary>
[Flags]
[KernelEnum("exe_flags", "EXE_")]
public enum ExeFlags : uint
{
    /// <summary>The new credentials may write the executable.</summary>
    Writable = 1,

    /// <summary>On the upper directory of an overlay.</summary>
    UpperLayer = 2,

    /// <summary>A memfd.</summary>
    FromMemfd = 4,

    /// <summary>On a lower directory of an overlay.</summary>
    LowerLayer = 8,
}

/// <summary>
/// A process image: after success the new one; after a failure what was tried, with comm, ids and credentials still
/// the old ones. Source: <c>struct execve_event</c>, bpf/events.h.
/// </summary>
[KernelStruct("execve_event")]
[StructLayout(LayoutKind.Sequential)]
public struct ExecveEvent
{
    /// <summary>What every record starts with.</summary>
    public EventHeader Header;

    /// <summary>Inheritable capabilities, a bit each.</summary>
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

    /// <summary>When the parent started, in ns since boot; with <see cref="ParentPid"/> its identity.</summary>
    public ulong ParentStartNs;

    /// <summary>When init of the pid namespace started, in ns since boot.</summary>
    public ulong PidnsInitStartNs;

    /// <summary>The soft RLIMIT_NOFILE.</summary>
    public ulong FdLimit;

    /// <summary>Major page faults of the task.</summary>
    public ulong PageFaultsMajor;

    /// <summary>Minor page faults of the task.</summary>
    public ulong PageFaultsMinor;

    /// <summary>Virtual memory in kB.</summary>
    public ulong VmSizeKb;

    /// <summary>Resident memory in kB.</summary>
    public ulong VmRssKb;

    /// <summary>Swapped memory in kB.</summary>
    public ulong VmSwapKb;

    /// <summary>Device of the executable, as the kernel's dev_t: major &lt;&lt; 20 | minor.</summary>
    public uint ExeDev;

    /// <summary>Facts of the executable.</summary>
    public ExeFlags ExeFlags;

    /// <summary>Thread group of the parent.</summary>
    public uint ParentPid;

    /// <summary>Session, in the host's pid namespace.</summary>
    public uint SessionId;

    /// <summary>Process group, in the host's pid namespace.</summary>
    public uint ProcessGroup;

    /// <summary>The thread, in its innermost pid namespace.</summary>
    public uint VirtualTid;

    /// <summary>The thread group, in its innermost pid namespace.</summary>
    public uint VirtualPid;

    /// <summary>The process group, in its innermost pid namespace.</summary>
    public uint VirtualProcessGroup;

    /// <summary>The session, in its innermost pid namespace.</summary>
    public uint VirtualSession;

    /// <summary>The thread that called exec when it was not the leader; else the thread itself.</summary>
    public uint PreviousTid;

    /// <summary>Controlling terminal, major &lt;&lt; 8 | minor; 0 none.</summary>
    public uint Tty;

    /// <summary>Audit login user; 4294967295 unset.</summary>
    public uint LoginUid;

    /// <summary>Real user.</summary>
    public uint RealUid;

    /// <summary>Real group.</summary>
    public uint RealGid;

    /// <summary>The task's name.</summary>
    public CommBytes Comm;

    /// <summary>What runs, as the kernel resolved it; for a script its interpreter.</summary>
    public TextSpan ExePath;

    /// <summary>The file as passed to the call.</summary>
    public TextSpan Filename;

    /// <summary>argv, each NUL terminated, argv[0] first.</summary>
    public TextSpan Args;

    /// <summary>Working directory.</summary>
    public TextSpan Cwd;

    /// <summary>Path of the task's cgroup.</summary>
    public TextSpan Cgroup;

    /// <summary>The environment, each NUL terminated, when some rule reads it; not of a failure.</summary>
    public TextSpan Environment;
}

/// <summary>
/// A new task, told by its parent before it runs; after a failure the child's part is zero.
/// Source: <c>struct clone_event</c>, bpf/events.h.
/// </summary>
[KernelStruct("clone_event")]
[StructLayout(LayoutKind.Sequential)]
public struct CloneEvent
{
    /// <summary>What every record starts with.</summary>
    public EventHeader Header;

    /// <summary>CLONE_*; 0 for fork.</summary>
    public ulong CloneFlags;

    /// <summary>When the child started, in ns since boot.</summary>
    public ulong ChildStartNs;

    /// <summary>The child's cgroup in the v2 hierarchy.</summary>
    public ulong ChildCgroupId;

    /// <summary>When init of the child's pid namespace started, in ns since boot.</summary>
    public ulong PidnsInitStartNs;

    /// <summary>The child, in the host's pid namespace.</summary>
    public uint ChildTid;

    /// <summary>The child's thread group.</summary>
    public uint ChildPid;

    /// <summary>The child, in its innermost pid namespace.</summary>
    public uint ChildVirtualTid;

    /// <summary>The child's thread group, in its innermost pid namespace.</summary>
    public uint ChildVirtualPid;

    /// <summary>The thread group that will be the child's parent.</summary>
    public uint ChildParentPid;

    /// <summary>The child's session.</summary>
    public uint SessionId;

    /// <summary>The child's process group.</summary>
    public uint ProcessGroup;

    /// <summary>The child's process group, in its innermost pid namespace.</summary>
    public uint VirtualProcessGroup;

    /// <summary>The caller, in its innermost pid namespace.</summary>
    public uint VirtualTid;

    /// <summary>The caller's thread group, in its innermost pid namespace.</summary>
    public uint VirtualPid;

    /// <summary>The child's effective user.</summary>
    public uint ChildUid;

    /// <summary>The child's effective group.</summary>
    public uint ChildGid;

    /// <summary>Controlling terminal, major &lt;&lt; 8 | minor; 0 none.</summary>
    public uint Tty;

    /// <summary>Audit login user; 4294967295 unset.</summary>
    public uint LoginUid;

    /// <summary>The caller's name.</summary>
    public CommBytes Comm;

    /// <summary>The child's cgroup; absent when it is the caller's.</summary>
    public TextSpan ChildCgroup;
}

/// <summary>A thread's end. Source: <c>struct procexit_event</c>, bpf/events.h.</summary>
[KernelStruct("procexit_event")]
[StructLayout(LayoutKind.Sequential)]
public struct ProcexitEvent
{
    /// <summary>What every record starts with.</summary>
    public EventHeader Header;

    /// <summary>As wait(2) gives it.</summary>
    public uint Status;

    /// <summary>The argument of exit, when it exited.</summary>
    public int ExitValue;

    /// <summary>The signal that killed it; 0 none.</summary>
    public uint Signal;

    /// <summary>1 when it dumped core.</summary>
    public uint CoreDumped;

    /// <summary>The process that inherits this thread's children; 0 when it has none.</summary>
    public uint ReaperPid;

    /// <summary>1 for the last thread of the group.</summary>
    public uint GroupDead;

    /// <summary>The process that inherits all children of a group that is dead; else 0.</summary>
    public uint HeirPid;

    /// <summary>Zero.</summary>
    public uint Pad0;

    /// <summary>The task's name.</summary>
    public CommBytes Comm;
}
