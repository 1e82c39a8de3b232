namespace KosmosProbe.Engine.Captures.State;

/// <summary>What stands behind a descriptor, by the numbers of captures.</summary>
internal enum DescriptorKind : sbyte
{
    /// <summary>An entry without an object: what a failed call leaves in the table, as Falco has it.</summary>
    None = -1,

    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>A file, as old captures tell it.</summary>
    OldFile = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>An IPv4 socket, with both its ends.</summary>
    Ipv4 = 3,

    /// <summary>An IPv6 socket, with both its ends.</summary>
    Ipv6 = 4,

    /// <summary>A bound or listening IPv4 socket.</summary>
    Ipv4Server = 5,

    /// <summary>A bound or listening IPv6 socket.</summary>
    Ipv6Server = 6,

    /// <summary>A pipe.</summary>
    Pipe = 7,

    /// <summary>A unix socket.</summary>
    Unix = 8,

    /// <summary>Of eventfd.</summary>
    Event = 9,

    /// <summary>Something that the recorder had no kind for.</summary>
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

    /// <summary>A file.</summary>
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

/// <summary>The words for kinds.</summary>
internal static class DescriptorKinds
{
    // By number, from None on; fd.typechar does not tell unix sockets from userfaultfd.
    private static ReadOnlySpan<byte> Letters => "?ofd4646pueXslitnfburmP"u8;

    /// <summary>The kind of a number; none where there is no such kind.</summary>
    /// <param name="number">As recorded.</param>
    public static DescriptorKind? Of(int number) =>
        number is >= 0 and <= (int)DescriptorKind.Pid ? (DescriptorKind)number : null;

    /// <summary>fd.typechar.</summary>
    /// <param name="kind">The kind.</param>
    public static ReadOnlySpan<byte> Letter(this DescriptorKind kind) => Letters.Slice((int)kind + 1, 1);

    /// <summary>fd.type.</summary>
    /// <param name="kind">The kind.</param>
    public static ReadOnlySpan<byte> Name(this DescriptorKind kind) => kind switch
    {
        DescriptorKind.File or DescriptorKind.OldFile => "file"u8,
        DescriptorKind.Directory => "directory"u8,
        DescriptorKind.Ipv4 or DescriptorKind.Ipv4Server => "ipv4"u8,
        DescriptorKind.Ipv6 or DescriptorKind.Ipv6Server => "ipv6"u8,
        DescriptorKind.Unix => "unix"u8,
        DescriptorKind.Pipe => "pipe"u8,
        DescriptorKind.Event => "event"u8,
        DescriptorKind.Signal => "signalfd"u8,
        DescriptorKind.EventPoll => "eventpoll"u8,
        DescriptorKind.Inotify => "inotify"u8,
        DescriptorKind.Timer => "timerfd"u8,
        DescriptorKind.Netlink => "netlink"u8,
        DescriptorKind.Bpf => "bpf"u8,
        DescriptorKind.UserFault => "userfaultfd"u8,
        DescriptorKind.IoUring => "io_uring"u8,
        DescriptorKind.Memory => "memfd"u8,
        DescriptorKind.Pid => "pidfd"u8,
        _ => "<NA>"u8,
    };

    /// <summary>A file, not a directory.</summary>
    /// <param name="kind">The kind.</param>
    public static bool IsFile(this DescriptorKind kind) => kind is DescriptorKind.File or DescriptorKind.OldFile;

    /// <summary>An internet socket with two ends.</summary>
    /// <param name="kind">The kind.</param>
    public static bool HasTwoEnds(this DescriptorKind kind) => kind is DescriptorKind.Ipv4 or DescriptorKind.Ipv6;

    /// <summary>An internet socket that is bound.</summary>
    /// <param name="kind">The kind.</param>
    public static bool IsServer(this DescriptorKind kind) =>
        kind is DescriptorKind.Ipv4Server or DescriptorKind.Ipv6Server;
}
