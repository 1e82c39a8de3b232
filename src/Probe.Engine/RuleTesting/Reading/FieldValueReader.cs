using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Matching;
using KosmosProbe.Engine.Rules.Reading;
using KosmosProbe.Engine.RuleTesting.Inline;
using YamlDotNet.Core;

namespace KosmosProbe.Engine.RuleTesting.Reading;

/// <summary>Reads the value of a field as the field's type has it, or says why that cannot be.</summary>
internal static class FieldValueReader
{
    private const string HexPrefix = "0x";

    /// <summary>Reads a value; of a field that has several values a sequence of them.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">As written.</param>
    /// <param name="values">The values; null when the field is said to be missing.</param>
    /// <param name="error">Why not.</param>
    public static bool TryRead(
        Field field, YamlValue value, out InlineValue[]? values, [NotNullWhen(false)] out string? error)
    {
        values = null;
        error = null;
        switch (value.Kind)
        {
            case YamlKind.Null:
                return true;
            case YamlKind.Mapping:
                error = $"`{field.Name}` is {Describe(field.Type)}, found a mapping";
                return false;
            case YamlKind.Sequence when field.Shape == FieldShape.Single:
                error = $"`{field.Name}` has one value, found a sequence";
                return false;
        }

        var read = new List<InlineValue>();
        foreach (var item in value.Kind == YamlKind.Sequence ? value.Items : [value])
        {
            if (item.Kind != YamlKind.Scalar || !TryScalar(field.Type, item, out var one))
            {
                error = $"`{field.Name}` is {Describe(field.Type)}; found {ItemReader.Describe(item)}";
                return false;
            }

            read.Add(one);
        }

        values = [.. read];
        return true;
    }

    private static bool TryScalar(FieldType type, YamlValue item, out InlineValue value)
    {
        string text = item.Text;
        value = new InlineValue([]);
        if (type.IsText())
        {
            value = InlineValue.Of(text);
            return true;
        }

        if (type.IsAddress())
        {
            bool isAddress = AddressParser.TryAddress(text, out var address);
            value = value with { Address = address };
            return isAddress;
        }

        if (type == FieldType.Boolean)
        {
            value = InlineValue.Of(text == "true" ? 1 : 0);
            return text is "true" or "false" && item.Style == ScalarStyle.Plain;
        }

        if (type == FieldType.Double)
        {
            bool isReal = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real);
            value = value with { Real = real };
            return isReal;
        }

        if (type == FieldType.Port && ServicePorts.TryFind(text, out ushort port))
        {
            value = InlineValue.Of(port);
            return true;
        }

        var (least, most) = Range(type);
        bool isNumber = TryInteger(text, out var number) && number >= least && number <= most;
        value = InlineValue.Of(isNumber ? (long)(ulong)(number & ulong.MaxValue) : 0);
        return isNumber;
    }

    private static bool TryInteger(string text, out Int128 number) =>
        text.StartsWith(HexPrefix, StringComparison.OrdinalIgnoreCase)
            ? Int128.TryParse(
                text.AsSpan(HexPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static (Int128 Least, Int128 Most) Range(FieldType type) => type switch
    {
        FieldType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        FieldType.Int16 => (short.MinValue, short.MaxValue),
        FieldType.Int32 => (int.MinValue, int.MaxValue),
        FieldType.UInt8 => (0, byte.MaxValue),
        FieldType.UInt16 or FieldType.Port => (0, ushort.MaxValue),
        FieldType.UInt32 or FieldType.Flags32 or FieldType.Uid => (0, uint.MaxValue),
        FieldType.UInt64 or FieldType.RelativeTime or FieldType.AbsoluteTime => (0, ulong.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    private static string Describe(FieldType type)
    {
        var (least, most) = Range(type);
        return type switch
        {
            _ when type.IsText() => "a text",
            _ when type.IsAddress() => "an IP address",
            FieldType.Boolean => "`true` or `false`",
            FieldType.Double => "a number",
            FieldType.Port => string.Create(
                CultureInfo.InvariantCulture, $"a port, {least} to {most}, or the name of a service"),
            _ when most >= long.MaxValue => least < 0 ? "a whole number" : "a whole number, not negative",
            _ => string.Create(CultureInfo.InvariantCulture, $"a whole number, {least} to {most}"),
        };
    }
}
