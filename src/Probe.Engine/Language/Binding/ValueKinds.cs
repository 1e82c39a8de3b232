using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>What operators tell field types apart by.</summary>
[Flags]
internal enum ValueKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Text and paths.</summary>
    Text = 1,

    /// <summary>Any bytes.</summary>
    Bytes = 2,

    /// <summary>Integers of any width, times, ids.</summary>
    Integer = 4,

    /// <summary>Ports.</summary>
    Port = 8,

    /// <summary>Floating-point numbers.</summary>
    Double = 16,

    /// <summary>true or false.</summary>
    Boolean = 32,

    /// <summary>IP addresses.</summary>
    Address = 64,

    /// <summary>IP addresses that compare with networks.</summary>
    Network = 128,

    /// <summary>What has an order.</summary>
    Ordered = Text | Integer | Port | Double,

    /// <summary>All.</summary>
    All = Text | Bytes | Integer | Port | Double | Boolean | Address | Network,
}

/// <summary>Kinds of field types.</summary>
internal static class ValueKindsOfFields
{
    /// <summary>A type's kind.</summary>
    /// <param name="type">The type.</param>
    public static ValueKinds Kind(this FieldType type) => type switch
    {
        FieldType.Text or FieldType.Path => ValueKinds.Text,
        FieldType.Bytes => ValueKinds.Bytes,
        FieldType.Port => ValueKinds.Port,
        FieldType.Double => ValueKinds.Double,
        FieldType.Boolean => ValueKinds.Boolean,
        FieldType.IpAddress => ValueKinds.Address,
        FieldType.IpNetwork => ValueKinds.Network,
        _ => ValueKinds.Integer,
    };

    /// <summary>Kinds in words, for messages.</summary>
    /// <param name="kinds">The kinds.</param>
    public static string Describe(this ValueKinds kinds)
    {
        var words = new List<string>();
        foreach (var (kind, word) in Words)
        {
            if (kinds.HasFlag(kind))
            {
                words.Add(word);
            }
        }

        return string.Join(", ", words);
    }

    private static readonly (ValueKinds Kind, string Word)[] Words =
    [
        (ValueKinds.Text, "text"),
        (ValueKinds.Bytes, "bytes"),
        (ValueKinds.Integer, "number"),
        (ValueKinds.Port, "port"),
        (ValueKinds.Double, "floating-point number"),
        (ValueKinds.Boolean, "true or false"),
        (ValueKinds.Address, "IP address"),
        (ValueKinds.Network, "IP network"),
    ];
}
