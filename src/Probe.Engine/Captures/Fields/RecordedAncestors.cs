using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>
/// The chain from a thread to its parent and on, as Falco walks it over what a capture tells: by the id that a process
/// has as its parent's. Made-up chains may be endless; none is followed for long.
/// </summary>
internal static class RecordedAncestors
{
    /// <summary>Who a thread is a child of; null when that one is not known.</summary>
    /// <param name="context">What is judged.</param>
    /// <param name="thread">Of the capture.</param>
    public static ThreadInfo? Parent(in EventContext context, ThreadInfo thread) =>
        context.Node.Threads.TryFind(thread.Recorded!.ParentTid, out var parent) ? parent : null;

    /// <summary>An ancestor of the event's process: 0 is the process; null beyond the chain.</summary>
    /// <param name="context">What is judged.</param>
    /// <param name="level">How far up.</param>
    public static ThreadInfo? At(in EventContext context, int level)
    {
        if (context.Thread.Recorded is null || level is < 0 or > ThreadTable.AncestorsMax)
        {
            return null;
        }

        var at = RecordedThread.MainOf(context.Thread);
        for (; level > 0 && at is not null; level--)
        {
            at = Parent(context, at) is { } parent ? RecordedThread.MainOf(parent) : null;
        }

        return at;
    }

    /// <summary>How many ancestors there are; -1 when none is known.</summary>
    /// <param name="context">What is judged.</param>
    public static int Count(in EventContext context)
    {
        int count = 0;
        for (var at = First(context); at is not null && count < ThreadTable.AncestorsMax; at = Parent(context, at))
        {
            count++;
        }

        return count == 0 ? -1 : count;
    }

    /// <summary>One of the ancestors that <see cref="Count"/> counts.</summary>
    /// <param name="context">What is judged.</param>
    /// <param name="index">0 is the parent.</param>
    public static ThreadInfo? Item(in EventContext context, int index)
    {
        var at = First(context);
        for (; index > 0 && at is not null; index--)
        {
            at = Parent(context, at);
        }

        return at;
    }

    /// <summary>
    /// Who leads a session or process group: the thread that has its id, else the farthest ancestor in it, else null.
    /// </summary>
    /// <param name="context">What is judged.</param>
    /// <param name="groupOf">The group of a thread.</param>
    /// <param name="isVirtual">Groups are numbered by pid namespace: below the node's an id finds no thread.</param>
    public static ThreadInfo? Leader(in EventContext context, Func<ThreadInfo, uint> groupOf, bool isVirtual)
    {
        var thread = context.Thread;
        uint group = groupOf(thread);
        if (group == RecordedThread.Missing)
        {
            return null;
        }

        bool isFound = !isVirtual || !RecordedThread.IsInPidNamespace(thread);
        if (isFound && context.Node.Threads.TryFind(group, out var leader))
        {
            return leader;
        }

        ThreadInfo? farthest = null;
        var at = Parent(context, thread);
        for (int level = 0; at is not null && groupOf(at) == group && level < ThreadTable.AncestorsMax; level++)
        {
            farthest = at;
            at = Parent(context, at);
        }

        return farthest;
    }

    private static ThreadInfo? First(in EventContext context) =>
        context.Thread.Recorded is not null && RecordedThread.MainOf(context.Thread) is { } main
            ? Parent(context, main)
            : null;
}
