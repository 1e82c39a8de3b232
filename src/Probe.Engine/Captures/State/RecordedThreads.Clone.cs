using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// clone, clone3, fork, vfork: each success is told twice, by the caller with the child's id and by the child with 0.
/// The caller's makes the child's entry, except where it cannot know the child's ids (pid namespaces) or may come after
/// the child's end (vfork); then the child's does.
/// </summary>
internal sealed partial class RecordedThreads
{
    // An entry that is older than this is of an earlier thread with the same id, whose end was not recorded.
    private const ulong StaleNs = 2_000_000_000;

    private ThreadInfo? Clone(in Event view)
    {
        uint tid = view.Header.Tid;
        long result = view.Int64(0);
        if (result > 0)
        {
            CloneOfCaller(view, (uint)result);
        }
        else if (result == 0 && tid != 0)
        {
            CloneOfChild(view);
        }

        if (TryFind(tid, out var thread) && result >= 0)
        {
            TakeContainer(thread.Recorded!);
        }

        return thread;
    }

    private void CloneOfCaller(in Event view, uint childTid)
    {
        if (FindOrStandIn(view.Header.Tid) is not { } caller)
        {
            return;
        }

        bool isKnown = !RecordedThread.IsInvalid(caller);
        if (!isKnown)
        {
            TakeIds(caller, view);
            Relate(caller);
        }

        const CloneFlags OfNamespace =
            CloneFlags.ChildInPidNamespace | CloneFlags.NewPid | CloneFlags.Parent;
        var flags = (CloneFlags)view.UInt32(15);
        bool isVfork = (flags & CloneFlags.Vfork) != 0 || view.Type == RecordedTypes.Vfork;
        if ((flags & OfNamespace) != 0 || caller.Tid != caller.VirtualTid || isVfork)
        {
            return;
        }

        if (TryFind(childTid, out var earlier))
        {
            if ((earlier.Recorded!.Flags & CloneFlags.Inverted) != 0)
            {
                return;
            }

            Remove(childTid);
        }

        // The caller itself may have gone, where it names itself its child.
        if (childTid == 0 || childTid == caller.Tid || _store.IsFull || TryFind(childTid, out _))
        {
            return;
        }

        bool isThread = (flags & CloneFlags.Thread) != 0;
        var child = New(childTid, isThread ? caller.Pid : childTid);
        var recorded = child.Recorded!;
        recorded.Flags = isThread ? flags | CloneFlags.Files : flags;
        recorded.ParentTid = isThread ? caller.Recorded!.ParentTid : caller.Tid;
        child.VirtualTid = childTid;
        child.VirtualPid = child.Pid;
        Inherit(child, view, isKnown ? caller : null, isThread);
        if (!isKnown)
        {
            TakeImage(caller, child);
        }

        Relate(child);
    }

    private void CloneOfChild(in Event view)
    {
        uint tid = view.Header.Tid;
        if (TryFind(tid, out var earlier) && earlier.StartNs != 0)
        {
            if (view.Header.TimeNs - earlier.StartNs < StaleNs)
            {
                return;
            }

            Remove(tid);
        }

        // Falco puts the new entry in the earlier one's place: children keep their parent, the process counts both.
        var group = TryFind(tid, out var replaced) ? Part(replaced) : null;
        MakeChild(view, tid);
        if (group is { First: null })
        {
            _groups.Forget(group);
            _groups.Return(group);
        }
    }

    private void MakeChild(in Event view, uint tid)
    {
        var flags = (CloneFlags)view.UInt32(15) | CloneFlags.Inverted;
        bool isThread = (flags & CloneFlags.Thread) != 0;
        uint modelTid = (uint)view.Int64(isThread ? 4 : 5);
        var model = modelTid == tid ? null : FindOrStandIn(modelTid);
        if (model is null || _store.IsFull)
        {
            return;
        }

        var child = New(tid, 0);
        child.Recorded!.Flags = isThread ? flags | CloneFlags.Files : flags;
        TakeIds(child, view);
        bool isKnown = !RecordedThread.IsInvalid(model);
        if (!isKnown && isThread)
        {
            model.Pid = child.Pid;
            model.Recorded!.ParentTid = child.Recorded.ParentTid;
            model.VirtualTid = model.VirtualPid = child.VirtualPid;
            Relate(model);
        }

        Inherit(child, view, isKnown ? model : null, isThread);
        if (!isKnown && isThread)
        {
            TakeImage(model, child);
        }

        // Time since boot: captures of Falco have no other.
        bool isInNamespace =
            (flags & (CloneFlags.ChildInPidNamespace | CloneFlags.NewPid)) != 0 || tid != child.VirtualTid;
        child.PidnsInitStartNs = isInNamespace ? view.UInt64(20) : 0;
        Relate(child);
    }

    private static void TakeIds(ThreadInfo thread, in Event view)
    {
        thread.Pid = (uint)view.Int64(4);
        thread.Recorded!.ParentTid = (uint)view.Int64(5);
        bool areTold = view.Has(19);
        thread.VirtualTid = areTold ? (uint)view.Int64(18) : thread.Tid;
        thread.VirtualPid = areTold ? (uint)view.Int64(19) : RecordedThread.Missing;
    }

    /// <summary>What a new thread has from its event, and from whom it was made of.</summary>
    /// <param name="child">The thread; its ids and flags are told.</param>
    /// <param name="view">Its event or its maker's.</param>
    /// <param name="model">Its maker or leader; null when nothing is known of it.</param>
    /// <param name="isThread">It belongs to the model's process.</param>
    private void Inherit(ThreadInfo child, in Event view, ThreadInfo? model, bool isThread)
    {
        var recorded = child.Recorded!;
        child.StartNs = view.Header.TimeNs;
        child.Uid = view.UInt32(16);
        child.Gid = view.UInt32(17);
        child.LoginUid = 0;
        recorded.FdLimit = view.Int64(7);
        TakeMemory(recorded, view);
        var cgroups = view.Parameter(14);
        recorded.Cgroups = cgroups.IsEmpty ? null : FindCgroups(cgroups);
        ShowImage(child, view, model?.Image);
        if (model is null)
        {
            return;
        }

        var source = model.Recorded!;
        (child.SessionId, child.ProcessGroup) = (model.SessionId, model.ProcessGroup);
        (child.VirtualProcessGroup, child.Tty) = (model.VirtualProcessGroup, model.Tty);
        child.LoginUid = model.LoginUid;
        recorded.CapInheritable = source.CapInheritable;
        recorded.CapPermitted = source.CapPermitted;
        recorded.CapEffective = source.CapEffective;
        recorded.ExeAgeAtCloneNs = source.ExeAgeAtCloneNs;
        if (!isThread)
        {
            recorded.HasEnvironment = source.HasEnvironment;
            recorded.SetCwd(Slabs, Cwd(model));
            child.Descriptors = RecordedDescriptors.Owner(model)?.Descriptors?.Copy();
        }
    }

    /// <summary>What its own event tells of a child is all that is known of who made it.</summary>
    private void TakeImage(ThreadInfo maker, ThreadInfo child)
    {
        maker.SetComm(child.Comm);
        _store.Show(maker, child.Image);
    }

    private static void TakeMemory(RecordedThread recorded, in Event view)
    {
        if (view.Has(12))
        {
            recorded.PageFaultsMajor = view.UInt64(8);
            recorded.PageFaultsMinor = view.UInt64(9);
            recorded.VmSizeKb = view.UInt32(10);
            recorded.VmRssKb = view.UInt32(11);
            recorded.VmSwapKb = view.UInt32(12);
        }
    }
}
