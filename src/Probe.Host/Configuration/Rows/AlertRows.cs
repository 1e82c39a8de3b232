using static KosmosProbe.Host.Configuration.SettingType;
using static KosmosProbe.Host.Configuration.SettingUse;

namespace KosmosProbe.Host.Configuration.Rows;

/// <summary>What an alert looks like.</summary>
internal static class AlertRows
{
    /// <summary>The rows.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        new("json_output", Switch, Works, "false", "Alerts are JSON objects, one a line, instead of text."),
        new("json_include_output_property", Switch, Works, "true",
            "JSON alerts have `output`: time, priority and message."),
        new("json_include_message_property", Switch, Works, "false",
            "JSON alerts have `message`: the output without time and priority."),
        new("json_include_output_fields_property", Switch, Works, "true",
            "JSON alerts have `output_fields`: the values that the output names."),
        new("json_include_tags_property", Switch, Works, "true", "JSON alerts have `tags`: those of the rule."),
        new("time_format_iso_8601", Switch, Works, "false",
            "Times in texts are UTC in ISO 8601 form instead of the local time of day."),
        new("buffer_format_base64", Switch, NotYet, "false",
            "Bytes that were read or written print in Base64 instead of as text."),
        new("append_output", Parts, Works, "[]", "What is added to the output of rules."),
        new("append_output[]", Parts, Works, null, ""),
        new("append_output[].match", Parts, Works, null, "Which rules; without it all. All its parts must hold."),
        new("append_output[].match.source", Text, Works, null, "Rules of this source."),
        new("append_output[].match.rule", Text, Works, null, "The rule of this name."),
        new("append_output[].match.tags", Parts, Works, "[]", "Rules that have all of these tags."),
        new("append_output[].match.tags[]", Text, Works, null, ""),
        new("append_output[].extra_output", Text, Works, null,
            "A template that is added to the output, after a blank."),
        new("append_output[].extra_fields", Parts, Works, "[]",
            "What is added to `output_fields` only: a field by its name, or a name of your own with a template."),
        new("append_output[].extra_fields[]", Free, Works, null, "") { Kinds = ["string", "object"] },
        new("append_output[].suggested_output", Switch, Works, "false",
            "Container, image, pod and static fields are added to the output."),
        new("static_fields", Texts, Works, null, "Fields `static.NAME` with a fixed text, for outputs and conditions."),
    ];
}
