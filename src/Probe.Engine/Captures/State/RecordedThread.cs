using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// What is kept of a thread when events come from a capture, beside what <see cref="ThreadInfo"/> has. There
/// <see cref="ThreadInfo.StartNs"/> is when its clone was recorded, in ns since the epoch, and all ones stand for ids
/// that the capture did not tell. Stays with the pooled entry.
/// </summary>
internal sealed class RecordedThread
{
    /// <summary>An id that the capture did not tell.</summary>
    public const uint Missing = uint.MaxValue;

    private RecordedCgroups? _cgroups;
    private byte[] _cwd = [];
    private int _cwdLength;

    /// <summary>The thread that the process is a child of; 0: none. It need not lead its process.</summary>
    public uint ParentTid = Missing;

    /// <summary>Who takes its children in, as the kernel said at its end; 0 and all ones: it did not.</summary>
    public uint ReaperTid = Missing;

    /// <summary>How it was made.</summary>
    public CloneFlags Flags;

    /// <summary>Its process; null when that is not known.</summary>
    public ThreadGroup? Group;

    /// <summary>Its control groups; null when none were told.</summary>
    public RecordedCgroups? Cgroups
    {
        get => _cgroups;
        set
        {
            value?.Hold();
            _cgroups?.LetGo();
            _cgroups = value;
        }
    }

    /// <summary>Its container, or the host.</summary>
    public RecordedContainer Container = RecordedContainer.Host;

    /// <summary>Whether it knows the environment of its image: only who leads a process does.</summary>
    public bool HasEnvironment;

    /// <summary>Inheritable capabilities.</summary>
    public ulong CapInheritable;

    /// <summary>Permitted capabilities.</summary>
    public ulong CapPermitted;

    /// <summary>Effective capabilities.</summary>
    public ulong CapEffective;

    /// <summary>How many descriptors it may have open.</summary>
    public long FdLimit = -1;

    /// <summary>Major page faults.</summary>
    public ulong PageFaultsMajor;

    /// <summary>Minor page faults.</summary>
    public ulong PageFaultsMinor;

    /// <summary>Virtual memory in kB.</summary>
    public uint VmSizeKb;

    /// <summary>Resident memory in kB.</summary>
    public uint VmRssKb;

    /// <summary>Swapped memory in kB.</summary>
    public uint VmSwapKb;

    /// <summary>How long it had a CPU, as far as switches tell.</summary>
    public ulong CpuTimeNs;

    /// <summary>How old the executable's last change was when the thread was made; 0 unknown.</summary>
    public ulong ExeAgeAtCloneNs;

    /// <summary>How long after the pid namespace's start the executable was changed last; 0 unknown.</summary>
    public ulong ExeChangedInNamespaceNs;

    /// <summary>Working directory, with a slash at its end; kept with the leader.</summary>
    public ReadOnlySpan<byte> Cwd => _cwd.AsSpan(0, _cwdLength);

    /// <summary>Whether a thread leads its process.</summary>
    /// <param name="thread">Of a capture.</param>
    public static bool IsMain(ThreadInfo thread) =>
        thread.IsLeader || (thread.Recorded!.Flags & CloneFlags.MainThread) != 0;

    /// <summary>Whether a thread has ended, though its entry is still needed.</summary>
    /// <param name="thread">Of a capture.</param>
    public static bool IsDead(ThreadInfo thread) => (thread.Recorded!.Flags & CloneFlags.Closed) != 0;

    /// <summary>Whether a thread only stands in for one that nothing is known of.</summary>
    /// <param name="thread">Of a capture.</param>
    public static bool IsInvalid(ThreadInfo thread) =>
        thread.Tid == Missing || thread.Pid == Missing || thread.Recorded!.ParentTid == Missing;

    /// <summary>Whether a thread lives in a pid namespace below the node's.</summary>
    /// <param name="thread">Of a capture.</param>
    public static bool IsInPidNamespace(ThreadInfo thread) =>
        (thread.Recorded!.Flags & CloneFlags.ChildInPidNamespace) != 0
        || (thread.Tid != thread.VirtualTid && thread.VirtualTid != Missing);

    /// <summary>The thread that leads a thread's process; null while it is not known.</summary>
    /// <param name="thread">Of a capture.</param>
    public static ThreadInfo? MainOf(ThreadInfo thread) =>
        IsMain(thread) ? thread : thread.Recorded!.Group?.Main;

    /// <summary>Sets the working directory.</summary>
    /// <param name="slabs">Where its memory comes from.</param>
    /// <param name="path">With a slash at its end; may lie in the memory that is given back.</param>
    public void SetCwd(TextSlabs slabs, ReadOnlySpan<byte> path)
    {
        if (path.Length > _cwd.Length)
        {
            byte[] larger = slabs.Rent(path.Length);
            path.CopyTo(larger);
            slabs.Return(_cwd);
            _cwd = larger;
        }
        else
        {
            path.CopyTo(_cwd);
        }

        _cwdLength = path.Length;
    }

    /// <summary>Forgets everything.</summary>
    /// <param name="slabs">Where its memory came from.</param>
    public void Clear(TextSlabs slabs)
    {
        SetCwd(slabs, default);
        slabs.Return(_cwd);
        _cwd = [];
        ParentTid = ReaperTid = Missing;
        Flags = CloneFlags.None;
        (Group, Cgroups, Container) = (null, null, RecordedContainer.Host);
        HasEnvironment = false;
        CapInheritable = CapPermitted = CapEffective = 0;
        FdLimit = -1;
        PageFaultsMajor = PageFaultsMinor = 0;
        VmSizeKb = VmRssKb = VmSwapKb = 0;
        CpuTimeNs = ExeAgeAtCloneNs = ExeChangedInNamespaceNs = 0;
    }
}
