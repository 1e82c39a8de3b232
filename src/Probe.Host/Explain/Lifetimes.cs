using KosmosProbe.Engine.Explaining;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Host.Explain;

/// <summary>How often a check's answer can change, in words.</summary>
internal static class Lifetimes
{
    /// <summary>What a check is constant for.</summary>
    /// <param name="lifetime">The check's.</param>
    public static string Word(FieldLifetime lifetime) => lifetime switch
    {
        FieldLifetime.Container => "container",
        FieldLifetime.Process => "exec",
        _ => "event",
    };

    /// <summary>What the words mean, and what this version makes of it.</summary>
    public const string Legend = "per container, per exec: constant there, so that it can be settled once for each "
        + "container, or once for each exec of a thread;\nper event: may differ each time. "
        + "This version makes every check for every event.";

    /// <summary>How many checks of a condition last how long, as a sentence.</summary>
    /// <param name="condition">Simplified.</param>
    public static string Sentence(ConditionTree condition)
    {
        var counts = condition.All.Where(static tree => tree.Lifetime is not null)
            .CountBy(static tree => tree.Lifetime!.Value).ToDictionary();
        int of = counts.Values.Sum();
        string[] parts =
        [
            Part(counts.GetValueOrDefault(FieldLifetime.Container), "constant per container"),
            Part(counts.GetValueOrDefault(FieldLifetime.Process), "constant per exec"),
            Part(counts.GetValueOrDefault(FieldLifetime.Event), "per event"),
        ];
        return $"{of} {(of == 1 ? "check" : "checks")}: {string.Join(", ", parts.Where(static part => part != ""))}";
    }

    private static string Part(int count, string words) => count == 0 ? "" : $"{count} {words}";
}
