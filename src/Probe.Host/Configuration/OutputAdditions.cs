using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Reads <c>append_output</c> and <c>static_fields</c>. Templates are tried here, so that a faulty one is told where it
/// stands and not at every rule that it would be appended to.
/// </summary>
internal static class OutputAdditions
{
    private const string Key = "append_output";
    private const string FieldPath = $"{Key}[].extra_fields[]";

    /// <summary>static_fields: name and value.</summary>
    /// <param name="values">The configuration.</param>
    /// <exception cref="ProbeException">A name or value is wrong.</exception>
    public static IReadOnlyDictionary<string, string> StaticFieldsOf(ConfigValues values)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (values.Find("static_fields") is not { } node) return found;
        if (node is not ConfigMap map) throw Wrong(node, "static_fields", "a mapping of names and texts");
        foreach (var (name, place, value) in map.Entries)
        {
            if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') || name.Length == 0)
            {
                throw new ProbeException(
                    $"{place}: a static field is named by letters, digits, _ and ., found '{name}'");
            }

            found[name] = Text(value, $"static_fields.{name}");
        }

        return found;
    }

    /// <summary>append_output, in order.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <param name="fields">The fields that templates may name.</param>
    /// <exception cref="ProbeException">A template or field is wrong.</exception>
    public static IEnumerable<OutputAddition> Of(ConfigValues values, FieldTable fields)
    {
        foreach (var entry in (values.Find(Key) as ConfigList)?.Items.OfType<ConfigMap>() ?? [])
        {
            var parts = new ConfigValues(entry);
            string source = (parts.Find("match.source") as ConfigScalar)?.Text ?? "";
            var ofSource = fields.OfSource(source);
            var extra = parts.Find("extra_output") as ConfigScalar;
            if (extra is not null) CheckTemplate(extra, $"{Key}[].extra_output", ofSource);
            yield return new OutputAddition
            {
                Source = source,
                Rule = (parts.Find("match.rule") as ConfigScalar)?.Text ?? "",
                Tags = [.. parts.Texts("match.tags").Select(static tag => tag.Text)],
                ExtraOutput = extra?.Text ?? "",
                ExtraFields = [.. ExtraFieldsOf(parts, ofSource)],
                IsSuggested = parts.Boolean("suggested_output", false),
            };
        }
    }

    /// <summary>Says what is wrong with a template, if anything is.</summary>
    /// <param name="template">The template.</param>
    /// <param name="path">Its setting.</param>
    /// <param name="fields">The fields it may name.</param>
    /// <exception cref="ProbeException">Something is.</exception>
    public static void CheckTemplate(ConfigScalar template, string path, FieldTable fields)
    {
        if (!OutputFormat.TryParse(template.Text, fields, MissingValue.Print, out _, out var error))
        {
            throw FieldNames.Faulty(template, path, error);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> ExtraFieldsOf(ConfigValues parts, FieldTable fields)
    {
        foreach (var item in (parts.Find("extra_fields") as ConfigList)?.Items ?? [])
        {
            switch (item)
            {
                case ConfigScalar { IsNull: false } name:
                    FieldNames.Check(name, FieldPath, fields);
                    yield return new(name.Text, null);
                    break;
                case ConfigMap map:
                    foreach (var (name, _, value) in map.Entries)
                    {
                        Text(value, $"{Key}[].extra_fields[].{name}");
                        CheckTemplate((ConfigScalar)value, $"{Key}[].extra_fields[].{name}", fields);
                        yield return new(name, ((ConfigScalar)value).Text);
                    }

                    break;
                default:
                    throw Wrong(item, FieldPath, "a field, or a name and a template");
            }
        }
    }

    private static string Text(ConfigNode value, string path) =>
        value is ConfigScalar scalar ? scalar.Text : throw Wrong(value, path, "a single value");

    private static ProbeException Wrong(ConfigNode found, string path, string expected) =>
        new($"{found.Place}: `{path}` must be {expected}, found {found.Kind}");
}
