using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Policies;

/// <summary>A network: all addresses of one family that share their first bits.</summary>
/// <param name="Address">An address in it, the other bits zero.</param>
/// <param name="Length">How many bits they share.</param>
public readonly record struct AddressPrefix(IpAddress Address, int Length)
{
    /// <summary>Whether an address is in the network.</summary>
    /// <param name="address">The address; one that stands for IPv4 is given as IPv4.</param>
    public bool Contains(IpAddress address)
    {
        int rest = (Address.IsV6 ? 128 : 32) - Length;
        return address.IsV6 == Address.IsV6 && (rest >= 128 || address.Bits >> rest == Address.Bits >> rest);
    }
}
