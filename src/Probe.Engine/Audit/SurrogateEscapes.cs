using System.Globalization;

namespace KosmosProbe.Engine.Audit;

/// <summary>
/// JSON may escape a character beyond the basic plane as two halves, and may be well-formed with one half alone, which
/// no text can hold. Such JSON is refused before anything is read out of it.
/// </summary>
internal static class SurrogateEscapes
{
    private const int Digits = 4;

    /// <summary>Every half has its other half.</summary>
    /// <param name="json">JSON, or what will be found to be none.</param>
    public static bool ArePaired(ReadOnlySpan<byte> json)
    {
        for (int at = json.IndexOf((byte)'\\'); at >= 0 && at + 1 < json.Length;)
        {
            int length = 2;
            if (json[at + 1] == (byte)'u' && TryUnit(json[at..], out char unit))
            {
                length += Digits;
                if (char.IsLowSurrogate(unit)) return false;
                if (char.IsHighSurrogate(unit))
                {
                    if (!TryUnit(json[(at + length)..], out char low) || !char.IsLowSurrogate(low)) return false;
                    length *= 2;
                }
            }

            int next = json[(at + length)..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : at + length + next;
        }

        return true;
    }

    private static bool TryUnit(ReadOnlySpan<byte> escape, out char unit)
    {
        unit = default;
        if (escape.Length < Digits + 2 || escape[0] != (byte)'\\' || escape[1] != (byte)'u') return false;
        bool isHex = ushort.TryParse(
            escape.Slice(2, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code);
        unit = (char)code;
        return isHex;
    }
}
