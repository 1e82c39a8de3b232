using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Live;

/// <summary>The counts of alerts at the end of a run, as Falco prints them.</summary>
internal static class Statistics
{
    /// <summary>Prints them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="rules">The rules of the run.</param>
    public static void Write(TextWriter output, RuleSet rules)
    {
        var matched = rules.Rules.Where(static rule => rule.Matches > 0).ToList();
        output.Write($"Events detected: {matched.Sum(static rule => rule.Matches)}\n");
        output.Write("Rule counts by severity:\n");
        foreach (var group in matched.GroupBy(static rule => rule.Priority).OrderBy(static group => group.Key))
        {
            string severity = Severity(group.Key);
            output.Write($"   {severity}: {group.Sum(static rule => rule.Matches)}\n");
        }

        output.Write("Triggered rules by rule name:\n");
        foreach (var rule in matched)
        {
            output.Write($"   {rule.Name}: {rule.Matches}\n");
        }

        output.Flush();
    }

    // Falco shortens one of them, here alone.
    private static string Severity(Priority priority) =>
        priority == Priority.Informational ? "INFO" : priority.ToString().ToUpperInvariant();
}
