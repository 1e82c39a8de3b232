namespace KosmosProbe.Engine.Captures.State;

/// <summary>The words for kinds.</summary>
internal static class DescriptorKinds
{
    // By number, from None on; fd.typechar does not tell unix sockets from userfaultfd.
    private static ReadOnlySpan<byte> Letters => "?ofd4646pueXslitnfburmP"u8;

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
