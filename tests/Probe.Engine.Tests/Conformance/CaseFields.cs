using System.Net;
using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Tests.Conformance;

/// <summary>Makes a table of fields whose values are those of a conformance case; null is missing.</summary>
internal static class CaseFields
{
    /// <summary>The table of a case's <c>fields</c>, with more fields beside.</summary>
    public static FieldTable Table(JsonElement fields, params IEnumerable<Field> others)
    {
        var plain = new List<Field>(others);
        var byBase = new Dictionary<string, Dictionary<string, Field>>();
        foreach (var member in fields.EnumerateObject())
        {
            var field = Create(member.Name, member.Value);
            string? argument = ArgumentOf(member.Name, out string name);
            if (argument is null)
            {
                plain.Add(field);
            }
            else
            {
                byBase.TryAdd(name, []);
                byBase[name][argument] = field;
            }
        }

        plain.AddRange(byBase.Select(pair => WithArguments(pair.Key, pair.Value)));
        return new FieldTable(plain);
    }

    private static string? ArgumentOf(string text, out string name)
    {
        int bracket = text.IndexOf('[', StringComparison.Ordinal);
        bool isEventArgument = text.StartsWith("evt.arg.", StringComparison.Ordinal);
        name = bracket > 0 ? text[..bracket] : isEventArgument ? "evt.arg" : text;
        return bracket > 0 ? text[(bracket + 1)..^1] : isEventArgument ? text["evt.arg.".Length..] : null;
    }

    private static Field WithArguments(string name, Dictionary<string, Field> byArgument) => new()
    {
        Name = name,
        Type = byArgument.Values.First().Type,
        Description = "A field of a case.",
        Example = $"{name}[x] exists",
        Argument = byArgument.Keys.All(key => int.TryParse(key, out _))
            ? ArgumentRule.IndexRequired
            : ArgumentRule.KeyRequired,
        WithArgument = argument => byArgument.GetValueOrDefault(argument),
    };

    private static Field Create(string name, JsonElement field)
    {
        string type = field.GetProperty("type").GetString()!;
        var value = field.GetProperty("value");
        bool isList = type.StartsWith("list<", StringComparison.Ordinal);
        var itemType = TypeOf(isList ? type["list<".Length..^1] : type);
        var items = value.ValueKind == JsonValueKind.Null ? null
            : isList ? value.EnumerateArray().ToList() : [value];
        return new Field
        {
            Name = name,
            Type = itemType,
            Description = "A field of a case.",
            Example = $"{name} exists",
            Shape = isList ? FieldShape.List : FieldShape.Single,
            Count = isList ? (in EventContext _) => items?.Count ?? -1 : null,
            Reader = isList ? ItemReader(itemType, items) : Reader(itemType, items?[0]),
            Format = FormatOf(field),
        };
    }

    private static NumberFormat FormatOf(JsonElement field) =>
        (field.TryGetProperty("print", out var print) ? print.GetString() : null) switch
        {
            "hex" => NumberFormat.Hexadecimal,
            "oct" => NumberFormat.Octal,
            "padded" => NumberFormat.PaddedNanoseconds,
            _ => NumberFormat.Decimal,
        };

    private static FieldType TypeOf(string type) => type switch
    {
        "string" => FieldType.Text,
        "fspath" => FieldType.Path,
        "bytes" => FieldType.Bytes,
        "bool" => FieldType.Boolean,
        "double" => FieldType.Double,
        "ipaddr" => FieldType.IpAddress,
        "ipnet" => FieldType.IpNetwork,
        "reltime" => FieldType.RelativeTime,
        "abstime" => FieldType.AbsoluteTime,
        "pid" => FieldType.Pid,
        "fd" => FieldType.FileDescriptor,
        _ => Enum.Parse<FieldType>(type, ignoreCase: true),
    };

    private static Delegate Reader(FieldType type, JsonElement? value)
    {
        bool isThere = value is not null;
        if (type.IsText())
        {
            byte[] text = isThere ? Text(type, value!.Value) : [];
            return (TextReader)((in EventContext _, out ReadOnlySpan<byte> result) =>
            {
                result = text;
                return isThere;
            });
        }

        if (type.IsAddress())
        {
            var address = isThere ? Address(value!.Value) : default;
            return (AddressReader)((in EventContext _, out IpAddress result) =>
            {
                result = address;
                return isThere;
            });
        }

        if (type is FieldType.Boolean)
        {
            bool truth = isThere && value!.Value.GetBoolean();
            return (BooleanReader)((in EventContext _, out bool result) =>
            {
                result = truth;
                return isThere;
            });
        }

        if (type is FieldType.Double)
        {
            double real = isThere ? value!.Value.GetDouble() : 0;
            return (DoubleReader)((in EventContext _, out double result) =>
            {
                result = real;
                return isThere;
            });
        }

        long number = isThere ? Number(value!.Value) : 0;
        return (NumberReader)((in EventContext _, out long result) =>
        {
            result = number;
            return isThere;
        });
    }

    private static Delegate ItemReader(FieldType type, List<JsonElement>? values)
    {
        if (type.IsText())
        {
            var texts = values?.ConvertAll(value => Text(type, value));
            return (TextItemReader)((in EventContext _, int index, out ReadOnlySpan<byte> result) =>
            {
                result = texts![index];
                return true;
            });
        }

        if (type.IsAddress())
        {
            var addresses = values?.ConvertAll(Address);
            return (AddressItemReader)((in EventContext _, int index, out IpAddress result) =>
            {
                result = addresses![index];
                return true;
            });
        }

        var numbers = values?.ConvertAll(Number);
        return (NumberItemReader)((in EventContext _, int index, out long result) =>
        {
            result = numbers![index];
            return true;
        });
    }

    private static byte[] Text(FieldType type, JsonElement value) => type == FieldType.Bytes
        ? Convert.FromHexString(value.GetString()!)
        : Encoding.UTF8.GetBytes(value.GetString()!);

    private static IpAddress Address(JsonElement value)
    {
        byte[] bytes = IPAddress.Parse(value.GetString()!).GetAddressBytes();
        return bytes.Length == 4 ? IpAddress.FromV4(bytes) : IpAddress.FromV6(bytes);
    }

    private static long Number(JsonElement value) =>
        value.TryGetInt64(out long number) ? number : (long)value.GetUInt64();
}
