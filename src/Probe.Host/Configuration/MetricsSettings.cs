using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Configuration;

/// <summary>Reads <c>metrics</c>.</summary>
internal static class MetricsSettings
{
    /// <summary>Reads it; what is not said stays as usual.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">The interval is too short.</exception>
    public static MetricsOptions Read(ConfigValues values)
    {
        var usual = new MetricsOptions();
        bool Is(string key, bool otherwise) => values.Boolean($"metrics.{key}", otherwise);
        return new MetricsOptions
        {
            Enabled = Is("enabled", usual.Enabled),
            Interval = values.Duration("metrics.interval", usual.Interval, TimeSpan.FromMilliseconds(100)),
            OutputRule = Is("output_rule", usual.OutputRule),
            OutputFile = values.Text("metrics.output_file", usual.OutputFile),
            RulesCountersEnabled = Is("rules_counters_enabled", usual.RulesCountersEnabled),
            ResourceUtilizationEnabled = Is("resource_utilization_enabled", usual.ResourceUtilizationEnabled),
            StateCountersEnabled = Is("state_counters_enabled", usual.StateCountersEnabled),
            KernelEventCountersEnabled = Is("kernel_event_counters_enabled", usual.KernelEventCountersEnabled),
            KernelEventCountersPerCpuEnabled = Is(
                "kernel_event_counters_per_cpu_enabled", usual.KernelEventCountersPerCpuEnabled),
            KernelIterEventCountersEnabled = Is(
                "kernel_iter_event_counters_enabled", usual.KernelIterEventCountersEnabled),
            LibbpfStatsEnabled = Is("libbpf_stats_enabled", usual.LibbpfStatsEnabled),
            PluginsMetricsEnabled = Is("plugins_metrics_enabled", usual.PluginsMetricsEnabled),
            JemallocStatsEnabled = Is("jemalloc_stats_enabled", usual.JemallocStatsEnabled),
            ConvertMemoryToMb = Is("convert_memory_to_mb", usual.ConvertMemoryToMb),
            IncludeEmptyValues = Is("include_empty_values", usual.IncludeEmptyValues),
        };
    }
}
