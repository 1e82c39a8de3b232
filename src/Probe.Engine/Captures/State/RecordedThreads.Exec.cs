using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Exec and end of a thread.</summary>
internal sealed partial class RecordedThreads
{
    // PPM_EXVAT_AT_EMPTY_PATH, driver/ppm_events_public.h.
    private const long EmptyPath = 1;

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
        _scratch.Reset();
        var path = view.Has(27) ? view.Text(27) : ExecutedPath(view, thread);
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

        thread.SetComm(comm);
        if (Slabs.UsedBytes > TextBytesMax)
        {
            _store.Images.NoteCut();
            _store.Show(thread, UnknownImage());
            return;
        }

        var image = _store.Images.Rent();
        image.Fill(Slabs, comm, exe, Arguments(view.Parameter(2)), ExePath(path), default, environment);
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

        _store.Show(thread, image);
    }

    // Captures of long ago tell the executable as the caller named it, when they tell it at all.
    private ReadOnlySpan<byte> ExecutedPath(in Event view, ThreadInfo thread)
    {
        var text = new TextBuilder(_scratch);
        switch (view.As<RecordedEvent>().EnterCount)
        {
            case 1:
                var file = RecordedValues.Text(view.EnterParameter(0));
                if (file.SequenceEqual(RecordedValues.NotKnown))
                {
                    return RecordedValues.NotKnown;
                }

                RecordedPaths.Join(Cwd(thread), file, ref text);
                break;
            case 3:
                long directory = RecordedValues.Number(view.EnterParameter(0));
                var name = RecordedValues.Text(view.EnterParameter(1));
                bool isDirectory = (RecordedValues.Number(view.EnterParameter(2)) & EmptyPath) != 0;
                if ((!isDirectory && name.SequenceEqual(RecordedValues.NotKnown))
                    || !TryAddDirectory(thread, directory, name, ref text))
                {
                    return RecordedValues.NotKnown;
                }

                var from = text.Finish();
                text = new TextBuilder(_scratch);
                RecordedPaths.Join(isDirectory ? default : from, isDirectory ? from : name, ref text);
                break;
            default:
                break;
        }

        return text.Finish();
    }

    private static bool TryAddDirectory(
        ThreadInfo thread, long directory, ReadOnlySpan<byte> name, ref TextBuilder text)
    {
        if (name.StartsWith((byte)'/'))
        {
            text.Add((byte)'.');
            return true;
        }

        if (directory == RecordedPaths.AtCwd)
        {
            text.Add(Cwd(thread));
            return true;
        }

        if (RecordedDescriptors.Find(thread, directory) is not { } descriptor)
        {
            return false;
        }

        text.Add(descriptor.Name);
        if (!descriptor.Name.IsEmpty && !descriptor.Name.EndsWith((byte)'/'))
        {
            text.Add((byte)'/');
        }

        return true;
    }

    private void TakeIdentity(ThreadInfo thread, in Event view)
    {
        var recorded = thread.Recorded!;
        var cgroups = view.Parameter(14);
        recorded.Cgroups = cgroups.IsEmpty ? recorded.Cgroups : FindCgroups(cgroups);
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
