using System.Globalization;
using System.Net;
using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Tests.Language;

/// <summary>Fields with fixed values, for conditions that are tested without events.</summary>
internal static class FakeFields
{
    public static Field Text(string name, byte[]? value, FieldType type = FieldType.Text) =>
        Make(name, type, new TextReader((in EventContext _, out ReadOnlySpan<byte> text) =>
        {
            text = value;
            return value is not null;
        }));

    public static Field Text(string name, string? value, FieldType type = FieldType.Text) =>
        Text(name, value is null ? null : Encoding.UTF8.GetBytes(value), type);

    public static Field Number(string name, FieldType type, long? value) =>
        Make(name, type, new NumberReader((in EventContext _, out long number) =>
        {
            number = value ?? 0;
            return value is not null;
        }));

    public static Field Boolean(string name, bool? value) =>
        Make(name, FieldType.Boolean, new BooleanReader((in EventContext _, out bool truth) =>
        {
            truth = value ?? false;
            return value is not null;
        }));

    public static Field Double(string name, double? value) =>
        Make(name, FieldType.Double, new DoubleReader((in EventContext _, out double number) =>
        {
            number = value ?? 0;
            return value is not null;
        }));

    public static Field Address(string name, FieldType type, string? value)
    {
        var address = value is null ? default : ParseAddress(value);
        return Make(name, type, new AddressReader((in EventContext _, out IpAddress read) =>
        {
            read = address;
            return value is not null;
        }));
    }

    public static Field Texts(string name, string[]? values, FieldShape shape = FieldShape.List)
    {
        var texts = values?.Select(Encoding.UTF8.GetBytes).ToArray();
        return Several(name, FieldType.Text, values?.Length, shape, new TextItemReader(Read));

        bool Read(in EventContext context, int index, out ReadOnlySpan<byte> text)
        {
            text = texts![index];
            return true;
        }
    }

    public static Field Numbers(string name, FieldType type, long[]? values, FieldShape shape = FieldShape.List)
    {
        return Several(name, type, values?.Length, shape, new NumberItemReader(Read));

        bool Read(in EventContext context, int index, out long number)
        {
            number = values![index];
            return true;
        }
    }

    public static Field Addresses(string name, FieldType type, string[]? values, FieldShape shape = FieldShape.List)
    {
        var addresses = values?.Select(ParseAddress).ToArray();
        return Several(name, type, values?.Length, shape, new AddressItemReader(Read));

        bool Read(in EventContext context, int index, out IpAddress address)
        {
            address = addresses![index];
            return true;
        }
    }

    public static IpAddress ParseAddress(string text)
    {
        byte[] bytes = IPAddress.Parse(text).GetAddressBytes();
        return bytes.Length == 4 ? IpAddress.FromV4(bytes) : IpAddress.FromV6(bytes);
    }

    public static long ParseNumber(string text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out long number)
            ? number
            : (long)ulong.Parse(text, CultureInfo.InvariantCulture);

    private static Field Make(string name, FieldType type, Delegate reader) => new()
    {
        Name = name,
        Type = type,
        Description = "A fixed value.",
        Example = $"{name} exists",
        Reader = reader,
    };

    private static Field Several(string name, FieldType type, int? count, FieldShape shape, Delegate reader) => new()
    {
        Name = name,
        Type = type,
        Description = "Fixed values.",
        Example = $"{name} exists",
        Shape = shape,
        Count = (in EventContext _) => count ?? -1,
        Reader = reader,
    };
}
