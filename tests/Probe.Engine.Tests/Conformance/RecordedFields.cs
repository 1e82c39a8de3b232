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

    public static FieldTable Table(JsonElement item)
    {
        if (item.TryGetProperty("left", out var left))
        {
            return new FieldTable([Make(left.GetProperty("field").GetString()!, left)]);
        }

        return new FieldTable(item.GetProperty("fields").EnumerateObject().Select(f => Make(f.Name, f.Value)));
    }

    public static Field Make(string name, JsonElement field)
    {
        string type = field.GetProperty("type").GetString()!;
        var value = field.GetProperty("value");
        bool isMissing = value.ValueKind == JsonValueKind.Null;
        if (type.StartsWith("list<", StringComparison.Ordinal))
        {
            return List(name, type[5..^1], isMissing ? null : [.. value.EnumerateArray()]);
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

    private static Field List(string name, string type, JsonElement[]? values) => type switch
    {
        "string" => FakeFields.Texts(name, values?.Select(v => v.GetString()!).ToArray()),
        "ipnet" => FakeFields.Addresses(name, FieldType.IpNetwork, values?.Select(v => v.GetString()!).ToArray()),
        "ipaddr" => FakeFields.Addresses(name, FieldType.IpAddress, values?.Select(v => v.GetString()!).ToArray()),
        _ => FakeFields.Numbers(
            name, NumberTypes[type], values?.Select(v => FakeFields.ParseNumber(v.GetRawText())).ToArray()),
    };
}
