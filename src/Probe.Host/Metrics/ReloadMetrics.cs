using KosmosProbe.Host.Reloading;

namespace KosmosProbe.Host.Metrics;

/// <summary>Whether what the files say is in force.</summary>
internal static class ReloadMetrics
{
    private const long NsPerTick = 100;

    private static readonly Metric Last = Metric.Gauge(
        "falcosecurity_falco_reload_timestamp_nanoseconds", "When a reload last took effect, ns since the epoch.");

    private static readonly Metric Reloads = Metric.Counter(
        "kosmosprobe_reloads_total", "Reloads by what became of them.");

    private static readonly Metric Stale = Metric.Gauge(
        "kosmosprobe_reload_failed", "1 while the files do not load and the former rules stay in force.");

    private static readonly Metric NeedRestart = Metric.Gauge(
        "kosmosprobe_settings_need_restart", "Settings that were changed and wait for a restart.");

    /// <summary>Adds them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="state">How reloading stands.</param>
    /// <param name="startNs">When the process started: the time of the first load.</param>
    public static void Add(MetricText page, ReloadSnapshot state, long startNs)
    {
        page.Add(Last, LastNs(state, startNs));
        page.Add(Reloads, state.Successes, new MetricLabel("result", "success"));
        page.Add(Reloads, state.Failures, new MetricLabel("result", "failure"));
        page.Add(Stale, state.HasFailed ? 1 : 0);
        page.Add(NeedRestart, state.NeedRestart.Count);
    }

    /// <summary>When what is in force was loaded, ns since the epoch.</summary>
    /// <param name="state">How reloading stands.</param>
    /// <param name="startNs">When the process started.</param>
    public static long LastNs(ReloadSnapshot state, long startNs) =>
        state.LastSuccess is { } at ? (at - DateTimeOffset.UnixEpoch).Ticks * NsPerTick : startNs;
}
