using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Exec and end of a thread.</summary>
internal sealed partial class RecordedThreads
{
    private void Exec(in Event view, ThreadInfo thread)
    {
        if (view.Int64(0) < 0)
        {
            return;
        }

        var recorded = thread.Recorded!;
        if (RecordedThread.IsDead(thread))
        {
            // Another thread of the process has become its leader.
            recorded.Flags &= ~CloneFlags.Closed;
            if (recorded.Group is { } group)
            {
                group.Alive++;
            }
        }

        ShowExecuted(thread, view);
        thread.Pid = (uint)view.Int64(4);
        if (RecordedThread.IsInvalid(thread))
        {
            recorded.ParentTid = (uint)view.Int64(5);
            if ((recorded.Flags & CloneFlags.ChildInPidNamespace) == 0)
            {
                (thread.VirtualTid, thread.VirtualPid) = (thread.Tid, thread.Pid);
            }

            Relate(thread);
        }

        thread.ExecTimeNs = view.Header.TimeNs;
        recorded.FdLimit = view.Int64(7);
        TakeMemory(recorded, view);
        TakeIdentity(thread, view);
        TakeAges(thread, view);
        recorded.Flags &= CloneFlags.MainThread | CloneFlags.Inverted;
        TakeContainer(recorded);
        EndOthers(thread);
        RecordedDescriptors.Owner(thread)?.Descriptors?.CloseOnExec();
    }

    private void ShowExecuted(ThreadInfo thread, in Event view)
    {
        var recorded = thread.Recorded!;
        var before = thread.Image;
        var exe = view.Text(1);
        var comm = view.Text(13);
        comm = comm.IsEmpty ? exe : comm;
        var path = view.Text(27);
        var environment = view.Parameter(15);
        if (path.IsEmpty && before is not null)
        {
            path = before.ExePath;
        }

        if (!environment.IsEmpty)
        {
            recorded.HasEnvironment = true;
            environment = Environment(environment);
        }
        else if (before is not null && recorded.HasEnvironment)
        {
            environment = before.Environment;
        }

        var image = _store.Images.Rent();
        image.Fill(Slabs, comm, exe, Arguments(view.Parameter(2)), path, default, environment);
        TakeExecutable(image, before);
        if (view.Has(19))
        {
            const ExeFlags Known =
                ExeFlags.Writable | ExeFlags.UpperLayer | ExeFlags.FromMemfd | ExeFlags.LowerLayer;
            image.ExeFlags = (ExeFlags)view.UInt32(19) & Known;
        }

        if (view.Has(25))
        {
            image.ExeIno = view.UInt64(23);
            image.ExeCtimeNs = view.UInt64(24);
            image.ExeMtimeNs = view.UInt64(25);
        }

        thread.SetComm(comm);
        _store.Show(thread, image);
    }

    private void TakeIdentity(ThreadInfo thread, in Event view)
    {
        var recorded = thread.Recorded!;
        var cgroups = view.Parameter(14);
        recorded.Cgroups = cgroups.IsEmpty ? recorded.Cgroups : containers.FindCgroups(cgroups);
        thread.Tty = view.Has(16) ? view.UInt32(16) : thread.Tty;
        if (view.Has(17))
        {
            thread.VirtualProcessGroup = (uint)view.Int64(17);
        }

        thread.LoginUid = view.Has(18) ? view.UInt32(18) : thread.LoginUid;
        if (view.Has(22))
        {
            recorded.CapInheritable = view.UInt64(20);
            recorded.CapPermitted = view.UInt64(21);
            recorded.CapEffective = view.UInt64(22);
        }

        thread.Uid = view.Has(26) ? view.UInt32(26) : thread.Uid;
        thread.ProcessGroup = (uint)(view.Has(28) ? view.Int64(28) : -1);
        thread.Gid = view.Has(29) ? view.UInt32(29) : thread.Gid;
    }

    private static void TakeAges(ThreadInfo thread, in Event view)
    {
        if (!view.Has(25))
        {
            return;
        }

        ulong changedNs = thread.Image!.ExeCtimeNs;
        if (thread.StartNs != 0)
        {
            thread.Recorded!.ExeAgeAtCloneNs = thread.StartNs - changedNs;
        }

        if (thread.PidnsInitStartNs != 0 && changedNs > thread.PidnsInitStartNs)
        {
            thread.Recorded!.ExeChangedInNamespaceNs = changedNs - thread.PidnsInitStartNs;
        }
    }

    // An exec ends the other threads of its process; the leader's entry stays.
    private void EndOthers(ThreadInfo thread)
    {
        if (thread.Recorded!.Group is not { Alive: > 1 } group)
        {
            return;
        }

        for (var at = group.First; at is not null;)
        {
            var next = at.NextThread;
            if (at != thread && !RecordedThread.IsMain(at))
            {
                Remove(at.Tid);
            }

            at = next;
        }
    }

    // The entry goes when the rules have seen the event.
    private ThreadInfo? Exit(in Event view)
    {
        uint tid = view.Header.Tid;
        if (!TryFind(tid, out var thread))
        {
            return null;
        }

        var recorded = thread.Recorded!;
        if (recorded.Group is { } group && !RecordedThread.IsDead(thread))
        {
            group.Alive--;
        }

        recorded.Flags |= CloneFlags.Closed;
        _toRemove = tid;
        if (thread.FirstChild is not null)
        {
            recorded.ReaperTid = !view.Has(4)
                ? RecordedThread.Missing
                : (uint)view.Int64(4);
        }

        return thread;
    }
}
