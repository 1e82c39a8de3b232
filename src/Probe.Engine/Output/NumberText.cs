using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Output;

/// <summary>Prints numbers as Falco does, in text and in JSON, without strings.</summary>
internal static class NumberText
{
    private const int DigitsMax = 24;

    // "F1" of the largest double has 309 digits before the point.
    private const int DoubleDigitsMax = 320;
    private const int PaddedDigits = 9;

    // Beyond these the JSON library of Falco turns to an exponent.
    private const int JsonPointMin = -4;
    private const int JsonPointMax = 15;

    /// <summary>Writes an integer.</summary>
    public static void Write(long value, FieldType type, NumberFormat format, ByteBuffer destination)
    {
        var digits = destination.GetSpan(DigitsMax * 3);
        int length = format switch
        {
            NumberFormat.Octal => WriteOctal(Masked(value, type), digits),
            NumberFormat.Hexadecimal => Formatted(Masked(value, type), digits, 'X'),
            NumberFormat.PaddedNanoseconds => Formatted((ulong)value, digits, new StandardFormat('D', PaddedDigits)),
            _ when type.IsUnsigned() => Formatted((ulong)value, digits, default),
            _ => FormattedSigned(value, digits),
        };
        destination.Advance(length);
    }

    /// <summary>Writes a double as text: one decimal, ties to even as printf has it.</summary>
    public static void WriteText(double value, ByteBuffer destination)
    {
        // .NET rounds a tie away from zero; only x.25 has a tie whose even neighbour is the lower one.
        if (Math.Abs(value % 1) == 0.25)
        {
            value -= Math.CopySign(0.05, value);
        }

        bool fits = value.TryFormat(
            destination.GetSpan(DoubleDigitsMax), out int length, "F1", CultureInfo.InvariantCulture);
        System.Diagnostics.Debug.Assert(fits, "the span holds the largest double");
        destination.Advance(length);
    }

    /// <summary>Writes a double as JSON: the shortest digits that read back as the same number.</summary>
    public static void WriteJson(double value, ByteBuffer destination)
    {
        if (!double.IsFinite(value))
        {
            destination.Append("null"u8);
            return;
        }

        if (double.IsNegative(value))
        {
            destination.Append((byte)'-');
        }

        Span<byte> digits = stackalloc byte[DigitsMax];
        int count = ShortestDigits(Math.Abs(value), digits, out int point);
        WriteJsonDigits(digits[..count], point, destination);
    }

    // value = 0.DIGITS * 10^point.
    private static int ShortestDigits(double value, Span<byte> digits, out int point)
    {
        Span<byte> text = stackalloc byte[DigitsMax * 2];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        int exponent = 0;
        int mark = text[..length].IndexOf((byte)'E');
        if (mark >= 0)
        {
            // The parser knows a leading minus only.
            int start = text[mark + 1] == '+' ? mark + 2 : mark + 1;
            bool parsed = Utf8Parser.TryParse(text[start..length], out exponent, out _);
            System.Diagnostics.Debug.Assert(parsed, "an exponent follows the E");
            length = mark;
        }

        int dot = text[..length].IndexOf((byte)'.');
        point = (dot < 0 ? length : dot) + exponent;
        int count = 0;
        foreach (byte digit in text[..length])
        {
            if (digit == '.')
            {
                continue;
            }

            if (count == 0 && digit == '0')
            {
                point--;
                continue;
            }

            digits[count++] = digit;
        }

        while (count > 0 && digits[count - 1] == '0')
        {
            count--;
        }

        return count;
    }

    private static void WriteJsonDigits(ReadOnlySpan<byte> digits, int point, ByteBuffer destination)
    {
        if (digits.IsEmpty)
        {
            destination.Append("0.0"u8);
        }
        else if (point >= digits.Length && point <= JsonPointMax)
        {
            destination.Append(digits);
            destination.AppendRepeated((byte)'0', point - digits.Length);
            destination.Append(".0"u8);
        }
        else if (point > 0 && point <= JsonPointMax)
        {
            destination.Append(digits[..point]);
            destination.Append((byte)'.');
            destination.Append(digits[point..]);
        }
        else if (point > JsonPointMin && point <= 0)
        {
            destination.Append("0."u8);
            destination.AppendRepeated((byte)'0', -point);
            destination.Append(digits);
        }
        else
        {
            WriteExponentForm(digits, point - 1, destination);
        }
    }

    private static void WriteExponentForm(ReadOnlySpan<byte> digits, int exponent, ByteBuffer destination)
    {
        destination.Append(digits[0]);
        if (digits.Length > 1)
        {
            destination.Append((byte)'.');
            destination.Append(digits[1..]);
        }

        destination.Append((byte)'e');
        destination.Append((byte)(exponent < 0 ? '-' : '+'));
        int size = Math.Abs(exponent);
        if (size < 10)
        {
            destination.Append((byte)'0');
        }

        destination.Advance(Formatted((ulong)size, destination.GetSpan(DigitsMax), default));
    }

    private static int Formatted(ulong value, Span<byte> digits, StandardFormat format)
    {
        Utf8Formatter.TryFormat(value, digits, out int length, format);
        return length;
    }

    private static int FormattedSigned(long value, Span<byte> digits)
    {
        Utf8Formatter.TryFormat(value, digits, out int length);
        return length;
    }

    private static int WriteOctal(ulong value, Span<byte> digits)
    {
        int length = 1;
        for (ulong rest = value >> 3; rest != 0; rest >>= 3)
        {
            length++;
        }

        for (int i = length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }

        return length;
    }

    // printf prints a negative number of 32 bits as 32 bits.
    private static ulong Masked(long value, FieldType type) => type switch
    {
        FieldType.Int8 or FieldType.UInt8 => (byte)value,
        FieldType.Int16 or FieldType.UInt16 or FieldType.Port => (ushort)value,
        FieldType.Int32 or FieldType.UInt32 or FieldType.Flags32 or FieldType.Uid => (uint)value,
        _ => (ulong)value,
    };
}
