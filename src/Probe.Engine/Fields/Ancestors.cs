using System.Globalization;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Fields;

/// <summary>Reads a text of a thread that is not the event's own: a parent, a session leader.</summary>
/// <param name="context">What is judged.</param>
/// <param name="thread">Whose text.</param>
/// <param name="value">The text.</param>
internal delegate bool ThreadTextReader(
    in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value);

/// <summary>The chain from a process to its parent and on, as rules walk it. Reparenting is followed.</summary>
internal static class Ancestors
{
    /// <summary>An ancestor of the event's process: 0 is the process, 1 its parent; null beyond the chain.</summary>
    public static ThreadInfo? At(in EventContext context, int level)
    {
        if (!context.Thread.IsKnown || level is < 0 or > ThreadTable.AncestorsMax)
        {
            return null;
        }

        ThreadInfo? at = level == 0 ? context.Thread : context.Thread.Process;
        for (; level > 0 && at is not null; level--)
        {
            at = context.Node.Threads.ParentOf(at);
        }

        return at;
    }

    /// <summary>The parent; null when there is none.</summary>
    public static ThreadInfo? Parent(in EventContext context) =>
        context.Thread.IsKnown ? context.Node.Threads.ParentOf(context.Thread) : null;

    /// <summary>How many ancestors there are; -1 when none is known.</summary>
    public static int Count(in EventContext context)
    {
        if (!context.Thread.IsKnown)
        {
            return -1;
        }

        int count = 0;
        var at = context.Node.Threads.ParentOf(context.Thread);
        for (; at is not null && count < ThreadTable.AncestorsMax; count++)
        {
            at = context.Node.Threads.ParentOf(at);
        }

        return count == 0 ? -1 : count;
    }

    /// <summary>Reads an index as rules have it in brackets. A negative one is allowed and finds nothing.</summary>
    public static bool TryIndex(string argument, out int level) =>
        int.TryParse(argument, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out level);

    /// <summary>
    /// Who leads a session or process group: the process that has its id, else the farthest ancestor in it, else null.
    /// </summary>
    /// <param name="context">What is judged.</param>
    /// <param name="groupOf">The group of a process.</param>
    /// <param name="leaderPid">The leader's pid, where groups are named by it; 0 where they are not.</param>
    public static ThreadInfo? GroupLeader(in EventContext context, Func<ThreadInfo, uint> groupOf, uint leaderPid)
    {
        if (!context.Thread.IsKnown)
        {
            return null;
        }

        var process = context.Thread.Process;
        if (leaderPid != 0 && context.Node.Threads.TryFind(leaderPid, out var leader) && leader.IsLeader)
        {
            return leader;
        }

        uint group = groupOf(process);
        ThreadInfo? farthest = null;
        var at = context.Node.Threads.ParentOf(process);
        for (int level = 0; at is not null && groupOf(at) == group && level < ThreadTable.AncestorsMax; level++)
        {
            farthest = at;
            at = context.Node.Threads.ParentOf(at);
        }

        return farthest;
    }
}
