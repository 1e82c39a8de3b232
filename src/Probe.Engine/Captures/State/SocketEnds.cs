using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// The ends of a socket: addresses, ports, protocol. One block of bytes that each kind of socket divides in its own
/// way, since Falco keeps a union: a socket that is bound and then connected shows what the one left for the other.
/// Addresses are in network order, ports are numbers.
/// </summary>
internal struct SocketEnds
{
    private const int Size = 40;

    private Block _bytes;

    /// <summary>How IPv4 sockets with both ends divide the block.</summary>
    public static EndsLayout V4 => new(Bytes: 4, Destination: 4, SourcePort: 8, DestinationPort: 10, Protocol: 12);

    /// <summary>How IPv6 sockets with both ends divide it.</summary>
    public static EndsLayout V6 => new(Bytes: 16, Destination: 16, SourcePort: 32, DestinationPort: 34, Protocol: 36);

    /// <summary>How bound IPv4 sockets divide it: one address, which is the destination.</summary>
    public static EndsLayout V4Server => new(Bytes: 4, Destination: 0, SourcePort: 4, DestinationPort: 4, Protocol: 6);

    /// <summary>How bound IPv6 sockets divide it.</summary>
    public static EndsLayout V6Server =>
        new(Bytes: 16, Destination: 0, SourcePort: 16, DestinationPort: 16, Protocol: 18);

    /// <summary>The layout of a kind of internet socket; that of IPv4 for all else.</summary>
    /// <param name="kind">The kind.</param>
    public static EndsLayout LayoutOf(DescriptorKind kind) => kind switch
    {
        DescriptorKind.Ipv6 => V6,
        DescriptorKind.Ipv4Server => V4Server,
        DescriptorKind.Ipv6Server => V6Server,
        _ => V4,
    };

    /// <summary>The kernel's pointer to a unix socket.</summary>
    public ulong UnixSource
    {
        readonly get => BinaryPrimitives.ReadUInt64LittleEndian(_bytes);
        set => BinaryPrimitives.WriteUInt64LittleEndian(_bytes, value);
    }

    /// <summary>That to its peer.</summary>
    public ulong UnixDestination
    {
        readonly get => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[8..]);
        set => BinaryPrimitives.WriteUInt64LittleEndian(_bytes[8..], value);
    }

    /// <summary>The first address.</summary>
    /// <param name="layout">Of the socket's kind.</param>
    [UnscopedRef]
    public Span<byte> Source(scoped in EndsLayout layout) => _bytes[..layout.Bytes];

    /// <summary>The second address, or that of a bound socket.</summary>
    /// <param name="layout">Of the socket's kind.</param>
    [UnscopedRef]
    public Span<byte> Destination(scoped in EndsLayout layout) =>
        ((Span<byte>)_bytes).Slice(layout.Destination, layout.Bytes);

    /// <summary>The first port.</summary>
    /// <param name="layout">Of the socket's kind.</param>
    public readonly ushort SourcePort(scoped in EndsLayout layout) => ReadPort(layout.SourcePort);

    /// <summary>The second port, or that of a bound socket.</summary>
    /// <param name="layout">Of the socket's kind.</param>
    public readonly ushort DestinationPort(scoped in EndsLayout layout) => ReadPort(layout.DestinationPort);

    /// <summary>Changes the first port.</summary>
    /// <param name="layout">Of the socket's kind.</param>
    /// <param name="port">The port.</param>
    public void SetSourcePort(scoped in EndsLayout layout, ushort port) => WritePort(layout.SourcePort, port);

    /// <summary>Changes the second port.</summary>
    /// <param name="layout">Of the socket's kind.</param>
    /// <param name="port">The port.</param>
    public void SetDestinationPort(scoped in EndsLayout layout, ushort port) => WritePort(layout.DestinationPort, port);

    /// <summary>The protocol.</summary>
    /// <param name="layout">Of the socket's kind.</param>
    public readonly SocketProtocol Protocol(scoped in EndsLayout layout) => (SocketProtocol)_bytes[layout.Protocol];

    /// <summary>Changes the protocol.</summary>
    /// <param name="layout">Of the socket's kind.</param>
    /// <param name="protocol">The protocol.</param>
    public void SetProtocol(scoped in EndsLayout layout, SocketProtocol protocol) =>
        _bytes[layout.Protocol] = (byte)protocol;

    /// <summary>Exchanges both ends.</summary>
    /// <param name="layout">Of a socket with two ends.</param>
    public void Swap(scoped in EndsLayout layout)
    {
        Span<byte> address = stackalloc byte[16];
        address = address[..layout.Bytes];
        Source(layout).CopyTo(address);
        Destination(layout).CopyTo(Source(layout));
        address.CopyTo(Destination(layout));
        ushort port = SourcePort(layout);
        SetSourcePort(layout, DestinationPort(layout));
        SetDestinationPort(layout, port);
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => ((Span<byte>)_bytes).Clear();

    /// <summary>
    /// Whether an address of IPv6 stands for one of IPv4, as Falco has it: the mapped ones, and the one of all zeros.
    /// </summary>
    /// <param name="address">16 bytes.</param>
    public static bool IsMapped(ReadOnlySpan<byte> address) =>
        !address[..10].ContainsAnyExcept((byte)0)
        && ((address[10] == 0xff && address[11] == 0xff) || !address[10..16].ContainsAnyExcept((byte)0));

    /// <summary>An address as fields have it.</summary>
    /// <param name="bytes">4 or 16 bytes.</param>
    public static IpAddress Address(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 4 ? IpAddress.FromV4(bytes) : IpAddress.FromV6(bytes);

    private readonly ushort ReadPort(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[offset..]);

    private void WritePort(int offset, ushort port) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes[offset..], port);

    [InlineArray(Size)]
    private struct Block
    {
        private byte _first;
    }
}

/// <summary>Where a kind of socket has its ends in the block: offsets in bytes.</summary>
/// <param name="Bytes">Of an address.</param>
/// <param name="Destination">The second address; the first begins the block.</param>
/// <param name="SourcePort">The first port.</param>
/// <param name="DestinationPort">The second port.</param>
/// <param name="Protocol">The protocol.</param>
internal readonly record struct EndsLayout(
    int Bytes, int Destination, int SourcePort, int DestinationPort, int Protocol);

/// <summary>Protocols of sockets, by the numbers of captures.</summary>
internal enum SocketProtocol : byte
{
    /// <summary>Not known yet.</summary>
    Unknown = 0,

    /// <summary>None.</summary>
    None = 1,

    /// <summary>TCP.</summary>
    Tcp = 2,

    /// <summary>UDP.</summary>
    Udp = 3,

    /// <summary>ICMP.</summary>
    Icmp = 4,

    /// <summary>IP itself.</summary>
    Raw = 5,
}
