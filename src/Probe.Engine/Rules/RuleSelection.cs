namespace KosmosProbe.Engine.Rules;

/// <summary>One step of switching rules on or off: by name, in which asterisks stand for anything, or by tag.</summary>
public sealed record RuleSelection
{
    /// <summary>On or off.</summary>
    public required bool Enable { get; init; }

    /// <summary>A pattern for the whole name; null when the step goes by tag.</summary>
    public string? Rule { get; init; }

    /// <summary>A tag; null when the step goes by name.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether the step is about a rule.</summary>
    /// <param name="rule">The rule.</param>
    public bool Concerns(CompiledRule rule) =>
        (Rule is not null && Matches(Rule, rule.Name)) || (Tag is not null && rule.Tags.Contains(Tag));

    /// <summary>Applies steps to rules. What is switched on again goes to the end of the order.</summary>
    /// <param name="rules">All rules.</param>
    /// <param name="steps">The steps, in order.</param>
    public static List<CompiledRule> Apply(IEnumerable<CompiledRule> rules, IEnumerable<RuleSelection> steps)
    {
        var all = rules.ToList();
        var active = all.Where(rule => rule.IsEnabled).ToList();
        foreach (var step in steps)
        {
            if (step.Enable)
            {
                active.AddRange(all.Where(rule => step.Concerns(rule) && !active.Contains(rule)).ToList());
            }
            else
            {
                active.RemoveAll(step.Concerns);
            }
        }

        return active;
    }

    private static bool Matches(string pattern, string name)
    {
        // Greedy with one point to go back to: the last asterisk may always take one character more.
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && pattern[p] == name[n])
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
