using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>Execs, clones and ends of threads.</summary>
internal static class ProcessWriters
{
    private const ushort ChdirCode = 95;
    private const ushort CloneCode = 223;
    private const ushort ExecveCode = 293;
    private const uint ChildInNamespace = 1 << 29;

    /// <summary>execve.</summary>
    public static void Execve(in LiveEvent live, ScapEventOutput output)
    {
        AddWorkingDirectory(live, output);
        output.Begin(live.Code, live.Head, 31);
        AddExec(live, output);
        output.Text(live.Context.Event.Text(live.Context.Event.As<ExecveEvent>().Filename));
        output.End();
    }

    /// <summary>execveat.</summary>
    public static void Execveat(in LiveEvent live, ScapEventOutput output)
    {
        AddWorkingDirectory(live, output);
        output.Begin(live.Code, live.Head, 30);
        AddExec(live, output);
        output.End();
    }

    /// <summary>clone, clone3, fork and vfork: the caller's event, and the child's, which begins to run.</summary>
    public static void Clone(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var clone = ref live.Context.Event.As<CloneEvent>();
        uint flags = (uint)CloneParameters.Portable(clone.CloneFlags)
            | (clone.ChildVirtualTid != clone.ChildTid ? ChildInNamespace : 0);
        output.Begin(live.Code, live.Head, 21);
        output.I64(live.Context.Result);
        AddThread(live.Thread, clone.Comm.Text(), flags, output);
        output.End();
        if (live.Context.Result > 0 && live.Context.Node.Threads.TryFind(clone.ChildTid, out var child))
        {
            output.Begin(live.Code, live.Head with { Tid = child.Tid }, 21);
            output.I64(0);
            AddThread(child, clone.Comm.Text(), flags, output);
            output.End();
        }
    }

    /// <summary>procexit.</summary>
    public static void Procexit(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var exit = ref live.Context.Event.As<ProcexitEvent>();
        output.Begin(live.Code, live.Head, 5);
        output.I64(exit.Status);
        output.I64(exit.ExitValue);
        output.U8((byte)exit.Signal);
        output.U8((byte)exit.CoreDumped);
        output.I64(exit.ReaperPid);
        output.End();
    }

    /// <summary>
    /// Tells of a thread that was found in /proc and not by its clone: as the child of one, and as what it runs.
    /// </summary>
    /// <param name="live">The event before which it is told.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="output">Where it is written.</param>
    public static void Introduce(in LiveEvent live, ThreadInfo thread, ScapEventOutput output)
    {
        const uint OfGroup = (1 << 13) | 1;
        uint flags = (thread.IsLeader ? 0 : OfGroup)
            | (thread.VirtualTid != thread.Tid && thread.VirtualTid != 0 ? ChildInNamespace : 0);
        var head = live.StateOf(thread.Tid);
        output.Begin(CloneCode, head, 21);
        output.I64(0);
        AddThread(thread, thread.Comm, flags, output);
        output.End();
        if (thread is { IsLeader: true, Image: { } image })
        {
            AddWorkingDirectory(head, image.Cwd, output);
            output.Begin(ExecveCode, head, 31);
            AddImage(thread, image, output);
            output.Text(image.ExePath);
            output.End();
        }
    }

    // The end of an exec has no directory any more.
    private static void AddWorkingDirectory(in LiveEvent live, ScapEventOutput output)
    {
        var cwd = live.Context.Event.Text(live.Context.Event.As<ExecveEvent>().Cwd);
        if (live.Context.Result >= 0)
        {
            AddWorkingDirectory(live.StateOf(live.Context.Event.Header.Tid), cwd, output);
        }
    }

    private static void AddWorkingDirectory(in ScapEventHead head, ReadOnlySpan<byte> path, ScapEventOutput output)
    {
        if (path.IsEmpty)
        {
            return;
        }

        output.Begin(ChdirCode, head, 2);
        output.I64(0);
        output.Text(path);
        output.End();
    }

    private static void AddExec(in LiveEvent live, ScapEventOutput output)
    {
        var view = live.Context.Event;
        ref readonly var exec = ref view.As<ExecveEvent>();
        var argv = view.Text(exec.Args);
        int end = argv.IndexOf((byte)0);
        output.I64(live.Context.Result);
        output.Text(end < 0 ? argv : argv[..end]);
        output.Bytes(end < 0 ? default : argv[(end + 1)..]);
        output.I64(exec.Header.Tid);
        output.I64(exec.Header.Pid);
        output.I64(exec.ParentPid);
        output.None();
        output.U64(exec.FdLimit);
        AddMemory(exec.PageFaultsMajor, exec.PageFaultsMinor, exec.VmSizeKb, exec.VmRssKb, exec.VmSwapKb, output);
        output.Text(exec.Comm.Text());
        ScapCgroups.Add(view.Text(exec.Cgroup), output);
        output.Bytes(view.Text(exec.Environment));
        output.U32(exec.Tty);
        output.I64(exec.VirtualProcessGroup);
        output.U32(exec.LoginUid);
        output.U32((uint)exec.ExeFlags);
        AddCapabilities(exec.CapInheritable, exec.CapPermitted, exec.CapEffective, output);
        output.U64(exec.ExeIno);
        output.U64(exec.ExeCtimeNs);
        output.U64(exec.ExeMtimeNs);
        output.U32(exec.Header.Uid);
        output.Text(view.Text(exec.ExePath));
        output.I64(exec.ProcessGroup);
        output.U32(exec.Header.Gid);
    }

    private static void AddImage(ThreadInfo thread, ProcessImage image, ScapEventOutput output)
    {
        output.I64(0);
        output.Text(image.Exe);
        output.Bytes(image.Arguments);
        output.I64(thread.Tid);
        output.I64(thread.Pid);
        output.I64(thread.ParentPid);
        output.None();
        output.U64(image.FdLimit);
        AddMemory(
            image.PageFaultsMajor, image.PageFaultsMinor, image.VmSizeKb, image.VmRssKb, image.VmSwapKb, output);
        output.Text(image.Comm);
        ScapCgroups.Add(thread.Cgroup.Path, output);
        output.Bytes(image.Environment);
        output.U32(thread.Tty);
        output.I64(thread.VirtualProcessGroup);
        output.U32(thread.LoginUid);
        output.U32((uint)image.ExeFlags);
        AddCapabilities(image.CapInheritable, image.CapPermitted, image.CapEffective, output);
        output.U64(image.ExeIno);
        output.U64(image.ExeCtimeNs);
        output.U64(image.ExeMtimeNs);
        output.U32(thread.Uid);
        output.Text(image.ExePath);
        output.I64(thread.ProcessGroup);
        output.U32(thread.Gid);
    }

    // All of a clone's parameters but the result.
    private static void AddThread(ThreadInfo thread, ReadOnlySpan<byte> comm, uint flags, ScapEventOutput output)
    {
        var image = thread.Image;
        output.Text(image is null ? default : image.Exe);
        output.Bytes(image is null ? default : image.Arguments);
        output.I64(thread.Tid);
        output.I64(thread.Pid);
        output.I64(thread.Process.ParentPid);
        output.None();
        output.U64(image?.FdLimit ?? 0);
        AddMemory(
            image?.PageFaultsMajor ?? 0, image?.PageFaultsMinor ?? 0, image?.VmSizeKb ?? 0, image?.VmRssKb ?? 0,
            image?.VmSwapKb ?? 0, output);
        output.Text(comm);
        ScapCgroups.Add(thread.Cgroup.Path, output);
        output.U32(flags);
        output.U32(thread.Uid);
        output.U32(thread.Gid);
        output.I64(thread.VirtualTid);
        output.I64(thread.VirtualPid);
        output.U64(thread.PidnsInitStartNs);
    }

    private static void AddMemory(
        ulong faultsMajor, ulong faultsMinor, ulong sizeKb, ulong residentKb, ulong swappedKb, ScapEventOutput output)
    {
        output.U64(faultsMajor);
        output.U64(faultsMinor);
        output.U32((uint)Math.Min(sizeKb, uint.MaxValue));
        output.U32((uint)Math.Min(residentKb, uint.MaxValue));
        output.U32((uint)Math.Min(swappedKb, uint.MaxValue));
    }

    private static void AddCapabilities(ulong inheritable, ulong permitted, ulong effective, ScapEventOutput output)
    {
        output.U64(inheritable);
        output.U64(permitted);
        output.U64(effective);
    }
}
