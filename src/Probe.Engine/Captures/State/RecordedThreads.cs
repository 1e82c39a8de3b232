using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>How a capture's events change the thread table.</summary>
internal sealed class RecordedThreads(ThreadTable threads, Cgroups cgroups)
{
    /// <summary>Takes in a thread of the capture's head.</summary>
    /// <param name="seed">As it was before the first event.</param>
    public void Add(ScapThread seed)
    {
    }

    /// <summary>Finds the parents of the threads of the head.</summary>
    public void Link()
    {
    }

    /// <summary>Changes what must be changed before the rules run, and finds the event's thread.</summary>
    /// <param name="view">A recorded event.</param>
    public ThreadInfo Apply(in Event view)
    {
        _ = cgroups;
        return threads.TryFind(view.Header.Tid, out var thread) ? thread : ThreadInfo.Unknown;
    }

    /// <summary>Changes what rules must not see yet.</summary>
    /// <param name="view">The record, as given to <see cref="Apply"/>.</param>
    public void Settle(in Event view)
    {
    }
}
