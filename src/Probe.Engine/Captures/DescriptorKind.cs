namespace KosmosProbe.Engine.Captures;

/// <summary>What stands behind a descriptor, by the numbers of the scap format.</summary>
public enum DescriptorKind : sbyte
{
    /// <summary>An entry without an object: what a failed call leaves in the table, as Falco has it.</summary>
    None = -1,

    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>A file, as captures of before 2017 tell it.</summary>
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

    /// <summary>Something that the recorder had no kind for, or of a kind that is not known here.</summary>
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
