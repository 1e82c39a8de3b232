using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Matching;

/// <summary>A bracket expression of a shell pattern: <c>[a-z_]</c>, <c>[!0-9]</c>, <c>[[:alpha:].]</c>.</summary>
internal static class GlobSet
{
    /// <summary>Reads a bracket expression; false, and nothing read, when it never closes.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="position">The byte after the opening bracket; moved behind the closing one.</param>
    /// <param name="ignoreCase">ASCII letters of either case are equal.</param>
    /// <param name="set">For each byte whether it is in the set.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> pattern, ref int position, bool ignoreCase, [NotNullWhen(true)] out bool[]? set)
    {
        int i = position;
        bool isNegated = i < pattern.Length && pattern[i] is (byte)'!' or (byte)'^';
        i += isNegated ? 1 : 0;
        set = new bool[256];
        int first = i;
        while (i < pattern.Length && (pattern[i] != ']' || i == first))
        {
            if (TryClass(pattern[i..], out int length, out var contains))
            {
                i += length;
                Fill(set, contains);
            }
            else if (!TryRange(pattern, ref i, ignoreCase, set))
            {
                return false;
            }
        }

        if (i >= pattern.Length)
        {
            return false;
        }

        for (int b = 0; isNegated && b < set.Length; b++)
        {
            set[b] = !set[b];
        }

        position = i + 1;
        return true;
    }

    private static bool TryRange(ReadOnlySpan<byte> pattern, ref int i, bool ignoreCase, bool[] set)
    {
        if (!TryMember(pattern, ref i, out byte from))
        {
            return false;
        }

        byte to = from;
        bool isRange = i + 1 < pattern.Length && pattern[i] == '-' && pattern[i + 1] != ']';
        if (isRange)
        {
            i++;
            if (!TryMember(pattern, ref i, out to))
            {
                return false;
            }
        }

        // Without regard for case the C library compares all three in lower case, so that [X-c] holds nothing.
        for (int b = 0; b < set.Length; b++)
        {
            set[b] |= Fold((byte)b, ignoreCase) >= Fold(from, ignoreCase)
                && Fold((byte)b, ignoreCase) <= Fold(to, ignoreCase);
        }

        return true;
    }

    private static bool TryMember(ReadOnlySpan<byte> pattern, ref int i, out byte member)
    {
        bool isEscaped = pattern[i] == '\\';
        i += isEscaped ? 1 : 0;
        member = i < pattern.Length ? pattern[i] : (byte)0;
        return i++ < pattern.Length;
    }

    private static bool TryClass(
        ReadOnlySpan<byte> rest, out int length, [NotNullWhen(true)] out Func<byte, bool>? contains)
    {
        length = 0;
        contains = null;
        if (!rest.StartsWith("[:"u8) || rest.IndexOf(":]"u8) is not (> 2 and var end))
        {
            return false;
        }

        length = end + 2;
        contains = PosixClasses.Find(System.Text.Encoding.ASCII.GetString(rest[2..end]));
        return contains is not null;
    }

    private static void Fill(bool[] set, Func<byte, bool> contains)
    {
        for (int b = 0; b < set.Length; b++)
        {
            set[b] |= contains((byte)b);
        }
    }

    private static byte Fold(byte value, bool ignoreCase) => ignoreCase ? AsciiCase.ToLower(value) : value;
}
