using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Live;

/// <summary>
/// The start-up line: kernel, backend, what is attached, which events for how many rules, what is left out.
/// </summary>
internal static class StartReport
{
    private const int BytesPerMegabyte = 1 << 20;
    private const int RulesNamedMax = 10;

    // What the thread table is kept by; sent also when no rule asks for it.
    private static readonly EventType[] StateEvents =
    [
        EventType.Execve, EventType.Clone, EventType.Clone3, EventType.Fork, EventType.Vfork, EventType.Procexit,
    ];

    /// <summary>The line.</summary>
    /// <param name="kernel">The kernel's release.</param>
    /// <param name="attached">What is attached.</param>
    /// <param name="ringBytes">Size of the ring buffer.</param>
    /// <param name="rules">The rules in force.</param>
    public static string Write(string kernel, IEnumerable<string> attached, uint ringBytes, RuleSet rules)
    {
        var wanted = rules.WantedTypes.ToHashSet();
        var events = wanted.Select(type => $"{EventTable.Name(type)} ({Rules(CountFor(rules, type))})");
        var state = StateEvents.Where(type => !wanted.Contains(type)).Select(EventTable.Name);
        var skipped = EventTable.Types.Except(wanted).Except(StateEvents).Select(EventTable.Name);
        return $"watching: kernel {kernel}, syscall backend ({string.Join(", ", attached)}), "
            + $"ring buffer {ringBytes / BytesPerMegabyte} MB; events {Listed(events)}; "
            + $"for state alone {Listed(state)}; left out, as no rule wants them: {Listed(skipped)}";
    }

    /// <summary>
    /// Which rules lean on fields that are not collected yet; null when none does. Checks on them are false, so such a
    /// rule may never hold.
    /// </summary>
    /// <param name="rules">The rules in force.</param>
    public static string? Blind(RuleSet rules)
    {
        var blind = rules.Active.Where(rule => rule.Condition.Fields.Any(IsBlind)).ToList();
        if (blind.Count == 0)
        {
            return null;
        }

        var fields = blind.SelectMany(rule => rule.Condition.Fields).Where(IsBlind)
            .Select(field => field.Name).Distinct();
        var names = blind.Take(RulesNamedMax).Select(rule => $"\"{rule.Name}\"");
        string more = blind.Count > RulesNamedMax ? $" and {blind.Count - RulesNamedMax} more" : "";
        return $"not collected yet, see --list: {Listed(fields)}; checks on them are false, which matters to "
            + $"{Listed(names)}{more}";
    }

    private static bool IsBlind(Field field) => field.NotCollected is not null;

    private static int CountFor(RuleSet rules, EventType type) =>
        rules.Active.Count(rule => rule.Condition.EventTypes.Contains(type));

    private static string Rules(int count) => count == 1 ? "1 rule" : $"{count} rules";

    private static string Listed(IEnumerable<string> names) =>
        names.DefaultIfEmpty("none").Aggregate(static (all, name) => $"{all}, {name}");
}
