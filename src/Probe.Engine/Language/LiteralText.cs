using System.Text;

namespace KosmosProbe.Engine.Language;

/// <summary>
/// Values are strings until they are bound, but <c>\xHH</c> can name a byte that is no UTF-8. Such a byte is carried as
/// the lone surrogate U+DC80 to U+DCFF, which no decoded text contains, and becomes the byte again here.
/// </summary>
internal static class LiteralText
{
    private const int EscapedByteFirst = 0xDC80;
    private const int EscapedByteLast = 0xDCFF;

    /// <summary>The character that carries a byte.</summary>
    /// <param name="value">The byte.</param>
    public static char FromByte(byte value) => (char)(value < 0x80 ? value : 0xDC00 + value);

    /// <summary>
    /// Whether a character carries a byte that is no ASCII. The second half of a pair is in the same range and does
    /// not.
    /// </summary>
    /// <param name="text">A token's value.</param>
    /// <param name="index">The character's place.</param>
    public static bool IsEscapedByte(string text, int index) =>
        text[index] is >= (char)EscapedByteFirst and <= (char)EscapedByteLast
        && (index == 0 || !char.IsHighSurrogate(text[index - 1]));

    /// <summary>The bytes that events' texts are compared with.</summary>
    /// <param name="text">A token's value.</param>
    public static byte[] ToBytes(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange((char)EscapedByteFirst, (char)EscapedByteLast))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i++, 2)));
            }
            else if (IsEscapedByte(text, i))
            {
                bytes.Add((byte)(text[i] - 0xDC00));
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, 1)));
            }
        }

        return [.. bytes];
    }
}
