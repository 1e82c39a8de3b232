using KosmosProbe.Native;

namespace KosmosProbe.Host.Metrics;

/// <summary>What the kernel counts of its programs, where the sysctl kernel.bpf_stats_enabled tells it to.</summary>
internal static class ProgramMetrics
{
    private const double NsPerSecond = 1e9;

    private static readonly Metric Runs = Metric.Counter(
        "kosmosprobe_program_runs_total", "Runs of a kernel program; 0 unless kernel.bpf_stats_enabled is 1.");

    private static readonly Metric Seconds = Metric.Counter(
        "kosmosprobe_program_seconds_total", "Run time of a kernel program; 0 unless kernel.bpf_stats_enabled is 1.");

    /// <summary>Adds them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="probe">Whose programs.</param>
    public static void Add(MetricText page, LiveProbe probe)
    {
        var programs = probe.ProgramRuns();
        foreach (var one in programs) page.Add(Runs, one.Count, new MetricLabel("program", one.Name));
        foreach (var one in programs) page.Add(Seconds, one.TimeNs / NsPerSecond, new MetricLabel("program", one.Name));
    }
}
