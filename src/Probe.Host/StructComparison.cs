using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using KosmosProbe.Native;

namespace KosmosProbe.Host;

/// <summary>Compares one struct of C with its mirror, field by field: <c>open_event.flags: ...</c>.</summary>
internal static class StructComparison
{
    /// <summary>Adds every difference to a list.</summary>
    internal static void AddDifferences(
        BtfStruct layout, Type mirror, IReadOnlyList<StructMirror> structs, List<string> differences)
    {
        var fields = mirror
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .ToDictionary(field => field.Name, StringComparer.Ordinal);
        foreach (var field in layout.Fields)
        {
            if (!fields.Remove(LayoutCheck.Mirrored(field.Name), out var mirrored))
            {
                differences.Add($"{layout.Name}.{field.Name}: missing in {mirror.Name}");
                continue;
            }

            Compare("offset", field.Offset, OffsetOf(mirror, mirrored));
            var (element, count) = Elements(mirrored.FieldType);
            Compare("width", field.Type.Size, SizeOf(element));
            Compare("length", field.Count, count);
            CompareShape(field, element);

            void Compare(string what, int inBtf, int inMirror)
            {
                if (inBtf != inMirror)
                    differences.Add($"{layout.Name}.{field.Name}: {what} {inBtf} in BTF, {inMirror} in {mirror.Name}");
            }
        }

        foreach (string name in fields.Keys)
            differences.Add($"{mirror.Name}.{name}: missing in struct {layout.Name}");
        if (SizeOf(mirror) != layout.Size)
            differences.Add($"{layout.Name}: size {layout.Size} in BTF, {SizeOf(mirror)} in {mirror.Name}");

        void CompareShape(BtfField field, Type element)
        {
            string inBtf = field.Type.Shape switch
            {
                BtfShape.Struct => $"struct {field.Type.Name}",
                BtfShape.Integer or BtfShape.Enum => field.Type.IsSigned ? "signed" : "unsigned",
                _ => "neither integer, enum nor struct",
            };
            string inMirror = structs.FirstOrDefault(known => known.Type == element) is { } nested
                ? $"struct {nested.Name}"
                : Signedness(element);
            if (inBtf != inMirror)
                differences.Add($"{layout.Name}.{field.Name}: {inBtf} in BTF, {inMirror} in {mirror.Name}");
        }
    }

    private static string Signedness(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64 => "unsigned",
        TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 => "signed",
        _ => type.Name,
    };

    /// <summary>What an inline array holds and how many; a type itself, once, when it is none.</summary>
    private static (Type Element, int Count) Elements(Type type)
    {
        if (type.GetCustomAttribute<InlineArrayAttribute>() is not { } array)
            return (type, 1);
        var only = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single();
        return (only.FieldType, array.Length);
    }

    private static int SizeOf(Type type)
    {
        var method = new DynamicMethod("SizeOf", typeof(int), []);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Sizeof, type);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }

    /// <summary>Where the runtime put a field: by two addresses, since Marshal knows another layout.</summary>
    private static int OffsetOf(Type type, FieldInfo field)
    {
        var method = new DynamicMethod("OffsetOf", typeof(int), [], type, skipVisibility: true);
        var code = method.GetILGenerator();
        var value = code.DeclareLocal(type);
        code.Emit(OpCodes.Ldloca, value);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Conv_U);
        code.Emit(OpCodes.Ldloca, value);
        code.Emit(OpCodes.Conv_U);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Conv_I4);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }
}
