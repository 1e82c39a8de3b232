using System.Text.Json;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Tests.Language;

namespace KosmosProbe.Engine.Tests.Conformance;

/// <summary>Fields with the values that a recorded case gives them.</summary>
internal static class RecordedFields
{
    private static readonly Dictionary<string, FieldType> NumberTypes = new()
    {
        ["int8"] = FieldType.Int8,
        ["int16"] = FieldType.Int16,
        ["int32"] = FieldType.Int32,
        ["int64"] = FieldType.Int64,
        ["uint8"] = FieldType.UInt8,
        ["uint16"] = FieldType.UInt16,
        ["uint32"] = FieldType.UInt32,
        ["uint64"] = FieldType.UInt64,
        ["errno"] = FieldType.Errno,
        ["pid"] = FieldType.Pid,
        ["fd"] = FieldType.FileDescriptor,
        ["flags32"] = FieldType.Flags32,
        ["uid"] = FieldType.Uid,
        ["reltime"] = FieldType.RelativeTime,
        ["abstime"] = FieldType.AbsoluteTime,
        ["port"] = FieldType.Port,
    };

    private static readonly Dictionary<string, FieldShape> Shapes = new()
    {
        ["list"] = FieldShape.List,
        ["any"] = FieldShape.Any,
        ["ends"] = FieldShape.AnyNoneUnequal,
    };

    public static FieldTable Table(JsonElement item)
    {
        if (item.TryGetProperty("left", out var left))
        {
            return new FieldTable([Make(left.GetProperty("field").GetString()!, left)]);
        }

        return new FieldTable(item.GetProperty("fields").EnumerateObject().Select(f => Make(f.Name, f.Value)));
    }

    public static Field Make(string name, JsonElement field) =>
        Make(name, field.GetProperty("type").GetString()!, field.GetProperty("value"));

    /// <summary>A field with a fixed value.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="value">JSON; null is missing.</param>
    /// <param name="type">As the cases name types; several values as list, any or ends of a type.</param>
    public static Field Make(string name, string type, JsonElement value)
    {
        bool isMissing = value.ValueKind == JsonValueKind.Null;
        int angle = type.IndexOf('<');
        if (angle > 0)
        {
            var shape = Shapes[type[..angle]];
            return List(name, type[(angle + 1)..^1], isMissing ? null : [.. value.EnumerateArray()], shape);
        }

        return type switch
        {
            "string" => FakeFields.Text(name, value.GetString()),
            "fspath" => FakeFields.Text(name, value.GetString(), FieldType.Path),
            "bytes" => FakeFields.Text(
                name, isMissing ? null : Convert.FromHexString(value.GetString()!), FieldType.Bytes),
            "bool" => FakeFields.Boolean(name, isMissing ? null : value.GetBoolean()),
            "double" => FakeFields.Double(name, isMissing ? null : value.GetDouble()),
            "ipaddr" => FakeFields.Address(name, FieldType.IpAddress, value.GetString()),
            "ipnet" => FakeFields.Address(name, FieldType.IpNetwork, value.GetString()),
            _ => FakeFields.Number(
                name, NumberTypes[type], isMissing ? null : FakeFields.ParseNumber(value.GetRawText())),
        };
    }

    private static Field List(string name, string type, JsonElement[]? values, FieldShape shape) => type switch
    {
        "string" or "fspath" => FakeFields.Texts(name, Strings(values), shape),
        "ipnet" => FakeFields.Addresses(name, FieldType.IpNetwork, Strings(values), shape),
        "ipaddr" => FakeFields.Addresses(name, FieldType.IpAddress, Strings(values), shape),
        _ => FakeFields.Numbers(
            name, NumberTypes[type], values?.Select(v => FakeFields.ParseNumber(v.GetRawText())).ToArray(), shape),
    };

    private static string[]? Strings(JsonElement[]? values) => values?.Select(v => v.GetString()!).ToArray();
}
