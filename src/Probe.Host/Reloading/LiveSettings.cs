namespace KosmosProbe.Host.Reloading;

/// <summary>Which settings take effect by a reload. All others need a restart, and are told of by their keys.</summary>
internal static class LiveSettings
{
    /// <summary>The keys, each with all of its parts.</summary>
    public static readonly IReadOnlyList<string> Keys =
    [
        "config_files",
        "watch_config_files",
        "rules_files",
        "rules_file",
        "rule_files",
        "rule_matching",
        "priority",
        "rules",
        "engine.strict",
        "engine.file_identity",
        "append_output",
        "static_fields",
        "json_output",
        "json_include_output_property",
        "json_include_message_property",
        "json_include_output_fields_property",
        "json_include_tags_property",
        "time_format_iso_8601",
        "log_level",
        "base_syscalls",
    ];

    /// <summary>Whether a change of a key takes effect by a reload.</summary>
    /// <param name="key">Dotted.</param>
    public static bool Include(string key) =>
        Keys.Any(live => key == live || key.StartsWith(live + ".", StringComparison.Ordinal));
}
