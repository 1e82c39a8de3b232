using KosmosProbe.Engine.Fields;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Configuration;

/// <summary>Reads <c>deduplication</c>.</summary>
internal static class DeduplicationSettings
{
    private const string FieldsKey = "deduplication.fields";

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
        };
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
