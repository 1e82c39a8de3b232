using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Listing;

/// <summary>-L and -l with json_output: what is known of each rule, under Falco's keys.</summary>
internal static class RuleDescription
{
    /// <summary>Prints rules as one JSON object.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="rules">The rules.</param>
    public static void Write(TextWriter output, IEnumerable<CompiledRule> rules) =>
        output.WriteLine(JsonSerializer.Serialize(
            new
            {
                required_engine_version = VersionText.EngineVersion,
                rules = rules.Select(Describe),
            },
            JsonForm.Compact));

    private static object Describe(CompiledRule rule) => new
    {
        details = new
        {
            condition_compiled = rule.Condition.Canonical,
            events = EventTable.Types.Where(rule.Condition.EventTypes.Contains).Select(EventTable.Name),
            lists = rule.Condition.UsedLists.Order(StringComparer.Ordinal),
            macros = rule.Condition.UsedMacros.Order(StringComparer.Ordinal),
            output_compiled = rule.Template,
        },
        info = new
        {
            description = rule.Description,
            enabled = rule.IsEnabled,
            name = rule.Name,
            priority = rule.Priority.ToString(),
            source = rule.Source,
            tags = rule.Tags,
        },
    };
}
