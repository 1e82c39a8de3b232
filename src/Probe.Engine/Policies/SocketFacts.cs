using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Policies;

/// <summary>What came of an event of a socket: bits 4 and 5 of its class.</summary>
public enum SocketOutcome
{
    /// <summary>It worked.</summary>
    Done = 0,

    /// <summary>It goes on (EINPROGRESS).</summary>
    InProgress = 1,

    /// <summary>The call returned an error.</summary>
    Failed = 2,
}

/// <summary>Which socket it is, and where its other end lies: the lower four bits of the event's class.</summary>
public enum SocketKind
{
    /// <summary>The descriptor is no socket.</summary>
    None = 0,

    /// <summary>By path or abstract name.</summary>
    Unix = 1,

    /// <summary>To the kernel.</summary>
    Netlink = 2,

    /// <summary>Of any other family.</summary>
    Other = 3,

    /// <summary>IPv4, to no address.</summary>
    V4Unspecified = 4,

    /// <summary>IPv4, to this host.</summary>
    V4Loopback = 5,

    /// <summary>IPv4, to a private network.</summary>
    V4Private = 6,

    /// <summary>IPv4, to anywhere else.</summary>
    V4Elsewhere = 7,

    /// <summary>IPv6, to no address.</summary>
    V6Unspecified = 8,

    /// <summary>IPv6, to this host.</summary>
    V6Loopback = 9,

    /// <summary>IPv6, to a private network (fc00::/7).</summary>
    V6Private = 10,

    /// <summary>IPv6, to anywhere else.</summary>
    V6Elsewhere = 11,

    /// <summary>IPv4 through an IPv6 socket, to no address.</summary>
    MappedUnspecified = 12,

    /// <summary>IPv4 through an IPv6 socket, to this host.</summary>
    MappedLoopback = 13,

    /// <summary>IPv4 through an IPv6 socket, to a private network.</summary>
    MappedPrivate = 14,

    /// <summary>IPv4 through an IPv6 socket, to anywhere else.</summary>
    MappedElsewhere = 15,
}

/// <summary>Facts of a socket's event, from its record.</summary>
internal static class SocketFactsOf
{
    private const long InProgress = -115;
    private const int FamilyUnix = 1;
    private const int FamilyV4 = 2;
    private const int FamilyV6 = 10;
    private const int FamilyNetlink = 16;

    /// <summary>What came of it.</summary>
    /// <param name="result">What the call returned.</param>
    public static SocketOutcome Outcome(long result) => result switch
    {
        >= 0 => SocketOutcome.Done,
        InProgress => SocketOutcome.InProgress,
        _ => SocketOutcome.Failed,
    };

    /// <summary>Which socket it is.</summary>
    /// <param name="state">What the kernel says of it.</param>
    public static SocketKind Kind(in SocketState state) => state.Family switch
    {
        0 => SocketKind.None,
        FamilyUnix => SocketKind.Unix,
        FamilyNetlink => SocketKind.Netlink,
        FamilyV4 => SocketKind.V4Unspecified + Place(Remote(in state)),
        FamilyV6 when Remote(in state) is { IsV6: false } mapped => SocketKind.MappedUnspecified + Place(mapped),
        FamilyV6 => SocketKind.V6Unspecified + Place(Remote(in state)),
        _ => SocketKind.Other,
    };

    /// <summary>The other end of an internet socket; what stands for IPv4 is IPv4.</summary>
    /// <param name="state">What the kernel says of it.</param>
    public static IpAddress Remote(in SocketState state)
    {
        var bytes = state.RemoteAddress.Bytes();
        return state.Family == FamilyV4 ? IpAddress.FromV4(bytes) : IpAddress.FromV6(bytes).Unmapped();
    }

    // Unspecified, loopback, private, elsewhere.
    private static int Place(IpAddress address)
    {
        if (address.Bits == 0) return 0;
        bool isLoopback = address.IsV6 ? address.Bits == 1 : address.Bits >> 24 == 127;
        bool isPrivate = address.IsV6
            ? address.Bits >> 121 == 0x7e
            : address.Bits >> 24 == 10 || address.Bits >> 20 == 0xac1 || address.Bits >> 16 == 0xc0a8;
        return isLoopback ? 1 : isPrivate ? 2 : 3;
    }
}
