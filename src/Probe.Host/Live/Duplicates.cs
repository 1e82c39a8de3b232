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
        if (!said.Enabled) return null;
        var fields = said.Fields.Where(static name => name != DeduplicationOptions.Rule)
            .Select(name => Bind(name, options.Fields));
        return new DuplicateSettings(fields)
        {
            ByRule = said.Fields.Contains(DeduplicationOptions.Rule),
            WindowNs = (ulong)(said.Window.TotalMilliseconds * NsPerMillisecond),
            Burst = said.Burst,
            ExemptPriority = said.ExemptPriority,
        };
    }

    private static Field Bind(string name, FieldTable fields) =>
        ConditionLanguage.TryBindValue(name, 0, fields, out var field, out _, out _, out _)
            ? field
            : throw new UnreachableException($"the configuration was read, and `{name}` is no field");
}
