namespace KosmosProbe.Native;

/// <summary>A struct as the compiler laid it out.</summary>
/// <param name="Name">Its tag in C.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Fields">In order of offset.</param>
public sealed record BtfStruct(string Name, int Size, IReadOnlyList<BtfField> Fields);

/// <summary>A member of a struct.</summary>
/// <param name="Name">Its name in C.</param>
/// <param name="Offset">In bytes from the struct's start.</param>
/// <param name="Type">What it is; of an array what one element is.</param>
/// <param name="Count">Elements of an array; 1 for what is none.</param>
public sealed record BtfField(string Name, int Offset, BtfType Type, int Count);

/// <summary>What a member is, typedefs and qualifiers looked through.</summary>
/// <param name="Shape">Integer, enum, struct or something else.</param>
/// <param name="Name">The struct's or enum's tag; an integer's C name.</param>
/// <param name="Size">In bytes.</param>
/// <param name="IsSigned">Of integers and enums.</param>
public sealed record BtfType(BtfShape Shape, string Name, int Size, bool IsSigned);

/// <summary>Kinds of types, as far as wire formats have them.</summary>
public enum BtfShape
{
    /// <summary>A pointer, function, bit field or other type that no wire format has.</summary>
    Other,

    /// <summary>An integer, bool and char included.</summary>
    Integer,

    /// <summary>An enum.</summary>
    Enum,

    /// <summary>A struct or union.</summary>
    Struct,
}

/// <summary>An enum.</summary>
/// <param name="Name">Its tag in C.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Values">In order of declaration.</param>
public sealed record BtfEnum(string Name, int Size, IReadOnlyList<KeyValuePair<string, long>> Values);

/// <summary>Where a global variable lies in its section.</summary>
/// <param name="Name">Its name in C.</param>
/// <param name="Offset">In bytes from the section's start.</param>
/// <param name="Size">In bytes.</param>
public sealed record BtfVariable(string Name, int Offset, int Size);
