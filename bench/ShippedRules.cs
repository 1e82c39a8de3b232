using KosmosProbe.Engine.Captures.Fields;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Bench;

/// <summary>The rules that the probe ships with, or others, loaded as it loads them.</summary>
internal static class ShippedRules
{
    /// <summary>Loads them.</summary>
    /// <param name="alerts">How alerts are written.</param>
    /// <param name="forCaptures">For events of captures instead of the kernel's.</param>
    public static RuleSet Load(AlertOptions alerts, bool forCaptures = false)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "rules");
        return Load([Path.Combine(folder, "base.yaml"), Path.Combine(folder, "kosmos")], alerts, forCaptures);
    }

    /// <summary>Loads others.</summary>
    /// <param name="paths">Files and folders, in order.</param>
    /// <param name="alerts">How alerts are written.</param>
    /// <param name="forCaptures">For events of captures instead of the kernel's.</param>
    public static RuleSet Load(IReadOnlyList<string> paths, AlertOptions alerts, bool forCaptures)
    {
        var report = new RuleReport();
        return Load(RulePaths.Read(paths, report), report, alerts, forCaptures);
    }

    /// <summary>Loads the text of a rules file, for events of captures.</summary>
    /// <param name="text">The text.</param>
    /// <param name="alerts">How alerts are written.</param>
    public static RuleSet LoadText(string text, AlertOptions alerts) =>
        Load([new RuleFile("rules.yaml", text)], new RuleReport(), alerts, forCaptures: true);

    private static RuleSet Load(
        IReadOnlyList<RuleFile> files, RuleReport report, AlertOptions alerts, bool forCaptures)
    {
        var options = new RuleSetOptions
        {
            Matching = RuleMatching.All,
            Alerts = alerts,
            ForCaptures = forCaptures,
        };
        var fields = forCaptures ? CaptureFields.Table : SyscallFields.Table;
        return RuleSet.TryLoad(files, fields, options, report, out var rules)
            ? rules
            : throw new InvalidOperationException(string.Join('\n', report.Errors));
    }
}
