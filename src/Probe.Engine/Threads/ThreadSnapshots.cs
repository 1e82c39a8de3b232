namespace KosmosProbe.Engine.Threads;

/// <summary>
/// Copies of a thread and its ancestors as they are now, for an event that is judged later. Copies are pooled; one does
/// not change when the table does, and fields read it as they read an entry. One thread.
/// </summary>
/// <param name="images">Where the entries' images come from.</param>
internal sealed class ThreadSnapshots(ImagePool images)
{
    private readonly Stack<ThreadInfo> _free = new();

    /// <summary>Copies a thread, the leader of its group and the leader's ancestors.</summary>
    /// <param name="thread">Any entry, or <see cref="ThreadInfo.Unknown"/>.</param>
    /// <param name="parentOf">Finds the parent process of a process.</param>
    public ThreadInfo Take(ThreadInfo thread, Func<ThreadInfo, ThreadInfo?> parentOf)
    {
        var taken = Copy(thread);
        var process = taken;
        if (thread.Leader is { } leader)
        {
            process = Copy(leader);
            taken.Leader = process;
        }

        var parent = parentOf(thread);
        for (int level = 0; parent is not null && level < ThreadTable.AncestorsMax; level++)
        {
            var copy = Copy(parent);
            process.Parent = copy;
            process = copy;
            parent = parentOf(parent);
        }

        return taken;
    }

    /// <summary>Gives copies back.</summary>
    /// <param name="taken">From <see cref="Take"/>; not to be used any more.</param>
    public void Return(ThreadInfo taken)
    {
        var process = taken.Leader ?? taken;
        if (process != taken)
        {
            Free(taken);
        }

        for (ThreadInfo? at = process; at is not null;)
        {
            var parent = at.Parent;
            Free(at);
            at = parent;
        }
    }

    private ThreadInfo Copy(ThreadInfo thread)
    {
        var copy = _free.TryPop(out var free) ? free : new ThreadInfo();
        copy.CopyFrom(thread);
        copy.Image?.Hold();
        return copy;
    }

    private void Free(ThreadInfo copy)
    {
        images.LetGo(copy.Image);
        copy.Clear();
        copy.Leader = copy.Parent = null;
        copy.ThreadsCount = 0;
        _free.Push(copy);
    }
}
