using System.Buffers;
using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Explaining;

/// <summary>Bound values, written as a condition would have them.</summary>
internal static class ValueText
{
    /// <summary>A text, in quotes where it needs them.</summary>
    /// <param name="bytes">UTF-8, perhaps invalid.</param>
    public static string Of(byte[] bytes)
    {
        var text = new StringBuilder();
        for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty;)
        {
            bool isRune = Rune.DecodeFromUtf8(rest, out var rune, out int length) == OperationStatus.Done;
            length = isRune ? length : 1;
            text.Append(isRune ? rune.ToString() : LiteralText.FromByte(rest[0]).ToString());
            rest = rest[length..];
        }

        return new LiteralSyntax(new Token(text.ToString(), default)).Print(PrintStyle.Source);
    }

    /// <summary>A number of a field.</summary>
    /// <param name="number">Its bits.</param>
    /// <param name="type">The field's type.</param>
    public static string Of(long number, FieldType type) => type.IsUnsigned()
        ? ((ulong)number).ToString(CultureInfo.InvariantCulture)
        : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>An address, a network where a range is one, or a range.</summary>
    /// <param name="range">The range.</param>
    /// <param name="type">The field's type: some compare with networks only.</param>
    public static string Of(AddressRange range, FieldType type)
    {
        if (range.First == range.Last && type == FieldType.IpAddress)
        {
            return Of(range.First);
        }

        // In a network the bits that may differ are the last ones, all zero in the first address, all one in the last.
        var hostBits = range.First.Bits ^ range.Last.Bits;
        bool isNetwork = (hostBits & (hostBits + 1)) == 0 && (range.First.Bits & hostBits) == 0;
        int length = (range.First.IsV6 ? 128 : 32) - int.CreateChecked(UInt128.PopCount(hostBits));
        return isNetwork ? $"{Of(range.First)}/{length}" : $"{Of(range.First)}-{Of(range.Last)}";
    }

    private static string Of(IpAddress address)
    {
        Span<byte> text = stackalloc byte[AddressText.BytesMax];
        return Encoding.ASCII.GetString(text[..AddressText.Write(address, text)]);
    }
}
