namespace KosmosProbe.Engine.Matching;

/// <summary>Case of ASCII letters; every other byte is left as it is, as in the C locale.</summary>
internal static class AsciiCase
{
    /// <summary>The lower-case byte.</summary>
    /// <param name="value">Any byte.</param>
    public static byte ToLower(byte value) => (uint)(value - 'A') <= 'Z' - 'A' ? (byte)(value | 0x20) : value;

    /// <summary>The upper-case byte.</summary>
    /// <param name="value">Any byte.</param>
    public static byte ToUpper(byte value) => (uint)(value - 'a') <= 'z' - 'a' ? (byte)(value & ~0x20) : value;

    /// <summary>Whether a text equals a lower-case one but for case.</summary>
    /// <param name="value">Any text.</param>
    /// <param name="lower">Lower case, of the same length.</param>
    public static bool EqualsLower(ReadOnlySpan<byte> value, ReadOnlySpan<byte> lower)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (ToLower(value[i]) != lower[i])
            {
                return false;
            }
        }

        return true;
    }
}
