using System.Buffers.Text;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Writes addresses as inet_ntop(3) does, which is what Falco prints: lower case, the longest run of two or more zero
/// groups shortened, v4-compatible and v4-mapped addresses with a dotted end.
/// </summary>
public static class AddressText
{
    /// <summary>Bytes that any address fits in.</summary>
    public const int BytesMax = 45;

    private const int Groups = 8;

    /// <summary>Writes an address and returns how many bytes it took.</summary>
    /// <param name="address">The address.</param>
    /// <param name="destination">At least <see cref="BytesMax"/>.</param>
    public static int Write(IpAddress address, Span<byte> destination) =>
        address.IsV6 ? WriteV6(address.Bits, destination) : WriteV4((uint)address.Bits, destination);

    private static int WriteV4(uint bits, Span<byte> destination)
    {
        int length = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            Utf8Formatter.TryFormat((byte)(bits >> shift), destination[length..], out int digits);
            length += digits;
            if (shift > 0)
            {
                destination[length++] = (byte)'.';
            }
        }

        return length;
    }

    private static int WriteV6(UInt128 bits, Span<byte> destination)
    {
        FindLongestZeroRun(bits, out int runStart, out int runLength);
        int length = 0;
        for (int group = 0; group < Groups; group++)
        {
            if (group >= runStart && group < runStart + runLength)
            {
                if (group == runStart)
                {
                    destination[length++] = (byte)':';
                }

                continue;
            }

            if (group > 0)
            {
                destination[length++] = (byte)':';
            }

            bool isMapped = runLength == Groups - 3 && GroupAt(bits, group - 1) == ushort.MaxValue;
            if (group == 6 && runStart == 0 && (runLength == group || isMapped))
            {
                return length + WriteV4((uint)bits, destination[length..]);
            }

            Utf8Formatter.TryFormat(GroupAt(bits, group), destination[length..], out int digits, 'x');
            length += digits;
        }

        if (runLength > 0 && runStart + runLength == Groups)
        {
            destination[length++] = (byte)':';
        }

        return length;
    }

    private static void FindLongestZeroRun(UInt128 bits, out int runStart, out int runLength)
    {
        runStart = -1;
        runLength = 0;
        int start = 0;
        for (int group = 0; group < Groups; group++)
        {
            if (GroupAt(bits, group) != 0)
            {
                start = group + 1;
            }
            else if (group - start + 1 > Math.Max(runLength, 1))
            {
                runStart = start;
                runLength = group - start + 1;
            }
        }
    }

    private static ushort GroupAt(UInt128 bits, int group) => (ushort)(bits >> (16 * (Groups - 1 - group)));
}
