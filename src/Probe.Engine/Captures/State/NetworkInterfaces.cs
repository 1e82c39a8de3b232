using System.Buffers.Binary;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// The addresses of the machine that a capture was made on: they tell which end of a connection is the local one, and
/// stand in for an address that was not recorded.
/// </summary>
internal sealed class NetworkInterfaces
{
    // 127.0.0.1 as it is stored.
    private const uint LoopbackV4 = 0x0100007f;

    // All are looked through for a socket without an end: a node with many services has some thousands.
    private const int AddressesMax = 16 * 1024;

    private readonly List<(uint Address, uint Mask)> _v4 = [];
    private readonly List<UInt128> _v6 = [];

    /// <summary>Takes in an interface of the capture's head.</summary>
    /// <param name="address">4 or 16 bytes in network order.</param>
    /// <param name="mask">4 or 16 bytes in network order.</param>
    public void Add(ReadOnlySpan<byte> address, ReadOnlySpan<byte> mask)
    {
        if (address.Length == 4 && _v4.Count < AddressesMax)
        {
            _v4.Add((V4(address), mask.Length == 4 ? V4(mask) : 0));
        }
        else if (address.Length == 16 && _v6.Count < AddressesMax)
        {
            _v6.Add(V6(address));
        }
    }

    /// <summary>Whether an address is one of this machine's; for IPv6 its network is enough, as in Falco.</summary>
    /// <param name="address">4 or 16 bytes in network order.</param>
    public bool IsLocal(ReadOnlySpan<byte> address)
    {
        if (address.Length == 4)
        {
            foreach (var own in _v4)
            {
                if (own.Address == V4(address))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var own in _v6)
        {
            if (SameNetwork(own, V6(address)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Completes a socket that has only one address.</summary>
    /// <param name="descriptor">Changed.</param>
    public void Complete(Descriptor descriptor)
    {
        if (!descriptor.Kind.HasTwoEnds())
        {
            return;
        }

        var layout = SocketEnds.LayoutOf(descriptor.Kind);
        ref var ends = ref descriptor.Ends;
        bool noSource = IsEmpty(ends.Source(layout));
        if (!noSource && !IsEmpty(ends.Destination(layout)))
        {
            return;
        }

        var missing = noSource ? ends.Source(layout) : ends.Destination(layout);
        var known = noSource ? ends.Destination(layout) : ends.Source(layout);
        Span<byte> inferred = stackalloc byte[16];
        inferred = inferred[..layout.Bytes];
        Infer(known, inferred);
        bool isItself = inferred.SequenceEqual(known) && ends.SourcePort(layout) == ends.DestinationPort(layout);
        if (!isItself)
        {
            inferred.CopyTo(missing);
        }
    }

    private static bool IsEmpty(ReadOnlySpan<byte> address) => !address.ContainsAnyExcept((byte)0);

    private static uint V4(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt32LittleEndian(address);

    private static UInt128 V6(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt128BigEndian(address);

    // The first 64 bits.
    private static bool SameNetwork(UInt128 left, UInt128 right) => left >> 64 == right >> 64;

    // The peer's own address if it is one of ours, else one of its network, else any but the loopback.
    private void Infer(ReadOnlySpan<byte> peer, Span<byte> own)
    {
        if (peer.Length == 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(own, InferV4(V4(peer)));
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(own, InferV6(V6(peer)));
        }
    }

    private uint InferV4(uint peer)
    {
        uint near = 0;
        uint any = 0;
        foreach (var (address, mask) in _v4)
        {
            if (address == peer)
            {
                return address;
            }

            near = near == 0 && (address & mask) == (peer & mask) ? address : near;
            any = any == 0 && address != LoopbackV4 ? address : any;
        }

        return near != 0 ? near : any;
    }

    private UInt128 InferV6(UInt128 peer)
    {
        UInt128 near = 0;
        UInt128 any = 0;
        foreach (var address in _v6)
        {
            if (address == peer)
            {
                return address;
            }

            near = near == 0 && SameNetwork(address, peer) ? address : near;
            any = any == 0 && address != UInt128.One ? address : any;
        }

        return near != 0 ? near : any;
    }
}
