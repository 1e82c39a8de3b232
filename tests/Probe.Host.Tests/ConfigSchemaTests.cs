using System.Text.Json.Nodes;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Listing;
using Xunit;

namespace KosmosProbe.Host.Tests;

public sealed class ConfigSchemaTests
{
    private static readonly string[] Combinations = ["anyOf", "oneOf"];

    [Fact]
    public void FalcosKeysAreAllThereWithTheirTypes()
    {
        var recorded = Flattened(JsonNode.Parse(File.ReadAllText(
            RecordedFiles.At("falco-output", "config_schema.json")))!.AsObject());
        var ours = Flattened(ConfigSchema.Whole());
        Assert.True(recorded.Count > 100, $"only {recorded.Count} keys were recorded");
        Assert.Empty(recorded.Keys.Except(ours.Keys));
        Assert.All(recorded, row => Assert.Superset(Wider(row.Value), Wider(ours[row.Key])));
    }

    [Fact]
    public void WhatFalcoDoesNotHaveIsMarkedAsOurs()
    {
        var recorded = Flattened(JsonNode.Parse(File.ReadAllText(
            RecordedFiles.At("falco-output", "config_schema.json")))!.AsObject());
        var ours = SettingTable.Rows.Where(row => !recorded.ContainsKey(row.Path) && row.Use != SettingUse.Removed);

        // Falco reads the former name of rules_files and does not have it in its schema.
        Assert.Equal(["rules_file", "rules_file[]"], ours.Where(row => !row.IsOurs).Select(row => row.Path));
        Assert.DoesNotContain(SettingTable.Rows, row => row.IsOurs && recorded.ContainsKey(row.Path));
    }

    [Fact]
    public void OurKeysAreThereWithWhatTheyMayBe()
    {
        var schema = ConfigSchema.Whole()["properties"]!;
        var form = schema["webhooks"]!["items"]!["properties"]!["form"]!;
        Assert.Equal("""["falco","aegis"]""", form["enum"]!.ToJsonString());
        Assert.Equal("falco", (string?)form["default"]);
        var burst = schema["deduplication"]!["properties"]!["burst"]!;
        Assert.Equal(("integer", 1L, 10), ((string?)burst["type"], (long)burst["minimum"]!, (long)burst["default"]!));
        Assert.Equal(
            """["rule","container.id","proc.exepath","fd.name","fs.path.name","fs.path.source","fs.path.target","""
            + "\"proc.cmdline\"]",
            schema["deduplication"]!["properties"]!["fields"]!["default"]!.ToJsonString());
        Assert.Equal("""{"type":"string"}""",
            schema["http_output"]!["properties"]!["headers"]!["additionalProperties"]!.ToJsonString());
        Assert.Null(schema["grpc"]);
        Assert.Null(schema["engine"]!["properties"]!["ebpf"]);
    }

    [Fact]
    public void TheProgramPrintsIt()
    {
        var (run, status) = ProbeRun.ToEnd("--config-schema");
        Assert.Equal(0, status);
        Assert.True(JsonNode.DeepEquals(ConfigSchema.Whole(), JsonNode.Parse(run.OutputText)));
    }

    // A whole number is a number: where Falco's schema wants the one, its code takes the other.
    private static HashSet<string> Wider(HashSet<string> types) =>
        [.. types.Select(static type => type == "integer" ? "number" : type)];

    private static SortedDictionary<string, HashSet<string>> Flattened(JsonObject whole)
    {
        var found = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        Walk(whole, "");
        return found;

        void Walk(JsonNode schema, string path)
        {
            while (schema["$ref"] is { } reference)
            {
                schema = whole["definitions"]![((string)reference!).Split('/')[^1]]!;
            }

            if (path.Length > 0) AddTypes(schema, path);
            foreach (string combination in Combinations)
            {
                foreach (var one in schema[combination] as JsonArray ?? []) Walk(one!, path);
            }

            if (schema["items"] is { } items) Walk(items, path + "[]");
            foreach (var (key, value) in schema["properties"] as JsonObject ?? [])
            {
                Walk(value!, path.Length == 0 ? key : $"{path}.{key}");
            }
        }

        void AddTypes(JsonNode schema, string path)
        {
            if (!found.TryGetValue(path, out var types)) found[path] = types = [];
            switch (schema["type"])
            {
                case JsonArray several:
                    types.UnionWith(several.Select(static type => (string)type!));
                    break;
                case { } one:
                    types.Add((string)one!);
                    break;
            }
        }
    }
}
