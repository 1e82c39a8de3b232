using System.Globalization;
using System.Numerics;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Numbers and ports by the words of the reference: exact, brought to the width of the type.</summary>
internal static class PlainNumbers
{
    public static int Bits(FieldType type) => type switch
    {
        FieldType.Int8 or FieldType.UInt8 => 8,
        FieldType.Int16 or FieldType.UInt16 or FieldType.Port => 16,
        FieldType.Int32 or FieldType.UInt32 or FieldType.Flags32 or FieldType.Uid => 32,
        _ => 64,
    };

    public static (BigInteger Least, BigInteger Most) Range(FieldType type)
    {
        var all = BigInteger.One << Bits(type);
        return type.IsUnsigned() ? (0, all - 1) : (-all / 2, all / 2 - 1);
    }

    /// <summary>A value of an event, whose unsigned 64-bit values come as the bits of a signed one.</summary>
    public static BigInteger Of(FieldType type, long value) => type.IsUnsigned() ? (ulong)value : value;

    /// <summary>A value as written.</summary>
    public static BigInteger Parse(FieldType type, string text)
    {
        if (type == FieldType.Port)
        {
            text = text switch { "" => "0", "ssh" => "22", "https" => "443", _ => text };
        }

        var number = BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var (least, most) = Range(type);
        while (number < least)
        {
            number += most - least + 1;
        }

        // 70000 is port 4464; no other type is given what it cannot hold.
        return number > most ? number % (most - least + 1) : number;
    }

    public static bool Holds(string spelling, BigInteger left, BigInteger right) => spelling switch
    {
        "=" or "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        ">=" => left >= right,
        _ => throw new ArgumentOutOfRangeException(nameof(spelling), spelling, "no operator of numbers"),
    };

    public static bool Holds(string spelling, double left, double right) => spelling switch
    {
        "=" or "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        ">=" => left >= right,
        _ => throw new ArgumentOutOfRangeException(nameof(spelling), spelling, "no operator of numbers"),
    };
}
