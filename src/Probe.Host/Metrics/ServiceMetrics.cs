using KosmosProbe.Engine.Fields;
using KosmosProbe.Host.Listing;
using KosmosProbe.Host.Reloading;

namespace KosmosProbe.Host.Metrics;

/// <summary>Which version runs where, with which files, since when.</summary>
internal static class ServiceMetrics
{
    private static readonly Metric Version = Metric.Gauge("falcosecurity_falco_version_info", "The version.");

    private static readonly Metric Kernel = Metric.Gauge(
        "falcosecurity_falco_kernel_release_info", "The kernel's release.");

    private static readonly Metric HostName = Metric.Gauge("falcosecurity_evt_hostname_info", "The machine's name.");

    private static readonly Metric Engine = Metric.Gauge(
        "falcosecurity_scap_engine_name_info", "Where events come from.");

    private static readonly Metric RulesFile = Metric.Gauge(
        "falcosecurity_falco_sha256_rules_files_info", "The rules files that were loaded.");

    private static readonly Metric ConfigFile = Metric.Gauge(
        "falcosecurity_falco_sha256_config_files_info", "The configuration files that were read.");

    private static readonly Metric Start = Metric.Gauge(
        "falcosecurity_falco_start_timestamp_nanoseconds", "When the process started, ns since the epoch.");

    private static readonly Metric Boot = Metric.Gauge(
        "falcosecurity_falco_host_boot_timestamp_nanoseconds", "When the machine started, ns since the epoch.");

    private static readonly Metric Duration = Metric.Counter(
        "falcosecurity_falco_duration_seconds_total", "How long the process has been running.");

    private static readonly Metric Cpus = Metric.Gauge(
        "falcosecurity_falco_host_num_cpus_total", "CPUs of the machine.");

    /// <summary>Adds them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="facts">What does not change while running.</param>
    /// <param name="loaded">The files in force.</param>
    /// <param name="run">Which sources are on.</param>
    public static void Add(MetricText page, ServiceFacts facts, ReloadSnapshot loaded, RunningProbe run)
    {
        page.AddInfo(Version, new MetricLabel("version", VersionText.Probe));
        page.AddInfo(Kernel, new MetricLabel("kernel_release", facts.KernelRelease));
        page.AddInfo(HostName, new MetricLabel("hostname", facts.HostName));
        if (run.Syscalls is not null)
        {
            page.AddInfo(Engine, new("engine_name", ServiceFacts.EngineName), new("evt_source", SyscallFields.Source));
        }

        foreach (var file in loaded.RulesFiles) page.AddInfo(RulesFile, Labels(file));
        foreach (var file in loaded.ConfigFiles) page.AddInfo(ConfigFile, Labels(file));
        page.Add(Start, facts.StartNs);
        page.Add(Boot, facts.BootNs);
        page.Add(Duration, Math.Floor(facts.Running.TotalSeconds));
        page.Add(Cpus, facts.Cpus);
    }

    private static MetricLabel[] Labels(LoadedFile file) =>
        [new("file_name", Path.GetFileName(file.Path)), new("sha256", file.Sha256)];
}
