using System.Globalization;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Rules.Schemas;

/// <summary>
/// Holds a rules file against the schema. What is found is told innermost first, in the words of Falco's validator;
/// none of it keeps the file from loading, because the loader knows better (priorities in lower case, for one).
/// </summary>
internal sealed class SchemaCheck
{
    private readonly List<string> _warnings = [];

    private SchemaCheck()
    {
    }

    /// <summary>Where a file departs from the schema; nothing of a file that is not YAML.</summary>
    public static IReadOnlyList<string> Of(RuleFile file)
    {
        var check = new SchemaCheck();
        if (!YamlReader.TryRead(file, new RuleReport(), out var documents))
        {
            return [];
        }

        foreach (var document in documents.Where(document => document.Kind != YamlKind.Null))
        {
            check.Check(document, RuleKeys.File, "<root>");
        }

        return check._warnings;
    }

    private bool Check(YamlValue value, Schema schema, string path)
    {
        bool fits = CheckAnyOf(value, schema, path);
        if (schema.Values is { } allowed && !allowed.Contains(value.Text))
        {
            fits = Fail(path, "Failed to match against any enum values.");
        }

        fits &= CheckItems(value, schema, path) & CheckProperties(value, schema, path);
        return HasType(value, schema.Type) ? fits : Fail(path, "Value type not permitted by 'type' constraint.");
    }

    private bool CheckAnyOf(YamlValue value, Schema schema, string path) =>
        schema.AnyOf is not { } choices || choices.Any(choice => HasType(value, choice.Type))
            || Fail(path, "Failed to validate against any schemas allowed by anyOf constraint.");

    private bool CheckItems(YamlValue value, Schema schema, string path)
    {
        bool fits = true;
        for (int i = 0; schema.Items is { } item && i < value.Items.Count; i++)
        {
            fits &= Check(value.Items[i], item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"))
                || Fail(path, string.Create(CultureInfo.InvariantCulture, $"Failed to validate item #{i} in array."));
        }

        return fits;
    }

    private bool CheckProperties(YamlValue value, Schema schema, string path)
    {
        if (schema.Properties is not { } properties || value.Kind != YamlKind.Mapping)
        {
            return true;
        }

        bool fits = value.Members.Count >= schema.PropertiesMin
            || Fail(path, $"Object should have no fewer than {schema.PropertiesMin} properties.");
        foreach (var (key, member) in value.Members)
        {
            if (properties.FirstOrDefault(property => property.Name == key.Text) is { } known)
            {
                fits &= Check(member, known.Value, $"{path}[{key.Text}]")
                    || Fail(path, $"Failed to validate against schema associated with property name '{key.Text}'.");
            }
        }

        // The validator names only the first.
        if (value.Members.Find(member => properties.All(known => known.Name != member.Key.Text)).Key is { } unknown)
        {
            const string Reason =
                "Object contains a property that could not be validated using 'properties' or "
                + "'additionalProperties' constraints";
            fits = Fail(path, $"{Reason}: '{unknown.Text}'.");
        }

        foreach (string key in (schema.Required ?? []).Where(key => !value.TryGet(key, out _)))
        {
            fits = Fail(path, $"Missing required property '{key}'.");
        }

        return fits;
    }

    // The validator knows YAML's scalars as texts only; a text may stand for what it spells.
    private static bool HasType(YamlValue value, SchemaType type)
    {
        bool isPlain = value.Kind is YamlKind.Scalar or YamlKind.Null;
        return type switch
        {
            SchemaType.Array => value.Kind is YamlKind.Sequence or YamlKind.Null,
            SchemaType.Object => value.Kind is YamlKind.Mapping or YamlKind.Null,
            SchemaType.Boolean => isPlain && value.Text is "true" or "false",
            SchemaType.Integer => isPlain
                && long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            SchemaType.String => isPlain,
            _ => true,
        };
    }

    private bool Fail(string path, string reason)
    {
        _warnings.Add($"failed for {path}: {reason}");
        return false;
    }
}
