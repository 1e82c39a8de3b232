using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Bench;

/// <summary>The rules that the probe ships with, loaded as it loads them.</summary>
internal static class ShippedRules
{
    /// <summary>Loads them.</summary>
    /// <param name="alerts">How alerts are written.</param>
    public static RuleSet Load(AlertOptions alerts)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "rules");
        var report = new RuleReport();
        var files = RulePaths.Read([Path.Combine(folder, "base.yaml"), Path.Combine(folder, "kosmos")], report);
        var options = new RuleSetOptions { Matching = RuleMatching.All, Alerts = alerts };
        return RuleSet.TryLoad(files, SyscallFields.Table, options, report, out var rules)
            ? rules
            : throw new InvalidOperationException(string.Join('\n', report.Errors));
    }
}
