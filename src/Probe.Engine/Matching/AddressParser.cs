using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Addresses, ranges and networks as rules write them. As for Falco, what holds a dot is IPv4, anything else IPv6.
/// </summary>
internal static class AddressParser
{
    // What stands before the IPv4 address in a v4-mapped one.
    private const int MappedBits = 96;

    /// <summary>Reads an address; IPv4 in four decimal parts. A v4-mapped one becomes the IPv4 address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    public static bool TryAddress(string text, out IpAddress address)
    {
        bool isAddress = TryPlain(text, out var plain);
        address = plain.Unmapped();
        return isAddress;
    }

    /// <summary>Reads a network, <c>10.0.0.0/8</c>; bits behind the prefix are ignored.</summary>
    /// <param name="text">The text, with a slash.</param>
    /// <param name="allowsAllOfV6">Whether <c>::/0</c> is a network; Falco refuses it.</param>
    /// <param name="range">The network.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryNetwork(string text, bool allowsAllOfV6, out AddressRange range, out string? error)
    {
        range = default;
        int slash = text.IndexOf('/');
        string lengthText = text[(slash + 1)..];
        bool isV4 = !text.AsSpan(0, slash).Contains(':');
        error = TryPlain(text[..slash], out var address)
            ? null
            : $"unrecognized IPv{(isV4 ? 4 : 6)} address `{text[..slash]}`";
        if (error is null && !int.TryParse(lengthText, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            error = $"`{lengthText}` is not a prefix length";
        }

        if (error is not null)
        {
            return false;
        }

        int length = int.Parse(lengthText, CultureInfo.InvariantCulture);
        bool isMapped = length is >= MappedBits and <= 128 && address.Unmapped() != address;
        (address, length, isV4) = isMapped ? (address.Unmapped(), length - MappedBits, true) : (address, length, isV4);
        int bits = isV4 ? 32 : 128;
        if (length > bits || (!isV4 && length == 0 && !allowsAllOfV6))
        {
            error = isV4 ? $"invalid netmask in `{text}`" : $"invalid v6 netmask in `{text}`";
            return false;
        }

        var (first, last) = address.Network(length);
        range = new AddressRange(first, last);
        return true;
    }

    /// <summary>Reads a range, <c>10.0.0.1-10.0.0.9</c>, both ends included.</summary>
    /// <param name="text">The text, with a dash.</param>
    /// <param name="range">The range.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryRange(string text, out AddressRange range, out string? error)
    {
        int dash = text.IndexOf('-');
        bool isRange = TryAddress(text[..dash], out var first) & TryAddress(text[(dash + 1)..], out var last)
            && first.IsV6 == last.IsV6 && first.IsUpTo(last);
        range = new AddressRange(first, last);
        error = isRange ? null : $"`{text}` is not a range of addresses: lowest-highest, both of one family";
        return isRange;
    }

    private static bool TryPlain(string text, out IpAddress address)
    {
        address = default;
        if (!text.Contains(':'))
        {
            return TryV4(text, out address);
        }

        bool isPlain = text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');
        if (!isPlain || !IPAddress.TryParse(text, out var parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        address = IpAddress.FromV6(parsed.GetAddressBytes());
        return true;
    }

    private static bool TryV4(string text, out IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        string[] parts = text.Split('.');
        bool isAddress = parts.Length == bytes.Length;
        for (int i = 0; isAddress && i < bytes.Length; i++)
        {
            isAddress = parts[i].Length <= 3
                && byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]);
        }

        address = isAddress ? IpAddress.FromV4(bytes) : default;
        return isAddress;
    }
}
