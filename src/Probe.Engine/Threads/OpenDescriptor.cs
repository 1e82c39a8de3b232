using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Threads;

/// <summary>A descriptor that a process has open, as /proc tells it.</summary>
/// <param name="Number">The descriptor.</param>
/// <param name="Kind">What is behind it.</param>
/// <param name="Path">Path of a file, directory, named memory or unix socket; empty where there is none.</param>
/// <param name="Inode">Of a socket; 0 for others.</param>
internal sealed record OpenDescriptor(uint Number, ObjectKind Kind, byte[] Path, ulong Inode)
{
    /// <summary>What the socket is connected to; null for what is no socket, or one that is not found.</summary>
    public OpenSocket? Socket { get; set; }
}

/// <summary>A socket as the files of /proc/PID/net tell it.</summary>
/// <param name="Type">In Falco's word: ipv4, ipv6, unix, netlink; empty for others.</param>
/// <param name="Local">The process' end.</param>
/// <param name="LocalPort">Its port.</param>
/// <param name="Remote">The other end.</param>
/// <param name="RemotePort">Its port; 0 when there is no other end.</param>
/// <param name="IsServer">It was accepted: there is a socket that listens at its port.</param>
internal sealed record OpenSocket(
    byte[] Type, IpAddress Local, ushort LocalPort, IpAddress Remote, ushort RemotePort, bool IsServer)
{
    /// <summary>Path or abstract name of a unix socket.</summary>
    public byte[] Path { get; init; } = [];

    /// <summary>There is an address at all.</summary>
    public bool IsInternet => Path.Length == 0 && (LocalPort != 0 || RemotePort != 0);

    /// <summary>There is another end; a socket that is only bound has a server's end alone.</summary>
    public bool HasPeer => RemotePort != 0;
}
