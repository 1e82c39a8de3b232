using System.Globalization;
using System.Net;
using System.Numerics;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Addresses, networks and ranges by the words of the reference, bit by bit.</summary>
internal static class PlainAddresses
{
    private const int MappedPrefix = 96;

    /// <summary>Whether an address is the written one, in the written network, or in the written range.</summary>
    public static bool IsIn(string address, string written)
    {
        bool[] bits = Bits(address);
        if (written.Contains('/'))
        {
            string[] parts = written.Split('/');
            bool[] network = Bits(parts[0]);
            int length = int.Parse(parts[1], CultureInfo.InvariantCulture);
            length -= parts[0].Contains(':') && network.Length == 32 ? MappedPrefix : 0;
            return bits.Length == network.Length && bits.Take(length).SequenceEqual(network.Take(length));
        }

        if (written.Contains('-'))
        {
            bool[][] ends = [.. written.Split('-').Select(Bits)];
            return bits.Length == ends[0].Length
                && Number(bits) >= Number(ends[0]) && Number(bits) <= Number(ends[1]);
        }

        return bits.SequenceEqual(Bits(written));
    }

    /// <summary>32 or 128 bits, the highest first; IPv4 in IPv6 is IPv4.</summary>
    private static bool[] Bits(string address)
    {
        var parsed = IPAddress.Parse(address);
        byte[] bytes = (parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed).GetAddressBytes();
        return [.. bytes.SelectMany(b => Enumerable.Range(0, 8).Select(i => (b & (0x80 >> i)) != 0))];
    }

    private static BigInteger Number(bool[] bits) =>
        bits.Aggregate(BigInteger.Zero, (number, bit) => number * 2 + (bit ? 1 : 0));
}
