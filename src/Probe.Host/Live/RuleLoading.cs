using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Live;

/// <summary>The rules of a run, and what to tell their author.</summary>
/// <param name="Rules">Compiled and selected.</param>
/// <param name="Files">The files they came from.</param>
/// <param name="Warnings">Whole messages.</param>
/// <param name="Remarks">Whole messages about names that nothing uses: a stock of macros always has some.</param>
internal sealed record LoadedRules(
    RuleSet Rules, IReadOnlyList<RuleFile> Files, IReadOnlyList<string> Warnings, IReadOnlyList<string> Remarks)
{
    /// <summary>What is odd about the whole: nothing will alert, a step of the selection is for no rule.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];
}

/// <summary>From configured paths to a set of rules, or to one exception that holds all errors.</summary>
internal static class RuleLoading
{
    /// <summary>Loads the rules that a configuration names.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="fields">The fields there are.</param>
    /// <exception cref="ProbeException">There are none, or they have errors.</exception>
    public static LoadedRules Load(ProbeOptions options, FieldTable fields) => Load(options, fields, out _);

    /// <summary>The same; gives also what the files say, for those who describe it.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="items">What was read.</param>
    /// <exception cref="ProbeException">There are none, or they have errors.</exception>
    public static LoadedRules Load(ProbeOptions options, FieldTable fields, out LoadedItems items)
    {
        var report = new RuleReport();
        var files = RulePaths.Read(options.RulesPaths, report);
        if (report.HasErrors)
        {
            throw new ProbeException(string.Join('\n', report.Errors.Select(static error => error.Message)));
        }

        return Load(files, options, fields, out items);
    }

    /// <summary>The same of files that were read already.</summary>
    /// <param name="files">In order.</param>
    /// <param name="options">The run's.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="items">What was read.</param>
    /// <exception cref="ProbeException">There are none, or they have errors.</exception>
    public static LoadedRules Load(
        IReadOnlyList<RuleFile> files, ProbeOptions options, FieldTable fields, out LoadedItems items)
    {
        var report = new RuleReport();
        if (files.Count == 0)
        {
            throw new ProbeException(
                "no rules files: name some with -r FILE, or with rules_files in the configuration"
                    + Looked(options.RulesPaths));
        }

        bool isLoaded = RuleSet.TryLoad(files, fields, options.Rules, report, out var rules, out items);
        PluginCheck.Check(items.Requirements, report);
        if (!isLoaded || rules is null || report.HasErrors)
        {
            throw new ProbeException("the rules cannot be used\n" + string.Join('\n', report.Errors));
        }

        var unused = report.Warnings.ToLookup(IsUnused, static warning => warning.ToString());
        return new LoadedRules(rules, files, [.. unused[false]], [.. unused[true]])
        {
            Hints = [.. Misses(rules, options), .. Emptiness(rules, options), .. Sources(rules, options)],
        };
    }

    // A misspelt name or tag would leave everything as it was.
    private static IEnumerable<string> Misses(RuleSet rules, ProbeOptions options) =>
        from step in options.Rules.Selection
        where rules.Rules.Count > 0 && !rules.Rules.Any(step.Concerns)
        let what = step.Rule is { } name ? $"is named '{name}'" : $"has the tag '{step.Tag}'"
        select $"rules: no rule {what}, so there is none to {(step.Enable ? "enable" : "disable")}";

    private static IEnumerable<string> Emptiness(RuleSet rules, ProbeOptions options)
    {
        if (rules.Rules.Count == 0)
        {
            yield return "there are 0 rules, so nothing will alert" + Looked(options.RulesPaths);
        }
        else if (rules.Active.Count == 0)
        {
            yield return $"none of the {rules.Rules.Count} rules is enabled, so nothing will alert";
        }
    }

    // Rules that wait for what nobody sends, and events that nobody judges, look like a quiet cluster.
    private static IEnumerable<string> Sources(RuleSet rules, ProbeOptions options)
    {
        int others = rules.Active.Count(static rule => rule.Source == SyscallFields.Source);
        if (others > 0 && !options.WatchesSyscalls)
        {
            yield return $"{others} rules are of the source {SyscallFields.Source}, which is left out";
        }

        int count = rules.Active.Count(static rule => rule.Source == AuditSource.Name);
        if (count > 0 && !options.Audit.IsOn)
        {
            yield return $"{count} rules are of the source {AuditSource.Name}, which is off: set "
                + "engine.k8s_audit.enabled or engine.k8s_audit.file";
        }
        else if (count == 0 && options.Audit.IsOn)
        {
            yield return $"the source {AuditSource.Name} is on, and no rule is of it: add rules/k8s-audit.yaml to "
                + "rules_files";
        }
    }

    private static bool IsUnused(RuleError warning) => warning.Code is RuleCode.UnusedMacro or RuleCode.UnusedList;

    private static string Looked(IReadOnlyList<string> paths) =>
        paths.Count == 0 ? "" : $" (looked in {string.Join(", ", paths)})";
}
