namespace KosmosProbe.Engine.Threads;

/// <summary>Who a process' parent is: by link where it is known, by id and start time where it was not yet, else by
/// one look into /proc.</summary>
public sealed partial class ThreadTable
{
    /// <summary>How far a chain of ancestors is followed: deeper ones are faulty records, not processes.</summary>
    internal const int AncestorsMax = 256;

    /// <summary>The parent process; null when there is none or it is not known.</summary>
    /// <param name="thread">Any thread of the child.</param>
    internal ThreadInfo? ParentOf(ThreadInfo thread)
    {
        var process = thread.Process;
        return process.Parent ?? FindParent(process);
    }

    private void TakeParent(ThreadInfo process, uint parentPid, ulong startNs)
    {
        if (_ended.Contains(parentPid, startNs, out uint heirPid))
        {
            // The kernel tells of a process' end before it gives its children away: the heir is the parent by now.
            if (process.Parent is null && process.IsLeader)
            {
                Inherit(process, heirPid);
            }

            return;
        }

        process.Marks &= ~(ThreadMarks.ParentMissing | ThreadMarks.ParentLost);
        if (process.Parent is { } linked && (linked.Tid != parentPid || !linked.StartedAt(startNs)))
        {
            Kinship.Leave(process);
        }

        process.ParentPid = parentPid;
        process.ParentStartNs = startNs;
        if (process.Parent is null && process.IsLeader)
        {
            TryLink(process);
        }
    }

    // Who is made with CLONE_PARENT has the parent of its maker, and that may have ended before this is told.
    private void TakeParentOfNew(ThreadInfo child, uint parentPid, ThreadInfo maker)
    {
        if (parentPid == maker.Pid || maker.ParentPid == 0 || _store.TryFind(parentPid, out _))
        {
            TakeParent(child, parentPid, startNs: 0);
        }
        else
        {
            TakeParent(child, maker.ParentPid, maker.ParentStartNs);
        }
    }

    /// <summary>Gives a process that has lost its parent to the one that inherits it.</summary>
    private void Inherit(ThreadInfo child, uint heirPid)
    {
        child.ParentPid = heirPid;
        child.ParentStartNs = 0;
        child.Marks &= ~(ThreadMarks.ParentMissing | ThreadMarks.ParentLost);
        if (heirPid == 0)
        {
            child.Marks |= ThreadMarks.ParentLost;
        }
        else
        {
            TryLink(child);
        }
    }

    private bool TryLink(ThreadInfo process)
    {
        if (process.ParentPid == process.Tid || !_store.TryFind(process.ParentPid, out var parent)
            || !parent.IsLeader || !parent.StartedAt(process.ParentStartNs) || !parent.MayPrecede(process))
        {
            return false;
        }

        Kinship.Adopt(process, parent);
        return true;
    }

    private ThreadInfo? FindParent(ThreadInfo process)
    {
        const ThreadMarks Asked = ThreadMarks.ParentMissing;
        bool lost = (process.Marks & ThreadMarks.ParentLost) != 0;
        if ((process.Marks & Asked) != 0 || process == _stray || !process.IsLeader || (process.ParentPid == 0 && !lost))
        {
            return null;
        }

        if (!lost && TryLink(process))
        {
            return process.Parent;
        }

        // While rules run, entries in use must not make room: a full table does not look for parents.
        if (_store.IsFull || _proc is null || !_budget.TryTake(_nowNs))
        {
            return null;
        }

        process.Marks = (process.Marks | Asked) & ~ThreadMarks.ParentLost;
        uint parentPid = _proc.ParentOf(process.Pid, process.StartNs);
        if (parentPid != 0)
        {
            process.ParentPid = parentPid;
            process.ParentStartNs = 0;
        }
        else if (lost || process.ParentPid == 0)
        {
            process.ParentPid = 0;
            return null;
        }
        else
        {
            // The process has ended already; the parent that a record named may live.
            parentPid = process.ParentPid;
        }

        if (!_store.TryFind(parentPid, out _) && _proc.Read(parentPid, parentPid, withImage: true) is { } found)
        {
            AddFromProc(found, leader: null);
        }

        return TryLink(process) ? process.Parent : null;
    }
}
