using KosmosProbe.Native;

namespace KosmosProbe.Host;

/// <summary>Compares one struct of C with its mirror, field by field: <c>open_event.flags: ...</c>.</summary>
internal static class StructComparison
{
    /// <summary>Adds every difference to a list.</summary>
    internal static void AddDifferences(
        BtfStruct layout, Type mirror, IReadOnlyList<StructMirror> structs, List<string> differences)
    {
        var reckoned = MirrorLayout.Of(mirror);
        var fields = reckoned.Fields.ToDictionary(static one => one.Field.Name, StringComparer.Ordinal);
        foreach (var field in layout.Fields)
        {
            if (!fields.Remove(LayoutCheck.Mirrored(field.Name), out var mirrored))
            {
                differences.Add($"{layout.Name}.{field.Name}: missing in {mirror.Name}");
                continue;
            }

            Compare("offset", field.Offset, mirrored.Offset);
            var (element, count) = MirrorLayout.Elements(mirrored.Field.FieldType);
            Compare("width", field.Type.Size, MirrorLayout.Of(element).Size);
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
        if (reckoned.Size != layout.Size)
            differences.Add($"{layout.Name}: size {layout.Size} in BTF, {reckoned.Size} in {mirror.Name}");

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
}
