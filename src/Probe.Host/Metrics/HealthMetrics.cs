using KosmosProbe.Host.Health;

namespace KosmosProbe.Host.Metrics;

/// <summary>Whether the probe sees.</summary>
internal static class HealthMetrics
{
    private static readonly Metric Up = Metric.Gauge(
        "kosmosprobe_sighted", "1 while events are seen: attached, reading, self-test passed. 0 while blind.");

    private static readonly Metric SelfTests = Metric.Counter(
        "kosmosprobe_self_tests_seen_total", "Execs of the probe's own that came back as events.");

    /// <summary>Adds them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="health">What is known.</param>
    /// <param name="selfTestsSeen">Markers met by the event thread.</param>
    public static void Add(MetricText page, HealthCheck health, long selfTestsSeen)
    {
        page.Add(Up, health.Look().IsOk ? 1 : 0);
        page.Add(SelfTests, selfTestsSeen);
    }
}
