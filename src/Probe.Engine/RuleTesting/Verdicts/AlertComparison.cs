namespace KosmosProbe.Engine.RuleTesting.Verdicts;

/// <summary>Holds the alerts that came against those that were expected.</summary>
internal static class AlertComparison
{
    // What two alerts have in common when they are put beside each other: all, or the rule alone.
    private const int WholeAlert = 1000;
    private const int RuleAlone = 1;

    // Above so many comparisons, alerts are paired as they come, without looking for the best way.
    private const long PairsMax = 4_000_000;

    /// <summary>What differs; nothing when the case holds.</summary>
    /// <param name="expected">What was expected.</param>
    /// <param name="actual">What came.</param>
    /// <param name="wanted">How they are compared.</param>
    public static IReadOnlyList<AlertDifference> Compare(
        IReadOnlyList<ExpectedAlert> expected, IReadOnlyList<ActualAlert> actual, AlertsWanted wanted)
    {
        bool isShort = (long)expected.Count * actual.Count <= PairsMax;
        int?[] partners = wanted == AlertsWanted.Exactly && isShort
            ? InOrder(expected, actual)
            : AsTheyCome(expected, actual);
        var taken = partners.OfType<int>().ToHashSet();
        var differences = new List<AlertDifference>();
        for (int i = 0; i < expected.Count; i++)
        {
            var partner = partners[i] is { } number ? actual[number] : null;
            var parts = partner is null ? [] : PartsOf(expected[i], partner);
            if (partner is null || parts.Count > 0)
            {
                differences.Add(new AlertDifference(expected[i], partner) { Parts = parts });
            }
        }

        if (wanted != AlertsWanted.AmongOthers)
        {
            differences.AddRange(actual.Where((_, number) => !taken.Contains(number))
                .Select(static alert => new AlertDifference(null, alert)));
        }

        return differences;
    }

    private static bool IsSameRule(ExpectedAlert expected, ActualAlert actual) =>
        expected.Rule == actual.Rule && (expected.Event is not { } number || number == actual.Event);

    private static int Common(ExpectedAlert expected, ActualAlert actual) =>
        !IsSameRule(expected, actual) ? 0 : PartsOf(expected, actual).Count == 0 ? WholeAlert : RuleAlone;

    // The longest common sequence: what is left over is the least that has to be told.
    private static int?[] InOrder(IReadOnlyList<ExpectedAlert> expected, IReadOnlyList<ActualAlert> actual)
    {
        var best = new long[expected.Count + 1, actual.Count + 1];
        for (int i = expected.Count - 1; i >= 0; i--)
        {
            for (int j = actual.Count - 1; j >= 0; j--)
            {
                int common = Common(expected[i], actual[j]);
                long paired = common > 0 ? best[i + 1, j + 1] + common : 0;
                best[i, j] = Math.Max(paired, Math.Max(best[i + 1, j], best[i, j + 1]));
            }
        }

        var partners = new int?[expected.Count];
        for (int i = 0, j = 0; i < expected.Count && j < actual.Count;)
        {
            int common = Common(expected[i], actual[j]);
            if (common > 0 && best[i, j] == best[i + 1, j + 1] + common)
            {
                partners[i++] = j++;
            }
            else if (best[i, j] == best[i + 1, j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return partners;
    }

    // First those that are as expected, so that no alert is taken from who wants it just so.
    private static int?[] AsTheyCome(IReadOnlyList<ExpectedAlert> expected, IReadOnlyList<ActualAlert> actual)
    {
        var partners = new int?[expected.Count];
        var byRule = new Dictionary<string, LinkedList<int>>(StringComparer.Ordinal);
        for (int number = 0; number < actual.Count; number++)
        {
            if (!byRule.TryGetValue(actual[number].Rule, out var numbers))
            {
                byRule.Add(actual[number].Rule, numbers = new LinkedList<int>());
            }

            numbers.AddLast(number);
        }

        foreach (int enough in (int[])[WholeAlert, RuleAlone])
        {
            for (int i = 0; i < expected.Count; i++)
            {
                if (partners[i] is not null || !byRule.TryGetValue(expected[i].Rule, out var numbers)) continue;
                for (var at = numbers.First; at is not null; at = at.Next)
                {
                    if (Common(expected[i], actual[at.Value]) < enough) continue;
                    partners[i] = at.Value;
                    numbers.Remove(at);
                    break;
                }
            }
        }

        return partners;
    }

    private static List<PartDifference> PartsOf(ExpectedAlert expected, ActualAlert actual)
    {
        var parts = new List<PartDifference>();
        if (expected.Priority is { } priority && priority != actual.Priority)
        {
            parts.Add(new PartDifference("priority", priority.ToString(), actual.Priority.ToString()));
        }

        if (expected.Output is { } output && output != actual.Output)
        {
            parts.Add(new PartDifference("output", output, actual.Output));
        }

        foreach (string text in expected.OutputParts)
        {
            if (actual.Output.Contains(text, StringComparison.Ordinal)) continue;
            parts.Add(new PartDifference("output", $"contains {text}", actual.Output));
        }

        foreach (var (name, value) in expected.Fields)
        {
            bool isThere = actual.Fields.TryGetValue(name, out string? found);
            if (isThere && found == value) continue;
            parts.Add(new PartDifference(name, value ?? "null", isThere ? found ?? "null" : "not in output_fields"));
        }

        return parts;
    }
}
