using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Threads;

/// <summary>How exec, clone and exit change the table.</summary>
public sealed partial class ThreadTable
{
    private ThreadInfo Exec(in Event view, in ExecveEvent exec)
    {
        ref readonly var header = ref exec.Header;
        var thread = Current(in header, out bool ended);
        if (ended)
        {
            return Stray(in header, exec.Comm.Text());
        }

        thread ??= _store.Add(header.Tid, header.Pid, header.ThreadStartNs, keep: null);
        EndOthers(thread, exec.PreviousTid);

        // Of two execs that came in the wrong order, the later one stays.
        if (header.TimeNs >= thread.ExecTimeNs)
        {
            thread.ExecTimeNs = header.TimeNs;
            _store.Show(thread, NewImage(view, in exec));
            TakeIdentity(thread, view, in exec);
            TakeParent(thread, exec.ParentPid, exec.ParentStartNs);
        }

        return thread;
    }

    // An exec ends the other threads of its group. A caller that was not the leader has got the leader's id by now.
    private void EndOthers(ThreadInfo thread, uint previousTid)
    {
        if (previousTid != thread.Tid && _store.TryFind(previousTid, out var before) && before.Pid == thread.Pid)
        {
            _store.Remove(before);
        }

        while (thread.FirstThread is { } other)
        {
            _store.Remove(other);
        }
    }

    private ProcessImage NewImage(in Event view, in ExecveEvent exec)
    {
        var image = _store.Images.Rent();
        image.Fill(_store.Images.Slabs, exec.Comm.Text(), view.Text(exec.Args), view.Text(exec.ExePath),
            view.Text(exec.Cwd), view.Text(exec.Environment));
        image.CapInheritable = exec.CapInheritable;
        image.CapPermitted = exec.CapPermitted;
        image.CapEffective = exec.CapEffective;
        image.ExeIno = exec.ExeIno;
        image.ExeCtimeNs = exec.ExeCtimeNs;
        image.ExeMtimeNs = exec.ExeMtimeNs;
        image.ExeFlags = exec.ExeFlags;
        image.FdLimit = exec.FdLimit;
        image.PageFaultsMajor = exec.PageFaultsMajor;
        image.PageFaultsMinor = exec.PageFaultsMinor;
        image.VmSizeKb = exec.VmSizeKb;
        image.VmRssKb = exec.VmRssKb;
        image.VmSwapKb = exec.VmSwapKb;
        return image;
    }

    private void TakeIdentity(ThreadInfo thread, in Event view, in ExecveEvent exec)
    {
        thread.SetComm(exec.Comm.Text());
        thread.SessionId = exec.SessionId;
        thread.ProcessGroup = exec.ProcessGroup;
        thread.VirtualTid = exec.VirtualTid;
        thread.VirtualPid = exec.VirtualPid;
        thread.VirtualProcessGroup = exec.VirtualProcessGroup;
        thread.PidnsInitStartNs = exec.PidnsInitStartNs;
        thread.LoginUid = exec.LoginUid;
        thread.Tty = exec.Tty;
        thread.Uid = exec.Header.Uid;
        thread.Gid = exec.Header.Gid;
        thread.Cgroup = _cgroups.Find(view, view.Text(exec.Cgroup), before: thread.Cgroup);
        thread.Marks = (thread.Marks & ~ThreadMarks.Ended) | ThreadMarks.Used;
    }

    private void AddChild(in Event view, in CloneEvent clone, ThreadInfo caller)
    {
        if (clone.ChildTid == 0 || _ended.Contains(clone.ChildTid, clone.ChildStartNs))
        {
            return;
        }

        if (_store.TryFind(clone.ChildTid, out var known))
        {
            bool isChild = known.Pid == clone.ChildPid && known.StartedAt(clone.ChildStartNs);
            if (isChild)
            {
                // Seeded from /proc, or told by a later record that came first: both know more than this one.
                Refine(known, clone.ChildStartNs);
            }

            if (isChild || known == caller || clone.ChildStartNs < known.StartNs)
            {
                return;
            }

            Lose(known);
        }

        var child = _store.Add(clone.ChildTid, clone.ChildPid, clone.ChildStartNs, keep: caller);
        _store.Show(child, caller.Image);
        child.SetComm(clone.Comm.Text());
        child.SessionId = clone.SessionId;
        child.ProcessGroup = clone.ProcessGroup;
        child.VirtualTid = clone.ChildVirtualTid;
        child.VirtualPid = clone.ChildVirtualPid;
        child.VirtualProcessGroup = clone.VirtualProcessGroup;
        child.PidnsInitStartNs = clone.PidnsInitStartNs;
        child.LoginUid = clone.LoginUid;
        child.Tty = clone.Tty;
        child.Uid = clone.ChildUid;
        child.Gid = clone.ChildGid;
        var cgroup = view.Text(clone.ChildCgroup);
        child.Cgroup = cgroup.IsEmpty ? caller.Cgroup : _cgroups.Find(view, cgroup, before: caller.Cgroup);
        if (child.IsLeader)
        {
            TakeParentOfNew(child, clone.ChildParentPid, caller.Process);
        }
        else if (_store.TryFind(child.Pid, out var leader))
        {
            Kinship.Join(child, leader);
        }
    }

    private void End(in ProcexitEvent exit)
    {
        ref readonly var header = ref exit.Header;

        // A leader that ends before its group leaves id and start time to the thread that may yet call exec.
        if (exit.GroupDead != 0 || header.Tid != header.Pid)
        {
            _ended.Add(header.Tid, header.ThreadStartNs);
        }

        bool known = _store.TryFind(header.Tid, out var thread)
            && thread.Pid == header.Pid && thread.StartedAt(header.ThreadStartNs);
        if (exit.GroupDead != 0)
        {
            if (_store.TryFind(header.Pid, out var leader) && leader.IsLeader && leader.StartedBy(header.TimeNs)
                && (known || header.Tid != header.Pid))
            {
                Bereave(leader, exit.HeirPid);
                EndOthers(leader, leader.Tid);
                _ended.Add(leader.Tid, leader.StartNs, exit.HeirPid);
                _store.Remove(leader);
            }

            // The group's other threads went with the leader, this one among them if it hung there.
            if (known && thread!.Tid == header.Tid && thread.IsKnown)
            {
                _store.Remove(thread);
            }
        }
        else if (known && thread!.IsLeader)
        {
            thread.Marks |= ThreadMarks.Ended;
        }
        else if (known)
        {
            _store.Remove(thread!);
        }
    }

    private void Bereave(ThreadInfo parent, uint heirPid)
    {
        while (parent.FirstChild is { } child)
        {
            Kinship.Leave(child);
            Inherit(child, heirPid == parent.Pid ? 0 : heirPid);
        }
    }
}
