using System.Globalization;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>Turns values as written into values of a field's type, or says why that cannot be.</summary>
internal static class Constants
{
    /// <summary>Bytes of a text. A text never holds a NUL, so that a constant with one is a mistake.</summary>
    /// <param name="type">The field's type.</param>
    /// <param name="token">The value.</param>
    public static byte[] Bytes(FieldType type, Token token)
    {
        byte[] bytes = LiteralText.ToBytes(token.Text);
        if (type != FieldType.Bytes && bytes.AsSpan().Contains((byte)0))
        {
            Throw.Language(token.Span, @"the value contains a NUL byte (\x00), which no text can");
        }

        return bytes;
    }

    /// <summary>Bytes written in hexadecimal.</summary>
    /// <param name="token">The value.</param>
    public static byte[] Hexadecimal(Token token)
    {
        if (token.Text.Length % 2 != 0 || !token.Text.All(char.IsAsciiHexDigit))
        {
            Throw.Language(token.Span, $"`{token.Text}` is not hexadecimal: two digits 0-9, a-f for each byte");
        }

        return Convert.FromHexString(token.Text);
    }

    /// <summary>true or false.</summary>
    /// <param name="token">The value.</param>
    public static bool Boolean(Token token)
    {
        if (token.Text is not ("true" or "false"))
        {
            Throw.Language(token.Span, $"`{token.Text}` is neither `true` nor `false`");
        }

        return token.Text == "true";
    }

    /// <summary>A number, brought to the width of the field's type; decimal only.</summary>
    /// <param name="type">The field's type.</param>
    /// <param name="token">The value.</param>
    public static long Number(FieldType type, Token token)
    {
        if (type == FieldType.Port)
        {
            return Port(token);
        }

        // Falco wraps what does not fit: -1 is the largest number of an unsigned type.
        long number = Integer(token);
        return type switch
        {
            FieldType.Int8 => (sbyte)number,
            FieldType.Int16 => (short)number,
            FieldType.Int32 => (int)number,
            FieldType.UInt8 => (byte)number,
            FieldType.UInt16 => (ushort)number,
            FieldType.UInt32 or FieldType.Flags32 or FieldType.Uid => (uint)number,
            _ => number,
        };
    }

    /// <summary>A whole number for a floating-point field.</summary>
    /// <param name="token">The value.</param>
    public static double Double(Token token) => Integer(token);

    /// <summary>Addresses: one, and where <paramref name="strict"/> does not forbid it a network or a range.</summary>
    /// <param name="type">Address or network.</param>
    /// <param name="token">The value.</param>
    /// <param name="strict">Addresses take addresses and networks take networks only.</param>
    public static AddressRange Addresses(FieldType type, Token token, bool strict)
    {
        string text = token.Text;
        bool isNetwork = text.Contains('/');
        bool isRange = !isNetwork && text.Contains('-');
        if (strict && type == FieldType.IpAddress && (isNetwork || isRange))
        {
            // Falco takes what has a dot as IPv4.
            Throw.Language(token.Span, $"unrecognized IPv{(text.Contains('.') ? 4 : 6)} address `{text}`");
        }

        if (strict && type == FieldType.IpNetwork && !isNetwork)
        {
            Throw.Language(
                token.Span,
                text.Contains('.') ? $"unrecognized IP network `{text}`" : $"invalid v6 netmask: `{text}`");
        }

        string? error;
        AddressRange range;
        if (isNetwork)
        {
            AddressParser.TryNetwork(text, allowsAllOfV6: !strict, out range, out error);
        }
        else if (isRange)
        {
            AddressParser.TryRange(text, out range, out error);
        }
        else
        {
            error = AddressParser.TryAddress(text, out var address)
                ? null
                : $"unrecognized IPv{(text.Contains('.') ? 4 : 6)} address `{text}`";
            range = new AddressRange(address, address);
        }

        if (error is not null)
        {
            Throw.Language(token.Span, error);
        }

        return range;
    }

    private static long Port(Token token)
    {
        string text = token.Text;
        if (text.Length == 0)
        {
            return 0;
        }

        bool isNumber = text.All(char.IsAsciiDigit)
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (isNumber)
        {
            return (ushort)ulong.Parse(text, CultureInfo.InvariantCulture);
        }

        if (!ServicePorts.TryFind(text, out ushort port))
        {
            Throw.Language(token.Span, $"`{text}` is neither a port number nor a known service");
        }

        return port;
    }

    private static long Integer(Token token)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign;
        if (long.TryParse(token.Text, Style, CultureInfo.InvariantCulture, out long number))
        {
            return number;
        }

        if (!ulong.TryParse(token.Text, Style, CultureInfo.InvariantCulture, out ulong large))
        {
            Throw.Language(token.Span, $"`{token.Text}` is not a decimal number of at most 64 bits");
        }

        return (long)large;
    }
}
