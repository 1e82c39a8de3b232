using static KosmosProbe.Host.Configuration.SettingType;
using static KosmosProbe.Host.Configuration.SettingUse;

namespace KosmosProbe.Host.Configuration.Rows;

/// <summary>The probe itself: log, web server, metrics, losses.</summary>
internal static class ServiceRows
{
    /// <summary>The rows.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        new("log_level", Text, Works, "info",
            "The least important of the probe's own messages: emergency, alert, critical, error, warning, notice, "
            + "info (or informational), debug."),
        new("log_stderr", Switch, Works, "true", "The probe's own messages go to standard error."),
        new("log_syslog", Switch, Works, "false",
            "The probe's own messages go to the system's log, at `/dev/log`; those that nobody takes there are lost."),
        new("libs_logger", Parts, Idle, null, "Of no meaning here: there is one log, see `log_level`."),
        new("libs_logger.enabled", Switch, Idle, "true", "Of no meaning here."),
        new("libs_logger.severity", Text, Idle, "info", "Of no meaning here."),

        new("webserver", Parts, Works, null, "A server that tells health, versions and metrics over HTTP."),
        new("webserver.enabled", Switch, Works, "false", "It listens."),
        new("webserver.threadiness", Integer, Idle, "0",
            "Requests served at the same time; 0: as many as there are processors.") { Least = 0, Most = 1024 },
        new("webserver.listen_address", Text, Works, "0.0.0.0", "The IP address to listen on."),
        new("webserver.listen_port", Integer, Works, "8765", "The port to listen on; 0: any that is free.")
        {
            Least = 0, Most = 65535,
        },
        new("webserver.k8s_healthz_endpoint", Text, Works, "/healthz",
            "The path that answers 200 while the probe sees what happens, and 503 while it does not."),
        new("webserver.prometheus_metrics_enabled", Switch, Works, "false",
            "`/metrics` tells Prometheus what `metrics` counts, where `metrics.enabled` is true as well."),
        new("webserver.ssl_enabled", Switch, Works, "false", "It talks TLS."),
        new("webserver.ssl_certificate", Text, Works, "/etc/falco/falco.pem",
            "A file with certificate and private key, PEM."),

        new("metrics", Parts, Works, null, "What is counted, and where the counts are told."),
        new("metrics.enabled", Switch, Works, "false", "Counts are told."),
        new("metrics.interval", Duration, Works, "1h", "How often; 100ms at least."),
        new("metrics.output_rule", Switch, Works, "false",
            "As an alert of the rule `Falco internal: metrics snapshot`."),
        new("metrics.output_file", Text, Works, "", "As a line of JSON in this file."),
        new("metrics.rules_counters_enabled", Switch, Works, "true", "Matches per rule."),
        new("metrics.resource_utilization_enabled", Switch, Works, "true", "Processor time and memory."),
        new("metrics.state_counters_enabled", Switch, Works, "true", "What the thread table holds and did."),
        new("metrics.kernel_event_counters_enabled", Switch, Works, "true", "Events and losses in the kernel."),
        new("metrics.kernel_event_counters_per_cpu_enabled", Switch, Idle, "true", "The same, by processor."),
        new("metrics.kernel_iter_event_counters_enabled", Switch, Idle, "true",
            "Of no meaning here: what runs already is read from /proc."),
        new("metrics.libbpf_stats_enabled", Switch, Works, "true", "Runs and run time of the kernel's programs."),
        new("metrics.plugins_metrics_enabled", Switch, Idle, "true", "Lookups of containers."),
        new("metrics.jemalloc_stats_enabled", Switch, Idle, "true", "Of no meaning here: memory is .NET's."),
        new("metrics.convert_memory_to_mb", Switch, Works, "true", "Memory is told in MB, else in bytes."),
        new("metrics.include_empty_values", Switch, Works, "false", "Zero and empty values are told as well."),

        new("syscall_event_drops", Parts, Works, null, "When a loss of events is told, and how."),
        new("syscall_event_drops.threshold", Number, Works, "0.1",
            "The part of a second's events that must be lost before anything is done, from 0 to 1."),
        new("syscall_event_drops.actions", Parts, Works, "[log, alert]",
            "What is done: `log`, `alert`, `exit`, or `ignore` alone."),
        new("syscall_event_drops.actions[]", Text, Works, null, "") { Words = ["ignore", "log", "alert", "exit"] },
        new("syscall_event_drops.rate", Number, Works, "0.03333", "How often a second it is done in the long run."),
        new("syscall_event_drops.max_burst", Number, Works, "1",
            "How often in a row it is done before `rate` holds it back."),
        new("syscall_event_drops.simulate_drops", Switch, Works, "false", "Losses are made up, to try it."),
        new("syscall_event_timeouts", Parts, Works, null, "When the absence of events is told."),
        new("syscall_event_timeouts.max_consecutives", Integer, Works, "1000",
            "Waits for an event, in a row, that may end without one.") { Least = 1, Most = int.MaxValue },

        new("self_test", Parts, Works, null, "An exec of the probe's own, which must come back as an event.")
        {
            IsOurs = true,
        },
        new("self_test.enabled", Switch, Works, "true", "It is made, at start and from time to time.")
        {
            IsOurs = true,
        },
        new("self_test.interval", Duration, Works, "1m", "How often; 1s at least.") { IsOurs = true },

        new("capture", Parts, Works, null,
            "Recordings of what happens after an alert. A file is named by `path_prefix`, time and number of the event "
            + "that it begins with; one is written at a time, and further alerts make it last longer. See "
            + "captures.md."),
        new("capture.enabled", Switch, Works, "false", "They are made."),
        new("capture.path_prefix", Text, Works, "/tmp/falco",
            "How their names begin: a folder, which must be there, and the first letters of the file."),
        new("capture.mode", Text, Works, "rules",
            "`rules`: for rules with `capture: true`; `all_rules`: for every rule.") { Words = ["rules", "all_rules"] },
        new("capture.default_duration", Integer, Works, "5000",
            "Milliseconds that one lasts after the alert, unless the rule has a `capture_duration`.")
        {
            Least = 0, Most = uint.MaxValue,
        },
        new("capture.max_file_size_mb", Integer, Works, "1024",
            "MB that one may have, the verb `record` included; 0: any number, which is Falco's default.")
        {
            Least = 0, Most = 1048576,
        },
    ];
}
