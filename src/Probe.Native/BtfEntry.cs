namespace KosmosProbe.Native;

/// <summary>The kinds of BTF types.</summary>
internal enum BtfKind : uint
{
    Void = 0,
    Integer = 1,
    Pointer = 2,
    Array = 3,
    Struct = 4,
    Union = 5,
    Enum = 6,
    Forward = 7,
    Typedef = 8,
    Volatile = 9,
    Const = 10,
    Restrict = 11,
    Function = 12,
    Prototype = 13,
    Variable = 14,
    DataSection = 15,
    Float = 16,
    DeclarationTag = 17,
    TypeTag = 18,
    Enum64 = 19,
}

/// <summary>A <c>struct btf_type</c> (linux/btf.h), viewed: three words, then words that depend on the kind.</summary>
internal readonly unsafe struct BtfEntry(uint* words)
{
    /// <summary>What all kinds begin with.</summary>
    internal const int HeadBytes = WordsOfHead * sizeof(uint);

    private const int WordsOfHead = 3;

    /// <summary>Offset of the name in the string table.</summary>
    internal uint Name => words == null ? 0 : words[0];

    /// <summary>Bits 24 to 28 of the second word.</summary>
    internal BtfKind Kind => words == null ? BtfKind.Void : (BtfKind)(words[1] >> 24 & 0x1f);

    /// <summary>Bit 31: of enums that they are signed, of structs that members may be bit fields.</summary>
    internal bool KindFlag => words != null && words[1] >> 31 != 0;

    /// <summary>How many members, values or variables follow.</summary>
    internal int Count => words == null ? 0 : (int)(words[1] & 0xffff);

    /// <summary>The size in bytes, or the type referred to: the kind says which.</summary>
    internal uint SizeOrType => words == null ? 0 : words[2];

    /// <summary>What follows.</summary>
    internal uint* Trailer => words + WordsOfHead;

    /// <summary>How much that is; negative for a kind that is not known, of which nobody can tell.</summary>
    internal int TrailingBytes => sizeof(uint) * Kind switch
    {
        BtfKind.Integer or BtfKind.Variable or BtfKind.DeclarationTag => 1,
        BtfKind.Array => 3,
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => 3 * Count,
        BtfKind.Enum or BtfKind.Prototype => 2 * Count,
        BtfKind.Pointer or BtfKind.Forward or BtfKind.Function or BtfKind.Float => 0,
        _ when IsTransparent => 0,
        _ => -1,
    };

    /// <summary>True for kinds of types that a variable can be of, by their name.</summary>
    internal bool IsNamedType => Kind is BtfKind.Integer or BtfKind.Float or BtfKind.Struct or BtfKind.Union
        or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Forward or BtfKind.Typedef;

    /// <summary>True for what stands for another type without changing its layout.</summary>
    internal bool IsTransparent =>
        Kind is BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag;

    /// <summary>The kind as layouts tell it.</summary>
    internal BtfShape Shape => Kind switch
    {
        BtfKind.Integer => BtfShape.Integer,
        BtfKind.Enum or BtfKind.Enum64 => BtfShape.Enum,
        BtfKind.Struct or BtfKind.Union => BtfShape.Struct,
        _ => BtfShape.Other,
    };
}
