using static KosmosProbe.Host.Configuration.SettingType;
using static KosmosProbe.Host.Configuration.SettingUse;

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Every key of Falco's configuration. A key that is not here is warned about; one whose value has the wrong type is an
/// error, also where this version does not act on it.
/// </summary>
internal static class SettingTable
{
    /// <summary>The rows, parents before their parts.</summary>
    public static readonly IReadOnlyList<Setting> Rows =
    [
        // Rules
        new("rules_files", Parts, Works),
        new("rules_files[]", Text, Works),
        new("rules_file", Parts, Works),
        new("rules_file[]", Text, Works),
        new("rule_files", Parts, Works),
        new("rule_files[]", Text, Works),
        new("rule_matching", Text, Works),
        new("priority", Text, Works),
        new("rules", Parts, Works),
        new("rules[]", Parts, Works),
        new("rules[].enable", Parts, Works),
        new("rules[].enable.rule", Text, Works),
        new("rules[].enable.tag", Text, Works),
        new("rules[].disable", Parts, Works),
        new("rules[].disable.rule", Text, Works),
        new("rules[].disable.tag", Text, Works),

        // Engine
        new("engine", Parts, Works),
        new("engine.kind", Text, Works),
        new("engine.strict", Switch, Works),
        new("engine.modern_ebpf", Parts, Works),
        new("engine.modern_ebpf.buf_size_preset", Integer, Works),
        new("engine.modern_ebpf.cpus_for_each_buffer", Integer, NotYet),
        new("engine.modern_ebpf.disable_iterators", Switch, NotYet),
        new("engine.modern_ebpf.drop_failed_exit", Switch, NotYet),
        new("engine.kmod", Parts, NotYet),
        new("engine.kmod.buf_size_preset", Integer, NotYet),
        new("engine.kmod.drop_failed_exit", Switch, NotYet),
        new("engine.ebpf", Free, Removed),
        new("engine.gvisor", Free, Removed),
        new("engine.replay", Parts, NotYet),
        new("engine.replay.capture_file", Text, NotYet),
        new("falco_libs", Parts, Works),
        new("falco_libs.thread_table_size", Integer, Works),
        new("falco_libs.snaplen", Integer, NotYet),
        new("falco_libs.thread_table_auto_purging_interval_s", Integer, NotYet),
        new("falco_libs.thread_table_auto_purging_thread_timeout_s", Integer, NotYet),
        new("base_syscalls", Parts, NotYet),
        new("base_syscalls.custom_set", Parts, NotYet),
        new("base_syscalls.custom_set[]", Text, NotYet),
        new("base_syscalls.repair", Switch, NotYet),
        new("base_syscalls.all", Switch, NotYet),

        // Alerts
        new("json_output", Switch, Works),
        new("json_include_output_property", Switch, Works),
        new("json_include_message_property", Switch, Works),
        new("json_include_output_fields_property", Switch, Works),
        new("json_include_tags_property", Switch, Works),
        new("time_format_iso_8601", Switch, Works),
        new("buffered_outputs", Switch, Works),
        new("buffer_format_base64", Switch, NotYet),
        new("outputs_queue", Parts, Works),
        new("outputs_queue.capacity", Integer, Works),
        new("output_timeout", Integer, NotYet),
        new("append_output", Parts, Works),
        new("append_output[]", Parts, Works),
        new("append_output[].match", Parts, Works),
        new("append_output[].match.source", Text, Works),
        new("append_output[].match.rule", Text, Works),
        new("append_output[].match.tags", Parts, Works),
        new("append_output[].match.tags[]", Text, Works),
        new("append_output[].extra_output", Text, Works),
        new("append_output[].extra_fields", Parts, Works),
        new("append_output[].extra_fields[]", Free, Works),
        new("append_output[].suggested_output", Switch, Works),
        new("static_fields", Free, Works),
        new("stdout_output", Parts, Works),
        new("stdout_output.enabled", Switch, Works),
        new("file_output", Free, NotYet),
        new("program_output", Free, NotYet),
        new("syslog_output", Free, NotYet),
        new("http_output", Free, NotYet),
        new("grpc", Free, Removed),
        new("grpc_output", Free, Removed),
        new("outputs", Free, Removed),

        // The probe itself
        new("log_level", Text, Works),
        new("log_stderr", Switch, Works),
        new("log_syslog", Switch, NotYet),
        new("libs_logger", Free, NotYet),
        new("config_files", Free, NotYet),
        new("watch_config_files", Switch, NotYet),
        new("webserver", Free, NotYet),
        new("metrics", Free, NotYet),
        new("capture", Free, NotYet),
        new("plugins", Parts, Works),
        new("plugins[]", Parts, Works),
        new("plugins[].name", Text, Works),
        new("plugins[].library_path", Text, NotYet),
        new("plugins[].open_params", Text, NotYet),
        new("plugins[].init_config", Free, Works),
        new("load_plugins", Free, NotYet),
        new("plugins_hostinfo", Switch, NotYet),
        new("syscall_event_drops", Free, NotYet),
        new("syscall_event_timeouts", Free, NotYet),
        new("syscall_buf_size_preset", Free, Removed),
        new("syscall_drop_failed_exit", Free, Removed),
        new("modern_bpf", Free, Removed),
        new("metadata_download", Free, Removed),
    ];

    private static readonly Dictionary<string, Setting> ByPath =
        Rows.ToDictionary(static row => row.Path, StringComparer.Ordinal);

    /// <summary>The row of a path, or null.</summary>
    /// <param name="path">Dotted, with [] for items.</param>
    public static Setting? Find(string path) => ByPath.GetValueOrDefault(path);

    /// <summary>The keys that a mapping may have.</summary>
    /// <param name="parent">Its path; empty for the whole configuration.</param>
    public static IEnumerable<string> KeysOf(string parent) =>
        from row in Rows
        let dot = row.Path.LastIndexOf('.')
        where (dot < 0 ? "" : row.Path[..dot]) == parent && !row.Path.EndsWith("[]", StringComparison.Ordinal)
        select row.Path[(dot + 1)..];
}
