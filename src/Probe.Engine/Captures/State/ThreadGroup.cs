using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// The threads of a process that the capture told of, its leader first. Holds what outlives a leader: the count of
/// those that live, and whether the process takes in orphans. Pooled.
/// </summary>
internal sealed class ThreadGroup
{
    private ThreadInfo? _last;

    /// <summary>The process.</summary>
    public uint Pid { get; set; }

    /// <summary>Threads that have not ended.</summary>
    public int Alive { get; set; }

    /// <summary>Orphans below it become its children.</summary>
    public bool IsReaper { get; set; }

    /// <summary>The leader, where it is known; else the first thread told of.</summary>
    public ThreadInfo? First { get; private set; }

    /// <summary>The thread that leads the process; null while it is not known.</summary>
    public ThreadInfo? Main => First is { } first && RecordedThread.IsMain(first) ? first : null;

    /// <summary>The first thread that has not ended, other than one; null when there is none.</summary>
    /// <param name="besides">That one.</param>
    public ThreadInfo? FirstAlive(ThreadInfo? besides)
    {
        for (var at = First; at is not null; at = at.NextThread)
        {
            if (at != besides && !RecordedThread.IsDead(at))
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Takes a thread in.</summary>
    /// <param name="thread">In no group.</param>
    public void Add(ThreadInfo thread)
    {
        Alive++;
        if (First is not { } first)
        {
            First = _last = thread;
        }
        else if (RecordedThread.IsMain(thread))
        {
            (thread.NextThread, first.PreviousThread, First) = (first, thread, thread);
            Follow(thread);
        }
        else
        {
            (thread.PreviousThread, _last!.NextThread, _last) = (_last, thread, thread);
            thread.Leader = Main;
        }
    }

    /// <summary>Lets a thread go; the others lose a leader.</summary>
    /// <param name="thread">In this group.</param>
    public void Remove(ThreadInfo thread)
    {
        if (First == thread)
        {
            First = thread.NextThread;
            Follow(null);
        }
        else
        {
            thread.PreviousThread!.NextThread = thread.NextThread;
        }

        if (_last == thread)
        {
            _last = thread.PreviousThread;
        }
        else
        {
            thread.NextThread!.PreviousThread = thread.PreviousThread;
        }

        thread.NextThread = thread.PreviousThread = thread.Leader = null;
    }

    /// <summary>Forgets what it was.</summary>
    public void Clear()
    {
        (Pid, Alive, IsReaper) = (0, 0, false);
        First = _last = null;
    }

    private void Follow(ThreadInfo? leader)
    {
        for (var at = First; at is not null; at = at.NextThread)
        {
            at.Leader = at == leader ? null : leader;
        }
    }
}
