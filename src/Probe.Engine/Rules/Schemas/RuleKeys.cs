using static KosmosProbe.Engine.Rules.Schemas.KeyChanges;
using static KosmosProbe.Engine.Rules.Schemas.KeyOwners;

namespace KosmosProbe.Engine.Rules.Schemas;

/// <summary>
/// Every key of the items of a rules file. Readers take from here which keys an item may have and which may be
/// overridden; the schema is printed from it, and files are held against that.
/// </summary>
internal static class RuleKeys
{
    private const KeyChanges Any = Replace | Append;
    private static readonly Schema Text = new() { Type = SchemaType.String };
    private static readonly Schema Truth = new() { Type = SchemaType.Boolean };
    private static readonly Schema Number = new() { Type = SchemaType.Integer };
    private static readonly Schema Free = new();

    private static readonly Schema Alternative = new()
    {
        Title = "Alternative",
        Type = SchemaType.Object,
        Properties = [new("name", Text), new("version", Text)],
        Required = ["name", "version"],
    };

    private static readonly Schema RequiredPluginVersion = new()
    {
        Title = "RequiredPluginVersion",
        Type = SchemaType.Object,
        Properties = [new("alternatives", ListOf(Alternative)), new("name", Text), new("version", Text)],
        Required = ["name", "version"],
    };

    private static readonly Schema ExceptionEntry = new()
    {
        Title = "Exception",
        Type = SchemaType.Object,
        Properties = [new("comps", Free), new("fields", Free), new("name", Text), new("values", Free)],
        Required = ["name"],
    };

    private static readonly Schema Item = new() { Title = "Item", AnyOf = [Number, Text] };

    private static readonly Schema PriorityName = new()
    {
        Title = "Priority",
        Type = SchemaType.String,
        Values =
        [
            "EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "INFORMATIONAL", "DEBUG",
        ],
    };

    private static readonly Schema Operation = new()
    {
        Title = "OverriddenItem",
        Type = SchemaType.String,
        Values = ["append", "replace"],
    };

    private static readonly RuleKey[] Plain =
    [
        new("append", Truth, Rule | Macro | List),
        new("capture", Truth, Rule, Replace),
        new("capture_duration", Number, Rule, Replace),
        new("condition", Text, Rule | Macro, Any | AppendByFlag),
        new("desc", Text, Rule, Any),
        new("enabled", Truth, Rule, Replace),
        new("exceptions", ListOf(ExceptionEntry), Rule, Any | AppendByFlag),
        new("items", ListOf(Item), List, Any | AppendByFlag),
        new("list", Text, List),
        new("macro", Text, Macro),
        new("output", Text, Rule, Any),
        new("priority", PriorityName, Rule, Replace),
        new("required_engine_version", Text, Requirement),
        new("required_plugin_versions", ListOf(RequiredPluginVersion), Requirement),
        new("rule", Text, Rule),
        new("skip-if-unknown-filter", Truth, Rule, Replace),
        new("source", Text, Rule),
        new("tags", ListOf(Text), Rule, Any),
        new("warn_evttypes", Truth, Rule, Replace),
    ];

    private static readonly Schema Override = new()
    {
        Title = "Override",
        Type = SchemaType.Object,
        PropertiesMin = 1,
        Properties =
        [
            .. from key in Plain
               where key.Changes != KeyChanges.None
               select new SchemaProperty(key.Name, Operation),
        ],
    };

    /// <summary>The rows, by name.</summary>
    public static readonly IReadOnlyList<RuleKey> All =
    [
        .. Plain.Append(new("override", Override, Rule | Macro | List))
            .OrderBy(key => key.Name, StringComparer.Ordinal),
    ];

    /// <summary>A whole rules file.</summary>
    public static readonly Schema File = ListOf(new Schema
    {
        Title = "FalcoRule",
        Type = SchemaType.Object,
        Properties = [.. All.Select(key => new SchemaProperty(key.Name, key.Value))],
        Required = [],
    });

    /// <summary>The keys that an item may have.</summary>
    public static IReadOnlyList<string> Of(KeyOwners owner) =>
        [.. All.Where(key => key.Owners.HasFlag(owner)).Select(key => key.Name)];

    /// <summary>The keys of an item that a later one may change in a way.</summary>
    public static IReadOnlyList<string> Of(KeyOwners owner, KeyChanges change) =>
        [.. All.Where(key => key.Owners.HasFlag(owner) && key.Changes.HasFlag(change)).Select(key => key.Name)];

    private static Schema ListOf(Schema item) => new() { Type = SchemaType.Array, Items = item };
}
