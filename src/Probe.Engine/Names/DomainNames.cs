using System.Collections.Frozen;
using System.Net;
using System.Text;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Names;

/// <summary>
/// Addresses of the domain names that rules compare with: who looks them up publishes them, the event thread reads what
/// was published last. Names are looked up and never addresses, for a name's owner says what its addresses are, while
/// an address's owner may claim any name.
/// </summary>
public sealed class DomainNames
{
    private volatile FrozenDictionary<IpAddress, byte[][]> _byAddress = FrozenDictionary<IpAddress, byte[][]>.Empty;

    /// <summary>Puts other names in the place of those known so far.</summary>
    /// <param name="names">Each with its addresses.</param>
    public void Publish(IEnumerable<(string Name, IReadOnlyCollection<IPAddress> Addresses)> names)
    {
        var byAddress = new Dictionary<IpAddress, List<byte[]>>();
        foreach (var (name, addresses) in names)
        {
            byte[] text = Encoding.UTF8.GetBytes(name);
            foreach (var address in addresses)
            {
                var key = Of(address);
                if (!byAddress.TryGetValue(key, out var known))
                {
                    byAddress[key] = known = [];
                }

                known.Add(text);
            }
        }

        _byAddress = byAddress.ToFrozenDictionary(static pair => pair.Key, static pair => pair.Value.ToArray());
    }

    /// <summary>The names that lead to an address; none when there is no such name in the rules.</summary>
    /// <param name="address">Any.</param>
    public byte[][] Find(IpAddress address) => _byAddress.TryGetValue(address, out byte[][]? names) ? names : [];

    private static IpAddress Of(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out int length);
        return length == 4 ? IpAddress.FromV4(bytes[..4]) : IpAddress.FromV6(bytes);
    }
}
