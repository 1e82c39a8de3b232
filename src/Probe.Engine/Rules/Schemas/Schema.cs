namespace KosmosProbe.Engine.Rules.Schemas;

/// <summary>Types of JSON schema that rules files need.</summary>
internal enum SchemaType
{
    Any,
    Array,
    Boolean,
    Integer,
    Object,
    String,
}

/// <summary>
/// The part of JSON schema that describes rules files. What has a title is a definition of its own; others stand where
/// they are used.
/// </summary>
internal sealed record Schema
{
    public string? Title { get; init; }

    public SchemaType Type { get; init; }

    /// <summary>Of an array: what each item must be.</summary>
    public Schema? Items { get; init; }

    /// <summary>Of an object: its keys; there may be no others.</summary>
    public IReadOnlyList<SchemaProperty>? Properties { get; init; }

    /// <summary>Of an object: the keys it must have; null says nothing of it.</summary>
    public IReadOnlyList<string>? Required { get; init; }

    /// <summary>Of an object: how many keys at least.</summary>
    public int PropertiesMin { get; init; }

    /// <summary>Of a text: what it may be.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>One of these must hold.</summary>
    public IReadOnlyList<Schema>? AnyOf { get; init; }
}

/// <summary>A key of an object and what its value must be.</summary>
internal sealed record SchemaProperty(string Name, Schema Value);
