namespace KosmosProbe.Host.Metrics;

/// <summary>What the process and the machine use.</summary>
internal static class ResourceMetrics
{
    private static readonly (Metric Metric, Func<ResourceUse, double> Read)[] Rows =
    [
        (Metric.Gauge("falcosecurity_falco_cpu_usage_ratio", "CPU time since the start; 1 is one whole CPU."),
            static use => use.Cpu),
        (Metric.Gauge("falcosecurity_falco_memory_rss_bytes", "Resident memory."), static use => use.ResidentBytes),
        (Metric.Gauge("falcosecurity_falco_memory_vsz_bytes", "Address space."), static use => use.VirtualBytes),
        (Metric.Gauge("falcosecurity_falco_memory_pss_bytes", "Resident memory, what is shared counted by share."),
            static use => use.ProportionalBytes),
        (Metric.Gauge("falcosecurity_falco_container_memory_used_bytes", "Memory charged to the control group."),
            static use => use.CgroupBytes),
        (Metric.Gauge("falcosecurity_falco_host_cpu_usage_ratio", "The machine's CPU time that was not idle."),
            static use => use.HostCpu),
        (Metric.Gauge("falcosecurity_falco_host_memory_used_bytes", "The machine's memory in use."),
            static use => use.HostMemoryBytes),
        (Metric.Gauge("falcosecurity_falco_host_procs_running_total", "Processes of the machine that run or could."),
            static use => use.HostProcessesRunning),
        (Metric.Gauge("falcosecurity_falco_host_open_fds_total", "Open files of the machine."),
            static use => use.HostOpenFiles),
        (Metric.Gauge("kosmosprobe_managed_heap_bytes", "Memory of the .NET heap."),
            static _ => GC.GetTotalMemory(forceFullCollection: false)),
    ];

    /// <summary>Adds them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="use">As looked at just now.</param>
    public static void Add(MetricText page, ResourceUse use)
    {
        foreach (var (metric, read) in Rows) page.Add(metric, read(use));
    }
}
