using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Configuration;

/// <summary>Reads <c>deduplication</c>.</summary>
internal static class DeduplicationSettings
{
    private const string FieldsKey = "deduplication.fields";
    private const string ExemptKey = "deduplication.exempt_priority";
    private const string NoPriority = "none";

    /// <summary>Reads it; what is not said stays as usual.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <param name="fields">The fields there are.</param>
    /// <exception cref="ProbeException">A field is unknown.</exception>
    public static DeduplicationOptions Read(ConfigValues values, FieldTable fields)
    {
        var usual = new DeduplicationOptions();
        return new DeduplicationOptions
        {
            Enabled = values.Boolean("deduplication.enabled", usual.Enabled),
            Fields = values.Find(FieldsKey) is null ? usual.Fields : [.. FieldsOf(values, fields)],
            Window = values.Duration("deduplication.window", usual.Window, TimeSpan.FromMilliseconds(1)),
            Burst = values.Integer("deduplication.burst", usual.Burst),
            ExemptPriority = ExemptOf(values, usual.ExemptPriority),
        };
    }

    private static Priority? ExemptOf(ConfigValues values, Priority? usual)
    {
        if (values.Find(ExemptKey) is null) return usual;
        return values.Text(ExemptKey, "") == NoPriority ? null : values.Priority(ExemptKey);
    }

    private static IEnumerable<string> FieldsOf(ConfigValues values, FieldTable fields)
    {
        foreach (var name in values.Texts(FieldsKey))
        {
            if (name.Text != DeduplicationOptions.Rule) FieldNames.Check(name, FieldsKey + "[]", fields);
            yield return name.Text;
        }
    }
}
