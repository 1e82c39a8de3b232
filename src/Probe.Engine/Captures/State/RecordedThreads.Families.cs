using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Who belongs to which process, who is whose child, and who inherits the children of the dead.</summary>
internal sealed partial class RecordedThreads
{
    private const uint InitPid = 1;

    /// <summary>Gives a thread its process and its parent, once both are told.</summary>
    private void Relate(ThreadInfo thread)
    {
        var recorded = thread.Recorded!;
        if (recorded.Group is not null || RecordedThread.IsInvalid(thread))
        {
            return;
        }

        if (!_groups.TryFind(thread.Pid, out var group))
        {
            group = _groups.Add(thread.Pid);
            group.IsReaper = thread.Pid == InitPid || thread.VirtualPid == InitPid;
        }

        group.Add(thread);
        recorded.Group = group;
        if (thread.Pid == InitPid)
        {
            return;
        }

        if (!TryFind(recorded.ParentTid, out var parent) || RecordedThread.IsInvalid(parent))
        {
            recorded.ParentTid = 0;
            return;
        }

        Adopt(thread, parent);
    }

    private static void Adopt(ThreadInfo child, ThreadInfo parent)
    {
        child.Recorded!.ParentTid = parent.Tid;
        if (child != parent)
        {
            Kinship.Adopt(child, parent);
        }
    }

    /// <summary>Removes a thread: its children go to their heir, its process ends with its last thread.</summary>
    private void Remove(uint tid)
    {
        if (!TryFind(tid, out var thread))
        {
            return;
        }

        var recorded = thread.Recorded!;
        if (recorded.Group is not { } group || RecordedThread.IsInvalid(thread))
        {
            Drop(thread);
            return;
        }

        if (!RecordedThread.IsDead(thread))
        {
            recorded.Flags |= CloneFlags.Closed;
            group.Alive--;
        }

        if (thread.FirstChild is not null)
        {
            Bequeath(thread, group);
        }

        // A leader stays as long as other threads of its process live.
        bool isMain = RecordedThread.IsMain(thread);
        if (group.Alive <= 0)
        {
            _groups.Forget(group);
            if (group.Main is { } main && main != thread)
            {
                Drop(main);
            }

            Drop(thread);
        }
        else if (!isMain)
        {
            Drop(thread);
        }
    }

    private void Bequeath(ThreadInfo thread, ThreadGroup group)
    {
        ThreadInfo? reaper = null;
        uint told = thread.Recorded!.ReaperTid;
        if (told is not (0 or RecordedThread.Missing))
        {
            reaper = FindOrStandIn(told);
        }

        if (reaper is null || RecordedThread.IsInvalid(reaper))
        {
            reaper = FindReaper(thread, group);
        }

        if (reaper?.Recorded!.Group is { } reapers && reaper.Pid != thread.Pid)
        {
            reapers.IsReaper = true;
        }

        while (thread.FirstChild is { } child)
        {
            Kinship.Leave(child);
            if (reaper is null || reaper == thread)
            {
                child.Recorded!.ParentTid = 0;
            }
            else
            {
                Adopt(child, reaper);
            }
        }
    }

    // As the kernel does: another thread of the process, else the nearest ancestor that takes orphans in.
    private ThreadInfo? FindReaper(ThreadInfo thread, ThreadGroup group)
    {
        if (group.Alive > 0 && group.FirstAlive(besides: thread) is { } other)
        {
            return other;
        }

        bool isInNamespace = RecordedThread.IsInPidNamespace(thread);
        var at = ParentOf(thread);
        for (int level = 0; at is not null && at != thread && level < AncestorsMax; level++)
        {
            if (RecordedThread.IsInPidNamespace(at) != isInNamespace)
            {
                return null;
            }

            if (at.Recorded!.Group is { IsReaper: true, Alive: > 0 } reapers
                && reapers.FirstAlive(besides: null) is { } reaper)
            {
                return reaper;
            }

            at = ParentOf(at);
        }

        return null;
    }

    /// <summary>Takes an entry out of the table, whatever hangs on it.</summary>
    private void Drop(ThreadInfo thread)
    {
        if (Part(thread) is { First: null } group)
        {
            _groups.Forget(group);
            _groups.Return(group);
        }
    }

    /// <summary>Takes an entry out of the table; its process stays, and still counts it.</summary>
    private ThreadGroup? Part(ThreadInfo thread)
    {
        var recorded = thread.Recorded!;
        var group = recorded.Group;
        group?.Remove(thread);
        recorded.Clear(Slabs);
        _store.Remove(thread);
        return group;
    }
}
