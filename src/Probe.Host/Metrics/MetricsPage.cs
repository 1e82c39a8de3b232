using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Containers;

namespace KosmosProbe.Host.Metrics;

/// <summary>Everything that is counted, as <c>/metrics</c> shows it.</summary>
/// <param name="options">Which groups are shown.</param>
/// <param name="facts">What does not change.</param>
/// <param name="status">What changes.</param>
/// <param name="runtimes">Who is asked about containers.</param>
internal sealed class MetricsPage(
    MetricsOptions options, ServiceFacts facts, ProbeStatus status, RuntimeWatch runtimes)
{
    /// <summary>Writes it; null while events are not handled.</summary>
    public string? Write()
    {
        if (status.Running is not { } run) return null;
        var page = new MetricText();
        ServiceMetrics.Add(page, facts, status.Reloads.Now, run);
        ReloadMetrics.Add(page, status.Reloads.Now, facts.StartNs);
        HealthMetrics.Add(page, status.Health, status.Marker.Seen);
        OutputMetrics.Add(page, run);
        AuditMetrics.Add(page, run.Audit);
        if (options.RulesCountersEnabled) RuleMetrics.Add(page, run);
        if (run.Syscalls is { } syscalls) AddSyscalls(page, syscalls);
        if (options.ResourceUtilizationEnabled) ResourceMetrics.Add(page, ResourceUse.Now(facts.Running));
        return page.ToString();
    }

    private void AddSyscalls(MetricText page, RunningSyscalls run)
    {
        if (options.KernelEventCountersEnabled) KernelMetrics.Add(page, run);
        if (options.LibbpfStatsEnabled) ProgramMetrics.Add(page, run.Probe);
        if (options.StateCountersEnabled) StateMetrics.Add(page, run, runtimes);
    }
}
