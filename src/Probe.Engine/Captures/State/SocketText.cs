using System.Buffers.Binary;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>The texts of addresses: as parameters of calls have them, and as sockets are named.</summary>
internal static class SocketText
{
    /// <summary>AF_UNIX in captures.</summary>
    public const byte FamilyUnix = 1;

    /// <summary>AF_INET in captures.</summary>
    public const byte FamilyV4 = 2;

    /// <summary>AF_INET6 in captures.</summary>
    public const byte FamilyV6 = 10;

    /// <summary>Where the path of a unix socket's tuple begins: after family and both pointers.</summary>
    public const int UnixPathOffset = 17;

    private const int PortBytes = 2;

    /// <summary>Adds a parameter of type SOCKADDR; nothing for an empty one.</summary>
    /// <param name="address">The parameter.</param>
    /// <param name="text">Where to add it.</param>
    public static void WriteAddress(scoped ReadOnlySpan<byte> address, ref TextBuilder text)
    {
        if (address.IsEmpty)
        {
            return;
        }

        switch (address[0])
        {
            case FamilyUnix:
                text.Add(RecordedValues.Text(address[1..]));
                break;
            case FamilyV4:
                if (address.Length == 1 + 4 + PortBytes)
                {
                    WriteEnd(address.Slice(1, 4), Port(address[5..]), ref text);
                }
                else
                {
                    text.Add("INVALID IPv4"u8);
                }

                break;
            case FamilyV6:
                if (address.Length == 1 + 16 + PortBytes)
                {
                    WriteEnd(address.Slice(1, 16), Port(address[17..]), ref text);
                }
                else
                {
                    text.Add("INVALID IPv6"u8);
                }

                break;
            default:
                WriteFamily(address[0], ref text);
                break;
        }
    }

    /// <summary>Adds a parameter of type SOCKTUPLE; <c>NULL</c> for an empty one.</summary>
    /// <param name="tuple">The parameter.</param>
    /// <param name="text">Where to add it.</param>
    public static void WriteTuple(scoped ReadOnlySpan<byte> tuple, ref TextBuilder text)
    {
        if (tuple.IsEmpty)
        {
            text.Add("NULL"u8);
            return;
        }

        if (tuple[0] == FamilyUnix)
        {
            if (tuple.Length > UnixPathOffset)
            {
                WriteUnix(
                    BinaryPrimitives.ReadUInt64LittleEndian(tuple[1..]),
                    BinaryPrimitives.ReadUInt64LittleEndian(tuple[9..]),
                    RecordedValues.Text(tuple[UnixPathOffset..]),
                    ref text);
            }
        }
        else if (tuple[0] is not (FamilyV4 or FamilyV6))
        {
            WriteFamily(tuple[0], ref text);
        }
        else if (SocketTuple.TryRead(tuple, out var ends))
        {
            ends = ends.Unmapped();
            WriteEnd(ends.Source, ends.SourcePort, ref text);
            text.Add("->"u8);
            WriteEnd(ends.Destination, ends.DestinationPort, ref text);
        }
        else
        {
            text.Add(tuple[0] == FamilyV4 ? "INVALID IPv4"u8 : "INVALID IPv6"u8);
        }
    }

    /// <summary>Adds the name of a unix socket: both pointers, then the path.</summary>
    /// <param name="source">Its own pointer.</param>
    /// <param name="destination">That of its peer.</param>
    /// <param name="path">The path.</param>
    /// <param name="text">Where to add it.</param>
    public static void WriteUnix(ulong source, ulong destination, scoped ReadOnlySpan<byte> path, ref TextBuilder text)
    {
        text.AddLowerHex(source);
        text.Add("->"u8);
        text.AddLowerHex(destination);
        text.Add((byte)' ');
        text.Add(path);
    }

    /// <summary>Adds the name of an internet socket with two ends; ports only where the protocol has them.</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="text">Where to add it.</param>
    public static void WriteName(Descriptor descriptor, ref TextBuilder text)
    {
        var layout = SocketEnds.LayoutOf(descriptor.Kind);
        var protocol = descriptor.Ends.Protocol(layout);
        bool isV4 = descriptor.Kind == DescriptorKind.Ipv4;
        if (isV4 && protocol is SocketProtocol.Unknown or SocketProtocol.None)
        {
            text.Add("<unknown>"u8);
            return;
        }

        bool ports = !isV4 || protocol is SocketProtocol.Tcp or SocketProtocol.Udp;
        WriteEnd(descriptor.Ends.Source(layout), ports, descriptor.Ends.SourcePort(layout), ref text);
        text.Add("->"u8);
        WriteEnd(descriptor.Ends.Destination(layout), ports, descriptor.Ends.DestinationPort(layout), ref text);
    }

    /// <summary>Adds the name of a socket of the head: both ends or the bound one, always with ports.</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="text">Where to add it.</param>
    public static void WriteSeedName(Descriptor descriptor, ref TextBuilder text)
    {
        var layout = SocketEnds.LayoutOf(descriptor.Kind);
        if (descriptor.Kind.HasTwoEnds())
        {
            WriteEnd(descriptor.Ends.Source(layout), descriptor.Ends.SourcePort(layout), ref text);
            text.Add("->"u8);
        }

        WriteEnd(descriptor.Ends.Destination(layout), descriptor.Ends.DestinationPort(layout), ref text);
    }

    private static void WriteEnd(scoped ReadOnlySpan<byte> address, ushort port, ref TextBuilder text) =>
        WriteEnd(address, withPort: true, port, ref text);

    private static void WriteEnd(scoped ReadOnlySpan<byte> address, bool withPort, ushort port, ref TextBuilder text)
    {
        text.AddAddress(SocketEnds.Address(address));
        if (withPort)
        {
            text.Add((byte)':');
            text.AddUnsigned(port);
        }
    }

    private static void WriteFamily(byte family, ref TextBuilder text)
    {
        text.Add("family "u8);
        text.AddUnsigned(family);
    }

    private static ushort Port(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
