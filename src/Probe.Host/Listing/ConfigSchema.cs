using System.Globalization;
using System.Text.Json.Nodes;
using KosmosProbe.Host.Configuration;

namespace KosmosProbe.Host.Listing;

/// <summary>
/// --config-schema: the configuration as JSON schema, for editors that check while one types, out of
/// <see cref="SettingTable"/>. Former keys are left out, so that an editor marks them.
/// </summary>
internal static class ConfigSchema
{
    /// <summary>Prints it.</summary>
    /// <param name="output">Where to.</param>
    public static void Write(TextWriter output) => output.WriteLine(Whole().ToJsonString(JsonForm.Indented));

    /// <summary>The whole schema.</summary>
    public static JsonObject Whole()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-06/schema#",
            ["title"] = "KosmosProbe configuration",
            ["type"] = "object",
        };
        AddKeys(schema, "");
        return schema;
    }

    private static void AddKeys(JsonObject schema, string parent)
    {
        var properties = new JsonObject();
        foreach (string key in SettingTable.KeysOf(parent).Order(StringComparer.Ordinal))
        {
            var setting = SettingTable.Find(parent.Length == 0 ? key : $"{parent}.{key}")!;
            if (setting.Use != SettingUse.Removed) properties[key] = Of(setting);
        }

        schema["additionalProperties"] = false;
        schema["properties"] = properties;
    }

    private static JsonObject Of(Setting setting)
    {
        var schema = new JsonObject();
        if (setting.Sentence.Length > 0) schema["description"] = setting.Sentence;
        if (setting.Kinds.Count > 0)
        {
            schema["type"] = new JsonArray([.. setting.Kinds.Select(static kind => (JsonNode)kind)]);
        }
        else
        {
            schema["type"] = TypeOf(setting);
        }

        if (setting.Default is not null) schema["default"] = DefaultOf(setting);
        if (setting.Words.Count > 0)
        {
            schema["enum"] = new JsonArray([.. setting.Words.Select(static word => (JsonNode)word)]);
        }

        if (setting.Least is { } least) schema["minimum"] = least;
        if (setting.Most is { } most) schema["maximum"] = most;
        if (SettingTable.Find(setting.Path + "[]") is { } item) schema["items"] = Of(item);
        if (SettingTable.KeysOf(setting.Path).Any()) AddKeys(schema, setting.Path);
        if (setting.Type == SettingType.Texts)
        {
            schema["additionalProperties"] = new JsonObject { ["type"] = "string" };
        }

        return schema;
    }

    private static string TypeOf(Setting setting) => setting.Type switch
    {
        SettingType.Switch => "boolean",
        SettingType.Integer => "integer",
        SettingType.Number => "number",
        SettingType.Text or SettingType.Duration => "string",
        SettingType.Parts when SettingTable.Find(setting.Path + "[]") is not null => "array",
        _ => "object",
    };

    private static JsonNode DefaultOf(Setting setting)
    {
        string text = setting.Default!;
        return setting.Type switch
        {
            SettingType.Switch => text == "true",
            SettingType.Integer => long.Parse(text, CultureInfo.InvariantCulture),
            SettingType.Number => double.Parse(text, CultureInfo.InvariantCulture),
            SettingType.Parts => new JsonArray([
                .. text[1..^1].Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(static item => (JsonNode)item),
            ]),
            _ => text,
        };
    }
}
