using System.Text.Json;
using KosmosProbe.Engine.Describing;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Listing;

/// <summary>
/// -L and -l with json_output: rules, macros and lists as one JSON object, keys and order as Falco has them.
/// </summary>
internal static class RuleDescription
{
    /// <summary>Prints all that the files say.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="describer">What the files say.</param>
    public static void Write(TextWriter output, RuleDescriber describer) => Write(output, All(describer));

    /// <summary>Prints one rule.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="rule">The rule.</param>
    public static void Write(TextWriter output, RuleDetails rule) =>
        Write(output, new { rules = (object[])[Describe(rule)] });

    /// <summary>All that the files say, for a larger object.</summary>
    /// <param name="describer">What the files say.</param>
    public static object All(RuleDescriber describer) => new
    {
        lists = describer.Lists.Select(Describe),
        macros = describer.Macros.Select(Describe),
        required_engine_version = describer.Requirements.Engine.ToString(),
        required_plugin_versions = describer.Requirements.Plugins.Select(Describe),
        rules = describer.Rules.Select(Describe),
    };

    private static void Write(TextWriter output, object document) =>
        output.WriteLine(JsonSerializer.Serialize(document, JsonForm.Compact));

    private static object Describe(IReadOnlyList<PluginVersion> alternatives) => new
    {
        alternatives = alternatives.Skip(1).Select(plugin => new { name = plugin.Name, version = plugin.Version }),
        name = alternatives[0].Name,
        version = alternatives[0].Version,
    };

    private static object Describe(ListDetails list) => new
    {
        details = new
        {
            items_compiled = list.Compiled,
            lists = list.Lists,
            plugins = Array.Empty<string>(),
            used = list.IsUsed,
        },
        info = new { items = list.Items, name = list.Name },
    };

    private static object Describe(MacroDetails macro) => new
    {
        details = new
        {
            condition_compiled = macro.Details.Compiled,
            condition_fields = macro.Details.Fields,
            condition_operators = macro.Details.Operators,
            events = macro.Details.Events,
            lists = macro.Details.Lists,
            macros = macro.Details.Macros,
            plugins = Array.Empty<string>(),
            used = macro.IsUsed,
        },
        info = new { condition = macro.Condition, name = macro.Name },
    };

    private static object Describe(RuleDetails rule) => new
    {
        details = new
        {
            condition_compiled = rule.Details.Compiled,
            condition_fields = rule.Details.Fields,
            condition_operators = rule.Details.Operators,
            events = rule.Details.Events,
            exception_fields = rule.ExceptionFields,
            exception_names = rule.ExceptionNames,
            exception_operators = rule.ExceptionOperators,
            lists = rule.Details.Lists,
            macros = rule.Details.Macros,
            output_compiled = rule.OutputCompiled,
            output_fields = rule.OutputFields,
            plugins = rule.Plugins,
        },
        info = new
        {
            capture = rule.Capture,
            capture_duration = rule.CaptureMs,
            condition = rule.Condition,
            description = rule.Description,
            enabled = rule.Enabled,
            name = rule.Name,
            output = rule.Output,
            priority = rule.Priority,
            source = rule.Source,
            tags = rule.Tags,
        },
    };
}
