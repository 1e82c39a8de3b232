using KosmosProbe.Engine;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Audit;
using KosmosProbe.Host.Identities;
using KosmosProbe.Host.Live;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Metrics;

/// <summary>
/// What other threads may look at while events are handled: counters that are written by one thread each.
/// </summary>
/// <param name="Probe">The kernel's part.</param>
/// <param name="Pipeline">The way of an event.</param>
/// <param name="Loop">The event thread.</param>
/// <param name="Node">Threads and containers.</param>
/// <param name="Queue">From the event thread to the outputs.</param>
/// <param name="Dispatcher">To the outputs.</param>
/// <param name="Identities">Who looks what is behind the paths of rules.</param>
internal sealed record RunningProbe(
    LiveProbe Probe,
    EventPipeline Pipeline,
    EventLoop Loop,
    NodeState Node,
    AlertQueue Queue,
    AlertDispatcher Dispatcher,
    IdentityWatch Identities)
{
    /// <summary>The source k8s_audit; null while it is off.</summary>
    public AuditRun? Audit { get; init; }

    /// <summary>The kernel's counters of this moment, by event number.</summary>
    public EventCounts[] Counts()
    {
        var counts = new EventCounts[EventTable.TypesCount];
        Probe.CreateCounters().Count(counts);
        return counts;
    }
}
