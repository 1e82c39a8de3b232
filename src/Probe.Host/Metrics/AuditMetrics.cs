using KosmosProbe.Host.Audit;

namespace KosmosProbe.Host.Metrics;

/// <summary>What came of Kubernetes audit events.</summary>
internal static class AuditMetrics
{
    private static readonly Metric Requests = Metric.Counter(
        "kosmosprobe_audit_requests_total", "Requests with audit events, and lines of files, by what became of them.");

    private static readonly Metric Events = Metric.Counter(
        "kosmosprobe_audit_events_total",
        "Audit events: received, left out of what was received, judged, and those that could not be judged.");

    private static readonly Metric Queued = Metric.Counter(
        "kosmosprobe_audit_alerts_total", "Alerts of audit events that went into their queue to the outputs.");

    private static readonly Metric Dropped = Metric.Counter(
        "kosmosprobe_audit_alerts_dropped_total", "Alerts of audit events that were too large for that queue.");

    private static readonly Metric Suppressed = Metric.Counter(
        "kosmosprobe_audit_alerts_suppressed_total", "Alerts of audit events held back because they repeat others.");

    private static readonly Metric Waiting = Metric.Gauge(
        "kosmosprobe_audit_waiting_bytes", "Memory of requests that are being read, and of events that wait.");

    private static readonly (AuditOutcome Outcome, string Name)[] Outcomes =
    [
        (AuditOutcome.Accepted, "accepted"),
        (AuditOutcome.Malformed, "malformed"),
        (AuditOutcome.TooLarge, "too_large"),
        (AuditOutcome.Unauthorized, "unauthorized"),
        (AuditOutcome.Misdirected, "misdirected"),
        (AuditOutcome.Incomplete, "incomplete"),
        (AuditOutcome.Busy, "busy"),
    ];

    /// <summary>Adds them; nothing while the source is off.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="run">The source.</param>
    public static void Add(MetricText page, AuditRun? run)
    {
        if (run is null) return;
        var counters = run.Intake.Counters;
        foreach (var (outcome, name) in Outcomes)
        {
            page.Add(Requests, counters.Of(outcome), new MetricLabel("result", name));
        }

        page.Add(Events, counters.Received, new MetricLabel("stage", "received"));
        page.Add(Events, counters.LeftOut, new MetricLabel("stage", "left_out"));
        page.Add(Events, counters.Judged, new MetricLabel("stage", "judged"));
        page.Add(Events, counters.Failed, new MetricLabel("stage", "failed"));
        page.Add(Queued, run.Alerts.Added);
        page.Add(Dropped, run.Alerts.Dropped);
        page.Add(Suppressed, run.Pipeline.Duplicates.Suppressed);
        page.Add(Waiting, run.Intake.Memory.Taken);
    }
}
