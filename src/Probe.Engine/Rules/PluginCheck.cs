using System.Diagnostics;

namespace KosmosProbe.Engine.Rules;

/// <summary>
/// Holds the plugins that rules files need against what is built in, once all files are read. Nothing else can be
/// loaded, so what is not met here keeps the rules from being used.
/// </summary>
public static class PluginCheck
{
    /// <summary>The plugins whose fields and events are built in, each with the version whose they are.</summary>
    public static readonly IReadOnlyList<PluginVersion> BuiltIn =
        [new("container", "0.7.1"), new("k8saudit", "0.16.0"), new("json", "0.7.3")];

    /// <summary>Reports every need that neither the plugin asked for nor one of its alternatives meets.</summary>
    /// <param name="requirements">What the files need.</param>
    /// <param name="report">Where errors go.</param>
    public static void Check(RuleRequirements requirements, RuleReport report)
    {
        foreach (var need in requirements.Plugins.Where(need => !need.Any(IsMet)))
        {
            string wanted = string.Join(" or ", need.Select(plugin => $"`{plugin.Name}` {plugin.Version} or later"));
            string there = string.Join(", ", BuiltIn.Select(plugin => $"`{plugin.Name}` {plugin.Version}"));
            string message = $"the rules need plugin {wanted}, built in is {there}; leave the file out";
            var span = need[0].Span ?? throw new UnreachableException();
            report.Add(RuleCode.Validate, span, message, RuleLocation.At(RuleItem.PluginEntry, span, need[0].Name));
        }
    }

    private static bool IsMet(PluginVersion need) =>
        EngineVersion.TryParse(need.Version, out var needed)
        && BuiltIn.Any(plugin => plugin.Name == need.Name
            && EngineVersion.TryParse(plugin.Version, out var there) && there.Satisfies(needed));
}
