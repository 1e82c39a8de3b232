using System.Diagnostics;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// The links between entries: threads hang on their group's leader, leaders on their parent. Lists run through the
/// entries themselves, so linking costs no memory; whoever removes an entry undoes all its links here.
/// </summary>
internal static class Kinship
{
    /// <summary>Hangs a process on its parent; undoes an earlier link.</summary>
    /// <param name="child">A leader.</param>
    /// <param name="parent">Another leader.</param>
    public static void Adopt(ThreadInfo child, ThreadInfo parent)
    {
        Debug.Assert(child != parent, "nobody is his own parent");
        Leave(child);
        child.Parent = parent;
        child.NextSibling = parent.FirstChild;
        if (parent.FirstChild is { } first)
        {
            first.PreviousSibling = child;
        }

        parent.FirstChild = child;
    }

    /// <summary>Takes a process off its parent; does nothing when it has none.</summary>
    /// <param name="child">A leader.</param>
    public static void Leave(ThreadInfo child)
    {
        if (child.Parent is not { } parent)
        {
            return;
        }

        if (child.PreviousSibling is { } previous)
        {
            previous.NextSibling = child.NextSibling;
        }
        else
        {
            parent.FirstChild = child.NextSibling;
        }

        if (child.NextSibling is { } next)
        {
            next.PreviousSibling = child.PreviousSibling;
        }

        child.Parent = child.NextSibling = child.PreviousSibling = null;
    }

    /// <summary>Hangs a thread on its group's leader.</summary>
    /// <param name="thread">Not a leader, in no group.</param>
    /// <param name="leader">The leader.</param>
    public static void Join(ThreadInfo thread, ThreadInfo leader)
    {
        Debug.Assert(thread != leader && thread.Leader is null, "a thread joins one group");
        thread.Leader = leader;
        thread.NextThread = leader.FirstThread;
        if (leader.FirstThread is { } first)
        {
            first.PreviousThread = thread;
        }

        leader.FirstThread = thread;
        leader.ThreadsCount++;
    }

    /// <summary>Takes a thread off its group's leader; does nothing when it has none.</summary>
    /// <param name="thread">Not a leader.</param>
    public static void Part(ThreadInfo thread)
    {
        if (thread.Leader is not { } leader)
        {
            return;
        }

        if (thread.PreviousThread is { } previous)
        {
            previous.NextThread = thread.NextThread;
        }
        else
        {
            leader.FirstThread = thread.NextThread;
        }

        if (thread.NextThread is { } next)
        {
            next.PreviousThread = thread.PreviousThread;
        }

        thread.Leader = thread.NextThread = thread.PreviousThread = null;
        leader.ThreadsCount--;
    }
}
