using KosmosProbe.Engine;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Identities;
using KosmosProbe.Host.Live;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Metrics;

/// <summary>What other threads may look at of the source syscall.</summary>
/// <param name="Probe">The kernel's part.</param>
/// <param name="Pipeline">The way of an event.</param>
/// <param name="Loop">The event thread.</param>
/// <param name="Node">Threads and containers.</param>
/// <param name="Identities">Who looks what is behind the paths of rules.</param>
internal sealed record RunningSyscalls(
    LiveProbe Probe, EventPipeline Pipeline, EventLoop Loop, NodeState Node, IdentityWatch Identities)
{
    /// <summary>The kernel's counters of this moment, by event number.</summary>
    public EventCounts[] Counts()
    {
        var counts = new EventCounts[EventTable.TypesCount];
        Probe.CreateCounters().Count(counts);
        return counts;
    }

    /// <summary>Runs that the kernel skipped up to this moment, in the order of the probe's programs.</summary>
    public ulong[] Misses()
    {
        ulong[] misses = new ulong[Probe.Programs.Count];
        Probe.CountMisses(misses);
        return misses;
    }
}
