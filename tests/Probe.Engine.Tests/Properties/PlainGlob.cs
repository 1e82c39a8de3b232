using System.Text;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>
/// Shell patterns as fnmatch reads them, by recursion over pattern and text. Where case does not matter, both are taken
/// in lower case, but a class asks for the text's own.
/// </summary>
internal static class PlainGlob
{
    public static bool Fits(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern, bool ignoreCase = false)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        if (pattern[0] == '*')
        {
            return Fits(text, pattern[1..], ignoreCase) || (!text.IsEmpty && Fits(text[1..], pattern, ignoreCase));
        }

        if (pattern[0] == '\\')
        {
            return pattern.Length > 1 && !text.IsEmpty && Fold(text[0], ignoreCase) == Fold(pattern[1], ignoreCase)
                && Fits(text[1..], pattern[2..], ignoreCase);
        }

        byte next = text.IsEmpty ? (byte)0 : text[0];
        if (pattern[0] == '[' && TrySet(pattern, next, ignoreCase, out int length, out bool contains))
        {
            return !text.IsEmpty && contains && Fits(text[1..], pattern[length..], ignoreCase);
        }

        bool isSame = pattern[0] == '?' || Fold(pattern[0], ignoreCase) == Fold(next, ignoreCase);
        return !text.IsEmpty && isSame && Fits(text[1..], pattern[1..], ignoreCase);
    }

    /// <summary>False when the set does not close, and its bracket is an ordinary byte.</summary>
    private static bool TrySet(
        ReadOnlySpan<byte> pattern, byte value, bool ignoreCase, out int length, out bool contains)
    {
        contains = false;
        length = 1;
        bool isNegated = pattern.Length > 1 && pattern[1] is (byte)'!' or (byte)'^';
        int first = isNegated ? 2 : 1;
        int i = first;
        while (i < pattern.Length && (pattern[i] != ']' || i == first))
        {
            if (TryClass(pattern[i..], value, out int size, out bool isIn))
            {
                contains |= isIn;
                i += size;
                continue;
            }

            if (!TryByte(pattern, ref i, out byte from))
            {
                return false;
            }

            byte to = from;
            if (i + 1 < pattern.Length && pattern[i] == '-' && pattern[i + 1] != ']')
            {
                i++;
                if (!TryByte(pattern, ref i, out to))
                {
                    return false;
                }
            }

            byte folded = Fold(value, ignoreCase);
            contains |= folded >= Fold(from, ignoreCase) && folded <= Fold(to, ignoreCase);
        }

        contains ^= isNegated;
        length = i + 1;
        return i < pattern.Length;
    }

    private static byte Fold(byte value, bool ignoreCase) =>
        ignoreCase && value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value + 'a' - 'A') : value;

    private static bool TryByte(ReadOnlySpan<byte> pattern, ref int i, out byte value)
    {
        i += pattern[i] == '\\' ? 1 : 0;
        value = i < pattern.Length ? pattern[i] : (byte)0;
        return i++ < pattern.Length;
    }

    private static bool TryClass(ReadOnlySpan<byte> pattern, byte value, out int length, out bool contains)
    {
        foreach (string name in new[] { "alpha", "digit", "upper", "space" })
        {
            if (pattern.StartsWith(Encoding.ASCII.GetBytes($"[:{name}:]")))
            {
                length = name.Length + 4;
                contains = name switch
                {
                    "alpha" => char.IsAsciiLetter((char)value),
                    "digit" => char.IsAsciiDigit((char)value),
                    "upper" => char.IsAsciiLetterUpper((char)value),
                    _ => value is 32 or (>= 9 and <= 13),
                };
                return true;
            }
        }

        length = 0;
        contains = false;
        return false;
    }
}
