using System.Text.Json;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Events;
using KosmosProbe.Host.Audit;
using KosmosProbe.Host.Metrics;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Top;

/// <summary>Takes snapshots of the running probe.</summary>
/// <param name="status">The running probe.</param>
/// <param name="facts">What does not change.</param>
internal sealed class TopSource(ProbeStatus status, ServiceFacts facts)
{
    private const int ProgramsMax = 50;

    /// <summary>A snapshot as JSON; null while events are not handled.</summary>
    public string? Json() => status.Running is { } run
        ? JsonSerializer.Serialize(Take(run), TopJson.Default.TopSnapshot)
        : null;

    private TopSnapshot Take(RunningProbe run)
    {
        var syscalls = run.Syscalls;
        var counts = syscalls?.Counts() ?? new EventCounts[EventTable.TypesCount];
        return new TopSnapshot
        {
            AtMs = Environment.TickCount64,
            RunningSeconds = facts.Running.TotalSeconds,
            Blindness = status.Health.Look().Blindness,
            Events =
            [
                .. from type in EventTable.RecordTypes
                   let count = counts[(int)type]
                   where count.Seen > 0
                   select new TopEvents(
                       EventTable.Name(type), (long)count.Seen, (long)count.Filtered, (long)count.Dropped),
                .. OfMisses(syscalls?.Misses() ?? []),
                .. OfAudit(run.Audit?.Intake.Counters),
            ],
            Rules =
            [
                .. run.Rules.Rules.Where(static rule => rule.Matches > 0)
                    .Select(static rule => new TopCount(rule.Name, rule.Matches)),
            ],
            Programs =
            [
                .. (syscalls?.Pipeline.Activity.Take(ProgramsMax) ?? [])
                    .Select(static row => new TopProgram(row.Program, row.Container, row.Events)),
            ],
            Sinks =
            [
                .. run.Dispatcher.Sinks.Select(static sink => new TopSink(
                    sink.Name, sink.Counters.Delivered, sink.Counters.Dropped, sink.Counters.QueueDepth,
                    sink.Counters.Failing ? sink.Counters.LastError : "")),
            ],
            Alerts = run.Alerts,
            AlertsLost = run.AlertsDropped,
            Threads = syscalls?.Node.Threads.Count ?? 0,
            Containers = syscalls?.Node.Containers.Count ?? 0,
            ResidentBytes = Environment.WorkingSet,
            CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
        };
    }

    // Beside the types, for it is not known of which type they would have been.
    private static TopEvents[] OfMisses(ulong[] misses)
    {
        long sum = misses.Sum(static one => (long)one);
        return sum == 0 ? [] : [new TopEvents("(skipped by the kernel)", sum, 0, sum)];
    }

    private static TopEvents[] OfAudit(AuditCounters? counters) => counters is null ? [] :
        [new TopEvents(AuditSource.Name, counters.Received, counters.LeftOut, counters.Failed)];
}
