using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// What is known of one thread. Ids are the host's unless named virtual: those are of the innermost pid namespace.
/// Entries are pooled and recycled by the <see cref="ThreadTable"/>: valid until the table's next <c>Settle</c>.
/// </summary>
public sealed class ThreadInfo
{
    /// <summary>Stands for a thread of which nothing is known.</summary>
    public static readonly ThreadInfo Unknown = new();

    /// <summary>An id that nobody has: (uid_t)-1, an unset login user.</summary>
    internal const uint UnsetId = uint.MaxValue;

    // /proc tells start times in ticks of 10 ms.
    private const ulong ProcTickNs = 10_000_000;

    private CommBytes _comm;
    private int _commLength;

    /// <summary>The thread.</summary>
    public uint Tid { get; internal set; }

    /// <summary>Its thread group.</summary>
    public uint Pid { get; internal set; }

    /// <summary>False for <see cref="Unknown"/>, and then every field of thread and process is missing.</summary>
    public bool IsKnown => Tid != 0;

    internal ulong StartNs;
    internal ulong ParentStartNs;
    internal ulong PidnsInitStartNs;
    internal ulong ExecTimeNs;
    internal uint ParentPid;
    internal uint SessionId;
    internal uint ProcessGroup;
    internal uint VirtualTid;
    internal uint VirtualPid;
    internal uint VirtualProcessGroup;
    internal uint Uid = UnsetId;
    internal uint Gid = UnsetId;
    internal uint LoginUid = UnsetId;
    internal uint Tty;
    internal ProcessImage? Image;
    internal Cgroup Cgroup = Cgroup.Unknown;
    internal ThreadMarks Marks;

    // What the process has open, with the leader alone; known for recorded events alone.
    internal DescriptorTable? Descriptors;

    // What else captures tell; null when events come from the kernel. Kept when the entry is cleared for reuse.
    internal RecordedThread? Recorded;

    // The thread group: threads other than the leader hang on it, and point at it.
    internal ThreadInfo? Leader;
    internal ThreadInfo? FirstThread;
    internal ThreadInfo? NextThread;
    internal ThreadInfo? PreviousThread;
    internal int ThreadsCount;

    // The family: leaders hang on the leader of their parent.
    internal ThreadInfo? Parent;
    internal ThreadInfo? FirstChild;
    internal ThreadInfo? NextSibling;
    internal ThreadInfo? PreviousSibling;

    // All entries in a ring, over which eviction and sweeps walk.
    internal ThreadInfo? NextEntry;
    internal ThreadInfo? PreviousEntry;

    internal bool IsLeader => Tid == Pid;

    /// <summary>The entry that stands for the process: the leader's, or this one while the leader is unknown.</summary>
    internal ThreadInfo Process => Leader ?? this;

    /// <summary>The name as the kernel has it, at most 15 bytes; empty when unknown.</summary>
    internal ReadOnlySpan<byte> Comm => ((ReadOnlySpan<byte>)_comm)[.._commLength];

    internal void SetComm(ReadOnlySpan<byte> comm)
    {
        _commLength = Math.Min(comm.Length, CommBytes.Size);
        comm[.._commLength].CopyTo(_comm);
    }

    /// <summary>
    /// True when a record's thread is this one and not another that got the same id. Times from /proc are coarse.
    /// </summary>
    /// <param name="startNs">Boot time at which the record's thread started; 0 is not known.</param>
    internal bool StartedAt(ulong startNs)
    {
        if (startNs == StartNs || startNs == 0 || StartNs == 0)
        {
            return true;
        }

        return (Marks & ThreadMarks.CoarseStart) != 0 && startNs / ProcTickNs == StartNs / ProcTickNs;
    }

    /// <summary>True when the thread may have been there at a time.</summary>
    /// <param name="timeNs">Boot time; 0 is not known.</param>
    internal bool StartedBy(ulong timeNs) => timeNs == 0 || StartNs <= timeNs;

    /// <summary>True when the thread may be another one's parent; times from /proc are coarse.</summary>
    /// <param name="child">The other.</param>
    internal bool MayPrecede(ThreadInfo child)
    {
        bool coarse = ((Marks | child.Marks) & ThreadMarks.CoarseStart) != 0;
        return child.StartNs == 0
            || (coarse ? StartNs / ProcTickNs <= child.StartNs / ProcTickNs : StartNs <= child.StartNs);
    }

    /// <summary>
    /// Takes over everything but the links. The copy is in no table: nobody looks its parent up any more.
    /// </summary>
    /// <param name="other">The original.</param>
    internal void CopyFrom(ThreadInfo other)
    {
        (Tid, Pid) = (other.Tid, other.Pid);
        (StartNs, ParentStartNs) = (other.StartNs, other.ParentStartNs);
        (PidnsInitStartNs, ExecTimeNs) = (other.PidnsInitStartNs, other.ExecTimeNs);
        (ParentPid, SessionId, ProcessGroup, Tty) = (other.ParentPid, other.SessionId, other.ProcessGroup, other.Tty);
        (VirtualTid, VirtualPid) = (other.VirtualTid, other.VirtualPid);
        VirtualProcessGroup = other.VirtualProcessGroup;
        (Uid, Gid, LoginUid) = (other.Uid, other.Gid, other.LoginUid);
        (Image, Cgroup, ThreadsCount) = (other.Image, other.Cgroup, other.ThreadsCount);
        Marks = other.Marks | ThreadMarks.ParentMissing;
        SetComm(other.Comm);
    }

    /// <summary>Forgets everything but the links, which the table has undone before.</summary>
    internal void Clear()
    {
        Tid = Pid = 0;
        StartNs = ParentStartNs = PidnsInitStartNs = ExecTimeNs = 0;
        ParentPid = SessionId = ProcessGroup = Tty = 0;
        VirtualTid = VirtualPid = VirtualProcessGroup = 0;
        Uid = Gid = LoginUid = UnsetId;
        Image = null;
        Descriptors?.Release();
        Descriptors = null;
        Cgroup = Cgroup.Unknown;
        Marks = ThreadMarks.None;
        _commLength = 0;
    }
}

/// <summary>Small facts of a thread's entry.</summary>
[Flags]
internal enum ThreadMarks : byte
{
    /// <summary>Nothing to note.</summary>
    None = 0,

    /// <summary>The start time is from /proc: known to 10 ms.</summary>
    CoarseStart = 1,

    /// <summary>Used since the eviction's hand last came by.</summary>
    Used = 2,

    /// <summary>The parent was looked for in /proc and not found: it is not looked for again.</summary>
    ParentMissing = 4,

    /// <summary>The parent's end was not seen, so who inherited this process is not known.</summary>
    ParentLost = 8,

    /// <summary>/proc was asked for the process image once.</summary>
    ImageAsked = 16,

    /// <summary>The leader has ended while other threads of its group live on.</summary>
    Ended = 32,

    /// <summary>The last sweep did not find it in /proc.</summary>
    Gone = 64,
}
