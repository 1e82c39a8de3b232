using KosmosProbe.Host.Outputs;

namespace KosmosProbe.Host.Metrics;

/// <summary>Alerts on their way, and what became of them at each output.</summary>
internal static class OutputMetrics
{
    private static readonly Metric QueueDrops = Metric.Counter(
        "falcosecurity_falco_outputs_queue_num_drops_total",
        "Alerts lost because the queue to the outputs was full, or too small for one.");

    private static readonly Metric Queued = Metric.Counter(
        "kosmosprobe_alerts_total", "Alerts that went into the queues to the outputs.");

    private static readonly Metric Suppressed = Metric.Counter(
        "kosmosprobe_alerts_suppressed_total", "Alerts held back because they repeat others.");

    private static readonly Metric Waiting = Metric.Gauge(
        "kosmosprobe_alerts_queue_depth", "Alerts in the queues to the outputs.");

    private static readonly Metric Sink = Metric.Counter(
        "kosmosprobe_sink_alerts_total", "Alerts by output and what became of them.");

    private static readonly Metric Retries = Metric.Counter(
        "kosmosprobe_sink_retries_total", "Attempts of an output that failed and were made again.");

    private static readonly Metric Up = Metric.Gauge(
        "kosmosprobe_sink_up", "Whether the last attempt of an output went well.");

    private static readonly Metric Depth = Metric.Gauge(
        "kosmosprobe_sink_queue_depth", "Alerts that wait in an output's memory.");

    private static readonly Metric Bytes = Metric.Gauge(
        "kosmosprobe_sink_queue_bytes", "Bytes that wait in an output's memory.");

    private static readonly Metric Spool = Metric.Gauge(
        "kosmosprobe_sink_spool_bytes", "Bytes that wait on disk for an output.");

    /// <summary>Adds them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="run">Of which run.</param>
    public static void Add(MetricText page, RunningProbe run)
    {
        var sinks = run.Dispatcher.Sinks;
        page.Add(QueueDrops, run.AlertsDropped);
        page.Add(Queued, run.Alerts);
        page.Add(Suppressed, run.Suppressed);
        page.Add(Waiting, run.Alerts - run.Queue.Taken - (run.Audit?.Alerts.Taken ?? 0));
        foreach (var sink in sinks)
        {
            page.Add(Sink, sink.Counters.Offered, new("sink", sink.Name), new("result", "offered"));
            page.Add(Sink, sink.Counters.Delivered, new("sink", sink.Name), new("result", "delivered"));
            page.Add(Sink, sink.Counters.Dropped, new("sink", sink.Name), new("result", "dropped"));
        }

        Each(page, Retries, sinks, static counters => counters.Retries);
        Each(page, Up, sinks, static counters => counters.Failing ? 0 : 1);
        Each(page, Depth, sinks, static counters => counters.QueueDepth);
        Each(page, Bytes, sinks, static counters => counters.QueueBytes);
        Each(page, Spool, sinks, static counters => counters.SpoolBytes);
    }

    private static void Each(
        MetricText page, Metric metric, IReadOnlyList<IAlertSink> sinks, Func<SinkCounters, long> read)
    {
        foreach (var sink in sinks) page.Add(metric, read(sink.Counters), new MetricLabel("sink", sink.Name));
    }
}
