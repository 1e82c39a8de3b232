namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>What stands behind a descriptor of a capture's head, by the numbers of the format.</summary>
public enum ScapDescriptorType
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>A file, as captures of before 2017 tell it.</summary>
    OldFile = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>Both ends of an IPv4 connection.</summary>
    Ipv4 = 3,

    /// <summary>Both ends of an IPv6 connection.</summary>
    Ipv6 = 4,

    /// <summary>A listening IPv4 socket.</summary>
    Ipv4Server = 5,

    /// <summary>A listening IPv6 socket.</summary>
    Ipv6Server = 6,

    /// <summary>A pipe.</summary>
    Pipe = 7,

    /// <summary>A unix socket.</summary>
    Unix = 8,

    /// <summary>Of eventfd.</summary>
    Event = 9,

    /// <summary>Something that the recorder had no type for.</summary>
    Unsupported = 10,

    /// <summary>Of signalfd.</summary>
    Signal = 11,

    /// <summary>Of epoll.</summary>
    EventPoll = 12,

    /// <summary>Of inotify.</summary>
    Inotify = 13,

    /// <summary>Of timerfd.</summary>
    Timer = 14,

    /// <summary>A netlink socket.</summary>
    Netlink = 15,

    /// <summary>A file, with the flags it was opened with.</summary>
    File = 16,

    /// <summary>Of bpf.</summary>
    Bpf = 17,

    /// <summary>Of userfaultfd.</summary>
    UserFault = 18,

    /// <summary>Of io_uring.</summary>
    IoUring = 19,

    /// <summary>Of memfd_create.</summary>
    Memory = 20,

    /// <summary>Of pidfd_open.</summary>
    Pid = 21,
}

/// <summary>A descriptor that was open when the recording began.</summary>
public sealed class ScapDescriptor : ScapItem
{
    /// <summary>The thread that has it.</summary>
    public long Tid { get; internal set; }

    /// <summary>Its number.</summary>
    public long Number { get; internal set; }

    /// <summary>The inode behind it.</summary>
    public ulong Inode { get; internal set; }

    /// <summary>What stands behind it; a type that is not known here is <see cref="ScapDescriptorType.Unsupported"/>.
    /// </summary>
    public ScapDescriptorType Type { get; internal set; }

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
