using System.Globalization;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Metrics;

/// <summary>What the kernel's programs counted, under Falco's names and, by type and stage, under ours.</summary>
internal static class KernelMetrics
{
    private static readonly Metric Events = Metric.Counter(
        "falcosecurity_scap_n_evts_total", "Events that the kernel programs had to do with.");

    private static readonly Metric Drops = Metric.Counter(
        "falcosecurity_scap_n_drops_total",
        "Events lost in the kernel; runs of programs that the kernel skipped are among them.");

    private static readonly Metric BufferDrops = Metric.Counter(
        "falcosecurity_scap_n_drops_buffer_total", "Events lost because the ring had no room for them, by group.");

    private static readonly Metric ScratchDrops = Metric.Counter(
        "falcosecurity_scap_n_drops_scratch_map_total", "Events lost for want of memory to build their record in.");

    private static readonly Metric Misses = Metric.Counter(
        "kosmosprobe_program_misses_total",
        "Runs of a program that the kernel skipped because another was interrupted on that CPU. Each may have been an "
            + "event, of a type that is not known.");

    private static readonly Metric ByStage = Metric.Counter(
        "kosmosprobe_events_total",
        "Events by type and stage: seen is filtered plus submitted plus the dropped ones; consumed were read; what is "
            + "left out by policy is among the filtered ones.");

    private static readonly Metric Truncated = Metric.Counter(
        "kosmosprobe_events_truncated_total", "Events sent with a text cut short, by type.");

    private static readonly Metric RingSize = Metric.Gauge(
        "kosmosprobe_ring_bytes", "Size of the ring buffer; of all together, where there are several.");

    private static readonly Metric Rings = Metric.Gauge(
        "kosmosprobe_rings", "Ring buffers that the CPUs share. Counts of events and losses are of all of them.");

    private static readonly Metric BadRecords = Metric.Counter(
        "kosmosprobe_bad_records_total", "Records that could not be read, by what was wrong.");

    private static readonly Metric LostBySequence = Metric.Counter(
        "kosmosprobe_records_lost_total", "Records missing in the numbering of their CPU.");

    private static readonly Metric PolicyProven = Metric.Counter(
        "kosmosprobe_policy_proven_total",
        "With engine.kernel_policy=verify: events that the kernel's policy would have left out.");

    private static readonly Metric PolicyDifferences = Metric.Counter(
        "kosmosprobe_policy_differences_total",
        "Those of them that a rule held for, which must not be.");

    /// <summary>Adds them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="run">Of which run.</param>
    public static void Add(MetricText page, RunningSyscalls run)
    {
        var counts = run.Counts();
        var sum = EventCounts.Sum(counts);
        page.Add(Events, sum.Seen);
        ulong[] misses = run.Misses();
        page.Add(Drops, misses.Aggregate(sum.Dropped, static (all, one) => all + one));
        foreach (string category in DropCategory.All)
        {
            page.Add(BufferDrops, DropCategory.Full(counts, category), new("dir", "exit"), new("drop", category));
        }

        page.Add(ScratchDrops, sum.DroppedScratch);
        foreach (var (program, count) in run.Probe.Programs.Zip(misses))
        {
            page.Add(Misses, count, new MetricLabel("program", program));
        }

        foreach (var type in EventTable.RecordTypes) AddStages(page, type, counts[(int)type], run);
        foreach (var type in EventTable.RecordTypes)
        {
            page.Add(Truncated, counts[(int)type].Truncated, new MetricLabel("type", EventTable.Name(type)));
        }

        page.Add(RingSize, run.Probe.RingBytes);
        page.Add(Rings, run.Probe.Rings);
        foreach (var fault in Enum.GetValues<RecordFault>().Where(static fault => fault != RecordFault.None))
        {
            page.Add(BadRecords, run.Pipeline.BadRecordsBy(fault), new MetricLabel("fault", Word(fault)));
        }

        page.Add(LostBySequence, run.Pipeline.LostBySequence);
        page.Add(PolicyProven, run.Pipeline.PolicyDifferences.Proven);
        page.Add(PolicyDifferences, run.Pipeline.PolicyDifferences.Count);
    }

    private static void AddStages(MetricText page, EventType type, in EventCounts counts, RunningSyscalls run)
    {
        string name = EventTable.Name(type);
        ReadOnlySpan<(string Stage, ulong Count)> stages =
        [
            ("seen", counts.Seen),
            ("filtered", counts.Filtered),
            ("left_out_by_policy", counts.LeftOut),
            ("submitted", counts.Submitted),
            ("dropped_ring_full", counts.DroppedFull),
            ("dropped_reserve", counts.DroppedReserve),
            ("dropped_scratch", counts.DroppedScratch),
            ("consumed", run.Pipeline.RecordsOf(type)),
        ];
        foreach (var (stage, count) in stages) page.Add(ByStage, count, new("type", name), new("stage", stage));
    }

    private static string Word(RecordFault fault) => fault.ToString().ToLower(CultureInfo.InvariantCulture);
}
