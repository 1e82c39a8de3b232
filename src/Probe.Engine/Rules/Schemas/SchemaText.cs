using System.Text;
using System.Text.Json;

namespace KosmosProbe.Engine.Rules.Schemas;

/// <summary>Prints the schema of rules files as JSON schema, for editors that check while one types.</summary>
public static class SchemaText
{
    /// <summary>The whole schema, on several lines.</summary>
    public static string Rules()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            Write(RuleKeys.File, writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Schema root, Utf8JsonWriter writer)
    {
        var definitions = new SortedDictionary<string, Schema>(StringComparer.Ordinal);
        Collect(root, definitions);
        writer.WriteStartObject();
        writer.WriteString("$schema", "http://json-schema.org/draft-06/schema#");
        writer.WriteStartObject("definitions");
        foreach (var (title, schema) in definitions)
        {
            writer.WritePropertyName(title);
            writer.WriteStartObject();
            WriteMembers(schema, writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        WriteMembers(root, writer);
        writer.WriteEndObject();
    }

    private static void Collect(Schema schema, SortedDictionary<string, Schema> definitions)
    {
        if (schema.Title is { } title)
        {
            definitions[title] = schema;
        }

        var inner = schema.Properties?.Select(property => property.Value) ?? [];
        foreach (var part in schema.Items is { } items ? inner.Append(items) : inner)
        {
            Collect(part, definitions);
        }
    }

    private static void WriteMembers(Schema schema, Utf8JsonWriter writer)
    {
        if (schema.Properties is not null)
        {
            writer.WriteBoolean("additionalProperties", false);
        }

        WriteAnyOf(schema, writer);
        WriteTexts("enum", schema.Values, writer);
        if (schema.Items is { } items)
        {
            writer.WritePropertyName("items");
            WriteUse(items, writer);
        }

        if (schema.PropertiesMin > 0)
        {
            writer.WriteNumber("minProperties", schema.PropertiesMin);
        }

        if (schema.Properties is { } properties)
        {
            writer.WriteStartObject("properties");
            foreach (var property in properties)
            {
                writer.WritePropertyName(property.Name);
                WriteUse(property.Value, writer);
            }

            writer.WriteEndObject();
        }

        WriteTexts("required", schema.Required, writer);
        if (schema.Title is { } title)
        {
            writer.WriteString("title", title);
        }

        if (schema.Type != SchemaType.Any)
        {
            writer.WriteString("type", schema.Type.ToString().ToLowerInvariant());
        }
    }

    private static void WriteUse(Schema schema, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (schema.Title is { } title)
        {
            writer.WriteString("$ref", $"#/definitions/{title}");
        }
        else
        {
            WriteMembers(schema, writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteAnyOf(Schema schema, Utf8JsonWriter writer)
    {
        if (schema.AnyOf is not { } choices)
        {
            return;
        }

        writer.WriteStartArray("anyOf");
        foreach (var choice in choices)
        {
            WriteUse(choice, writer);
        }

        writer.WriteEndArray();
    }

    private static void WriteTexts(string name, IReadOnlyList<string>? texts, Utf8JsonWriter writer)
    {
        if (texts is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
