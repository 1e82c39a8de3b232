using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KosmosProbe.Host;

/// <summary>
/// Where the runtime puts the fields of a struct that mirrors one of C: one after the other, each at a multiple of its
/// own alignment. Reckoned and not asked for: that would be a method to compile for each field, at every start; a test
/// asks.
/// </summary>
/// <param name="Size">Of the whole, in bytes.</param>
/// <param name="Alignment">What its own address is a multiple of.</param>
/// <param name="Fields">In order, each with its offset.</param>
internal sealed record MirrorLayout(int Size, int Alignment, IReadOnlyList<(FieldInfo Field, int Offset)> Fields)
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Of a number, an enum, or a struct of such.</summary>
    /// <param name="type">The type.</param>
    /// <exception cref="ArgumentException">The runtime may put its fields elsewhere.</exception>
    public static MirrorLayout Of(Type type)
    {
        if (NumberBytes(type) is > 0 and var bytes) return new MirrorLayout(bytes, bytes, []);
        if (!type.IsValueType || type.IsPrimitive
            || type.StructLayoutAttribute is not { Value: LayoutKind.Sequential, Pack: 0 or 8 })
        {
            throw new ArgumentException($"{type.Name} is no struct of numbers, one after the other");
        }

        var fields = new List<(FieldInfo, int)>();
        int end = 0, alignment = 1;
        foreach (var field in type.GetFields(Own).OrderBy(static field => field.MetadataToken))
        {
            var layout = Of(field.FieldType);
            end = RoundedUp(end, layout.Alignment);
            fields.Add((field, end));
            end += layout.Size;
            alignment = Math.Max(alignment, layout.Alignment);
        }

        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } array) end *= array.Length;
        return new MirrorLayout(RoundedUp(end, alignment), alignment, fields);
    }

    /// <summary>What an inline array holds and how many; a type itself, once, when it is none.</summary>
    /// <param name="type">The type.</param>
    public static (Type Element, int Count) Elements(Type type) =>
        type.GetCustomAttribute<InlineArrayAttribute>() is { } array
            ? (type.GetFields(Own).Single().FieldType, array.Length)
            : (type, 1);

    private static int NumberBytes(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte or TypeCode.SByte => sizeof(byte),
        TypeCode.UInt16 or TypeCode.Int16 => sizeof(ushort),
        TypeCode.UInt32 or TypeCode.Int32 or TypeCode.Single => sizeof(uint),
        TypeCode.UInt64 or TypeCode.Int64 or TypeCode.Double => sizeof(ulong),
        _ => 0,
    };

    private static int RoundedUp(int bytes, int alignment) => (bytes + alignment - 1) / alignment * alignment;
}
