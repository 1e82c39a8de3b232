namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>A descriptor that was open when the recording began.</summary>
public sealed class ScapDescriptor : ScapItem
{
    /// <summary>The thread that has it.</summary>
    public long Tid { get; internal set; }

    /// <summary>Its number.</summary>
    public long Number { get; internal set; }

    /// <summary>The inode behind it.</summary>
    public ulong Inode { get; internal set; }

    /// <summary>What stands behind it; a type that is not known here is <see cref="DescriptorKind.Unsupported"/>.
    /// </summary>
    public DescriptorKind Type { get; internal set; }

    /// <summary>The type's number as recorded.</summary>
    public byte TypeNumber { get; internal set; }

    /// <summary>A path or what the recorder called it; empty for network sockets.</summary>
    public ReadOnlyMemory<byte> Name { get; internal set; }

    /// <summary>Flags of a file, in the bits of the format.</summary>
    public uint OpenFlags { get; internal set; }

    /// <summary>The device of a file; 0 when it was not recorded.</summary>
    public uint Device { get; internal set; }

    /// <summary>Own address, or that which a server listens on: 4 or 16 bytes in network order; else empty.</summary>
    public ReadOnlyMemory<byte> LocalAddress { get; internal set; }

    /// <summary>Own port.</summary>
    public ushort LocalPort { get; internal set; }

    /// <summary>The peer's address: 4 or 16 bytes in network order; else empty.</summary>
    public ReadOnlyMemory<byte> RemoteAddress { get; internal set; }

    /// <summary>The peer's port.</summary>
    public ushort RemotePort { get; internal set; }

    /// <summary>The protocol by the format's numbers: 0 unknown, 1 none, 2 TCP, 3 UDP, 4 ICMP, 5 raw.</summary>
    public byte Protocol { get; internal set; }

    /// <summary>A unix socket's own address in the kernel.</summary>
    public ulong UnixSource { get; internal set; }

    /// <summary>That of its peer.</summary>
    public ulong UnixDestination { get; internal set; }
}
