using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Live;

/// <summary>Which rules ask for what this version does not see, so that nobody waits for an alert in vain.</summary>
internal static class BlindSpots
{
    private const int NamedMax = 10;

    /// <summary>One message for each kind of gap; none when the rules have all they need.</summary>
    /// <param name="rules">The rules in force.</param>
    public static IEnumerable<string> Of(RuleSet rules) =>
        ((string?[])[OfEvents(rules), OfFields(rules)]).OfType<string>();

    private static string? OfEvents(RuleSet rules)
    {
        var blind = rules.Active.Where(IsUntraced).ToList();
        var events = Enumerable.Range(0, EventTable.NamesCount)
            .Where(id => blind.Exists(rule => rule.Condition.EventTypes.ContainsName(id))).Select(EventTable.Name);
        return blind.Count == 0 ? null
            : $"events not traced yet, see docs/events.md: {Listed([.. events])}; "
            + $"no alert will come of {Listed(Names(blind))}";
    }

    // Rules that wait for their events have been told; what else they lack does not matter.
    private static string? OfFields(RuleSet rules)
    {
        var blind = rules.Active.Where(rule => !IsUntraced(rule) && rule.Condition.Fields.Any(IsBlind)).ToList();
        var fields = blind.SelectMany(rule => rule.Condition.Fields).Where(IsBlind)
            .Select(field => field.Name).Distinct();
        return blind.Count == 0 ? null
            : $"not collected yet, see --list: {Listed([.. fields])}; "
            + "checks on them (container.*: in containers) are false, which matters to " + Listed(Names(blind));
    }

    // Rules that no event at all can match, (evt.num=0), are meant so.
    private static bool IsUntraced(CompiledRule rule) => rule.Source == SyscallFields.Source
        && !rule.Condition.EventTypes.IsEmpty
        && !EventTable.Types.Any(rule.Condition.EventTypes.Contains);

    private static bool IsBlind(Field field) => field.NotCollected is not null;

    private static List<string> Names(List<CompiledRule> rules) => [.. rules.Select(rule => $"\"{rule.Name}\"")];

    private static string Listed(List<string> all) => all.Count <= NamedMax
        ? string.Join(", ", all)
        : $"{string.Join(", ", all.Take(NamedMax))} and {all.Count - NamedMax} more";
}
