using System.Buffers.Binary;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Both ends of a connection, as a parameter of type SOCKTUPLE has them.</summary>
internal readonly ref struct SocketTuple
{
    private SocketTuple(
        ReadOnlySpan<byte> source, ushort sourcePort, ReadOnlySpan<byte> destination, ushort destinationPort)
    {
        Source = source;
        SourcePort = sourcePort;
        Destination = destination;
        DestinationPort = destinationPort;
    }

    /// <summary>The first address: 4 or 16 bytes.</summary>
    public ReadOnlySpan<byte> Source { get; }

    /// <summary>Its port.</summary>
    public ushort SourcePort { get; }

    /// <summary>The second address: 4 or 16 bytes.</summary>
    public ReadOnlySpan<byte> Destination { get; }

    /// <summary>Its port.</summary>
    public ushort DestinationPort { get; }

    /// <summary>IPv4.</summary>
    public bool IsV4 => Source.Length == 4;

    /// <summary>Reads internet addresses; false for other families and for too few bytes.</summary>
    /// <param name="tuple">The parameter: family, then address and port of each end.</param>
    /// <param name="ends">Both ends.</param>
    public static bool TryRead(ReadOnlySpan<byte> tuple, out SocketTuple ends)
    {
        ends = default;
        if (tuple.IsEmpty)
        {
            return false;
        }

        int bytes = tuple[0] == SocketText.FamilyV4 ? 4 : tuple[0] == SocketText.FamilyV6 ? 16 : 0;
        int end = bytes + sizeof(ushort);
        if (bytes == 0 || tuple.Length < 1 + (2 * end))
        {
            return false;
        }

        ends = new SocketTuple(
            tuple.Slice(1, bytes),
            BinaryPrimitives.ReadUInt16LittleEndian(tuple[(1 + bytes)..]),
            tuple.Slice(1 + end, bytes),
            BinaryPrimitives.ReadUInt16LittleEndian(tuple[(1 + end + bytes)..]));
        return true;
    }

    /// <summary>The same with another second end.</summary>
    /// <param name="address">An internet address as a parameter of type SOCKADDR has it, of the same family.</param>
    public SocketTuple To(ReadOnlySpan<byte> address) => new(
        Source,
        SourcePort,
        address.Slice(1, Source.Length),
        BinaryPrimitives.ReadUInt16LittleEndian(address[(1 + Source.Length)..]));

    /// <summary>As IPv4 where both addresses of IPv6 stand for such.</summary>
    public SocketTuple Unmapped() => !IsV4 && SocketEnds.IsMapped(Source) && SocketEnds.IsMapped(Destination)
        ? new SocketTuple(Source[12..], SourcePort, Destination[12..], DestinationPort)
        : this;
}
