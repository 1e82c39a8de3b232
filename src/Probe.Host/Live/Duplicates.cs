using System.Diagnostics;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Live;

/// <summary>From what <c>deduplication</c> says to what the event thread goes by.</summary>
internal static class Duplicates
{
    private const double NsPerMillisecond = 1e6;

    /// <summary>The settings; null when alerts are not held back.</summary>
    /// <param name="options">The run's.</param>
    public static DuplicateSettings? SettingsOf(ProbeOptions options)
    {
        var said = options.Deduplication;
        return said.Enabled
            ? SettingsOf(
                said, said.Fields.Where(static name => name != DeduplicationOptions.Rule), options.Fields,
                said.Fields.Contains(DeduplicationOptions.Rule))
            : null;
    }

    /// <summary>The same window and number for alerts that are alike in other fields.</summary>
    /// <param name="said">What is said of deduplication.</param>
    /// <param name="names">The fields' names.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="byRule">Alerts of different rules differ.</param>
    public static DuplicateSettings SettingsOf(
        DeduplicationOptions said, IEnumerable<string> names, FieldTable fields, bool byRule = true) =>
        new(names.Select(name => Bind(name, fields)))
        {
            ByRule = byRule,
            WindowNs = (ulong)(said.Window.TotalMilliseconds * NsPerMillisecond),
            Burst = said.Burst,
            ExemptPriority = said.ExemptPriority,
        };

    private static Field Bind(string name, FieldTable fields) =>
        ConditionLanguage.TryBindValue(name, 0, fields, out var field, out _, out _, out _)
            ? field
            : throw new UnreachableException($"the configuration was read, and `{name}` is no field");
}
