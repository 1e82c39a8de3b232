namespace KosmosProbe.Native;

/// <summary>The kinds of BTF types that are looked at; the others are only passed over.</summary>
internal enum BtfKind : uint
{
    Void = 0,
    Integer = 1,
    Array = 3,
    Struct = 4,
    Union = 5,
    Enum = 6,
    Typedef = 8,
    Volatile = 9,
    Const = 10,
    Restrict = 11,
    DataSection = 15,
    TypeTag = 18,
    Enum64 = 19,
}

/// <summary>A <c>struct btf_type</c> (linux/btf.h), viewed: three words, then words that depend on the kind.</summary>
internal readonly unsafe struct BtfEntry(uint* words)
{
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
