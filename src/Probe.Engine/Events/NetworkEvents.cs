using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Events;

/// <summary>Facts of a socket. Source: <c>enum socket_flags</c>, bpf/events.h.</summary>
[Flags]
[KernelEnum("socket_flags", "SOCKET_")]
public enum SocketFlags : ushort
{
    /// <summary>Has a peer; for a send: before the call.</summary>
    Connected = 1,

    /// <summary>The call names another destination than the socket's last one.</summary>
    DestinationChanged = 2,

    /// <summary>The remote part is the caller's sockaddr: the kernel kept none.</summary>
    AddressFromUser = 4,

    /// <summary>The process has chosen the local port itself.</summary>
    Bound = 8,

    /// <summary>TCP: the peer has connected to a port that was listened at.</summary>
    Accepted = 16,
}

/// <summary>What the kernel's socket says. Source: <c>struct socket_state</c>, bpf/events.h.</summary>
[KernelStruct("socket_state")]
[StructLayout(LayoutKind.Sequential)]
public struct SocketState
{
    /// <summary>Inode number of the socket in sockfs.</summary>
    public ulong Ino;

    /// <summary>AF_UNIX: inode number of the peer.</summary>
    public ulong PeerIno;

    /// <summary>AF_*; 0: the descriptor is no socket.</summary>
    public ushort Family;

    /// <summary>SOCK_*.</summary>
    public ushort Type;

    /// <summary>IPPROTO_*.</summary>
    public ushort Protocol;

    /// <summary>Facts of the socket.</summary>
    public SocketFlags SocketFlags;

    /// <summary>Local port, host order.</summary>
    public ushort LocalPort;

    /// <summary>Remote port, host order.</summary>
    public ushort RemotePort;

    /// <summary>Inode number of the network namespace.</summary>
    public uint NetworkNamespace;

    /// <summary>Local address.</summary>
    public AddressBytes LocalAddress;

    /// <summary>Remote address.</summary>
    public AddressBytes RemoteAddress;

    /// <summary>AF_UNIX: address connected or sent to; abstract ones start with '@'.</summary>
    public TextSpan UnixPath;
}

/// <summary>A connect, tried or done. Source: <c>struct connect_event</c>, bpf/events.h.</summary>
[KernelStruct("connect_event")]
[StructLayout(LayoutKind.Sequential)]
public struct ConnectEvent
{
    /// <summary>What every record starts with.</summary>
    public EventHeader Header;

    /// <summary>The socket.</summary>
    public SocketState Socket;

    /// <summary>The descriptor.</summary>
    public int Fd;

    /// <summary>Padding.</summary>
    public uint Pad0;
}

/// <summary>
/// A message sent to an address that the call names, or received. Source: <c>struct send_event</c>, bpf/events.h.
/// </summary>
[KernelStruct("send_event")]
[StructLayout(LayoutKind.Sequential)]
public struct SendEvent
{
    /// <summary>What every record starts with.</summary>
    public EventHeader Header;

    /// <summary>The socket.</summary>
    public SocketState Socket;

    /// <summary>Bytes asked to send, or room to receive.</summary>
    public ulong Size;

    /// <summary>The descriptor.</summary>
    public int Fd;

    /// <summary>MSG_*.</summary>
    public uint MessageFlags;

    /// <summary>Which message of a sendmmsg.</summary>
    public uint MessageIndex;

    /// <summary>Padding.</summary>
    public uint Pad0;

    /// <summary>The first bytes sent or received, at most 80.</summary>
    public TextSpan Data;

    /// <summary>Of a received message, what came beside the data: at most 256 bytes.</summary>
    public TextSpan Control;
}
