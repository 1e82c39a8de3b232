using System.Buffers.Binary;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>Addresses and pairs of them as the format packs them: the family in a byte, then the address.</summary>
internal static class ScapSockets
{
    /// <summary>AF_UNIX.</summary>
    public const byte Unix = 1;

    /// <summary>AF_INET.</summary>
    public const byte V4 = 2;

    /// <summary>AF_INET6.</summary>
    public const byte V6 = 10;

    private const int V4Bytes = 4;
    private const int V6Bytes = 16;
    private const int PathBytesMax = 108;

    /// <summary>Adds the address that the call named; nothing for families that have none here.</summary>
    public static void AddRemote(in SocketView socket, ScapEventOutput output)
    {
        if (socket.IsUnix)
        {
            var path = Cut(socket.UnixPath);
            var raw = output.Raw(1 + path.Length + 1);
            raw.U8(Unix);
            AddPath(raw, path);
        }
        else if (socket.IsInternet)
        {
            var remote = socket.Remote;
            var raw = output.Raw(1 + Bytes(remote) + sizeof(ushort));
            AddEnd(raw, Family(remote), remote, socket.State.RemotePort);
        }
        else
        {
            output.None();
        }
    }

    /// <summary>Adds the address that bind gave the socket, or was to give it.</summary>
    public static void AddBound(in SocketView socket, ScapEventOutput output)
    {
        if (!socket.IsInternet || !socket.IsBoundOnly)
        {
            AddRemote(socket, output);
            return;
        }

        var local = socket.Local;
        AddEnd(output.Raw(1 + Bytes(local) + sizeof(ushort)), Family(local), local, socket.State.LocalPort);
    }

    /// <summary>Adds both ends, the sender's or client's first; nothing while they are not known.</summary>
    public static void AddTuple(in SocketView socket, ScapEventOutput output)
    {
        if (!socket.EndsKnown || socket.IsBoundOnly)
        {
            output.None();
        }
        else if (socket.IsUnix)
        {
            var path = Cut(socket.UnixPath);
            var raw = output.Raw(1 + (2 * sizeof(ulong)) + path.Length + 1);
            raw.U8(Unix);
            raw.U64(ReadAsHex(socket.State.Ino));
            raw.U64(ReadAsHex(socket.State.PeerIno));
            AddPath(raw, path);
        }
        else if (socket.IsInternet)
        {
            ref readonly var state = ref socket.State;
            if (socket.IsIncoming)
            {
                AddEnds(socket.Remote, state.RemotePort, socket.Local, state.LocalPort, output);
            }
            else
            {
                AddEnds(socket.Local, state.LocalPort, socket.Remote, state.RemotePort, output);
            }
        }
        else
        {
            output.None();
        }
    }

    private static void AddEnds(
        IpAddress local, ushort localPort, IpAddress remote, ushort remotePort, ScapEventOutput output)
    {
        // Both ends are of one family: one that is not is written as the other would write it.
        bool isV6 = local.IsV6 || remote.IsV6;
        int bytes = isV6 ? V6Bytes : V4Bytes;
        var raw = output.Raw(1 + (2 * (bytes + sizeof(ushort))));
        raw.U8(isV6 ? V6 : V4);
        AddAddress(raw, local, isV6);
        raw.U16(localPort);
        AddAddress(raw, remote, isV6);
        raw.U16(remotePort);
    }

    private static void AddEnd(ScapOutput raw, byte family, IpAddress address, ushort port)
    {
        raw.U8(family);
        AddAddress(raw, address, address.IsV6);
        raw.U16(port);
    }

    private static void AddAddress(ScapOutput raw, IpAddress address, bool asV6)
    {
        Span<byte> bytes = stackalloc byte[V6Bytes];
        if (!asV6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)address.Bits);
            raw.Bytes(bytes[..V4Bytes]);
            return;
        }

        var bits = address.IsV6 ? address.Bits : address.Bits | ((UInt128)0xFFFF << 32);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        raw.Bytes(bytes);
    }

    private static void AddPath(ScapOutput raw, ReadOnlySpan<byte> path)
    {
        raw.Bytes(path);
        raw.U8(0);
    }

    private static byte Family(IpAddress address) => address.IsV6 ? V6 : V4;

    private static int Bytes(IpAddress address) => address.IsV6 ? V6Bytes : V4Bytes;

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> path)
    {
        int end = path.IndexOf((byte)0);
        var text = end < 0 ? path : path[..end];
        return text[..Math.Min(text.Length, PathBytesMax)];
    }

    /// <summary>
    /// The number whose hexadecimal digits are the decimal ones of another. The format has addresses of the kernel
    /// here, which readers print so; ours are the inode numbers that other programs show in decimal.
    /// </summary>
    /// <param name="number">At most 16 digits are kept.</param>
    internal static ulong ReadAsHex(ulong number)
    {
        ulong digits = 0;
        for (int shift = 0; number != 0 && shift < sizeof(ulong) * 8; shift += 4)
        {
            digits |= number % 10 << shift;
            number /= 10;
        }

        return digits;
    }
}
