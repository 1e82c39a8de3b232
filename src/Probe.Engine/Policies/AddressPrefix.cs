using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Policies;

/// <summary>A network: all addresses of one family that share their first bits.</summary>
/// <param name="Address">An address in it, the other bits zero.</param>
/// <param name="Length">How many bits they share.</param>
public readonly record struct AddressPrefix(IpAddress Address, int Length)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new TextBuilder(new TextScratch());
        text.AddAddress(Address);
        text.Add((byte)'/');
        text.AddUnsigned((ulong)Length);
        return System.Text.Encoding.ASCII.GetString(text.Finish());
    }

    /// <summary>Whether an address is in the network.</summary>
    /// <param name="address">The address; one that stands for IPv4 is given as IPv4.</param>
    public bool Contains(IpAddress address)
    {
        int rest = (Address.IsV6 ? 128 : 32) - Length;
        return address.IsV6 == Address.IsV6 && (rest >= 128 || address.Bits >> rest == Address.Bits >> rest);
    }

    /// <summary>The networks that some ranges are made of, as few as possible for each.</summary>
    /// <param name="ranges">The ranges.</param>
    internal static IEnumerable<AddressPrefix> Of(IEnumerable<AddressRange> ranges)
    {
        foreach (var range in ranges)
        {
            int width = range.First.IsV6 ? 128 : 32;
            var first = range.First.Bits;
            while (first <= range.Last.Bits)
            {
                // The largest network that begins here and ends within the range.
                int rest = first == 0 ? width : (int)UInt128.TrailingZeroCount(first);
                rest = Math.Min(rest, width);
                while (rest > 0 && LastOf(first, rest) > range.Last.Bits) rest--;
                yield return new AddressPrefix(IpAddress.Of(first, range.First.IsV6), width - rest);
                var last = LastOf(first, rest);
                if (last == UInt128.MaxValue) yield break;
                first = last + 1;
            }
        }
    }

    private static UInt128 LastOf(UInt128 first, int rest) =>
        rest >= 128 ? UInt128.MaxValue : first | ((UInt128.One << rest) - 1);
}
