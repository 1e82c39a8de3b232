using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Events;

/// <summary>The start of every record. Source: <c>struct event_header</c>, bpf/events.h.</summary>
[KernelStruct("event_header")]
[StructLayout(LayoutKind.Sequential)]
public struct EventHeader
{
    /// <summary>When, in ns since boot (CLOCK_BOOTTIME).</summary>
    public ulong TimeNs;

    /// <summary>Number of the record on its CPU; a gap is a counted drop.</summary>
    public ulong Sequence;

    /// <summary>The task's cgroup in the v2 hierarchy.</summary>
    public ulong CgroupId;

    /// <summary>When the thread started, in ns since boot; with <see cref="Tid"/> its identity.</summary>
    public ulong ThreadStartNs;

    /// <summary>What the call returned; -errno when it failed.</summary>
    public long Result;

    /// <summary>Bytes of the record, texts included.</summary>
    public uint Length;

    /// <summary>The event.</summary>
    public EventType Type;

    /// <summary>What to know about the record.</summary>
    public RecordFlags Flags;

    /// <summary>The CPU that wrote the record.</summary>
    public uint Cpu;

    /// <summary>The thread, in the host's pid namespace.</summary>
    public uint Tid;

    /// <summary>Its thread group.</summary>
    public uint Pid;

    /// <summary>Effective user, in the host's user namespace.</summary>
    public uint Uid;

    /// <summary>Effective group.</summary>
    public uint Gid;

    /// <summary>Inode number of the thread's mount namespace, of opens, calls and execs; else 0.</summary>
    public uint MountNamespace;
}

/// <summary>What to know about a record. Source: <c>enum record_flags</c>, bpf/events.h.</summary>
[Flags]
[KernelEnum("record_flags", "RECORD_")]
public enum RecordFlags : ushort
{
    /// <summary>A text is shorter than what the kernel had.</summary>
    Truncated = 1,

    /// <summary>A 32-bit system call.</summary>
    Compat = 2,

    /// <summary>User memory named by an argument could not be read.</summary>
    Fault = 4,

    /// <summary>A path did not reach the task's root.</summary>
    DetachedPath = 8,

    /// <summary>The kernel kept no object; path or address is what the caller's memory said.</summary>
    FromUser = 16,

    /// <summary>No system call: a request of io_uring, told as the call that does the same.</summary>
    IoUring = 32,

    /// <summary>Of execs and clones: the process has changed groups, and it is not agreed where it is.</summary>
    Moved = 64,

    /// <summary>Sent to prove that no rule needs it: the kernel's policy would have left it out.</summary>
    LeftOut = 128,
}

/// <summary>Where a text lies in its record. Source: <c>struct text_span</c>, bpf/events.h.</summary>
[KernelStruct("text_span")]
[StructLayout(LayoutKind.Sequential)]
public struct TextSpan
{
    /// <summary>Bytes from the start of the record; 0 with length 0: absent.</summary>
    public uint Offset;

    /// <summary>Bytes, no terminator.</summary>
    public uint Length;
}
