using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// A record's socket as fields show it: the caller of connect and send is the client, its end the local one. The ends
/// are known once the call worked or goes on (EINPROGRESS); before that the kernel keeps none that would be true.
/// </summary>
internal readonly ref struct SocketView
{
    private const int FamilyUnix = 1;
    private const int FamilyV4 = 2;
    private const int FamilyV6 = 10;
    private const int FamilyNetlink = 16;
    private const int TypeRaw = 3;
    private const long InProgress = -115;

    private readonly ref readonly SocketState _state;
    private readonly Event _event;

    private SocketView(scoped in EventContext context, ref readonly SocketState state, bool isSend)
    {
        _state = ref state;
        _event = context.Event;
        IsSend = isSend;
        EndsKnown = context.Result is >= 0 or InProgress;
    }

    /// <summary>True for a send, false for a connect.</summary>
    public bool IsSend { get; }

    /// <summary>The local and the remote end are known.</summary>
    public bool EndsKnown { get; }

    /// <summary>The socket's own state.</summary>
    public ref readonly SocketState State => ref _state;

    /// <summary>Internet sockets.</summary>
    public bool IsInternet => _state.Family is FamilyV4 or FamilyV6;

    /// <summary>Sockets by path or abstract name.</summary>
    public bool IsUnix => _state.Family == FamilyUnix;

    /// <summary>IPv4, be it through an IPv6 socket.</summary>
    public bool IsV4 => _state.Family == FamilyV4 || (_state.Family == FamilyV6 && EndsKnown && !Remote.IsV6);

    /// <summary>The caller's end.</summary>
    public IpAddress Local
    {
        get
        {
            var local = Read(_state.LocalAddress.Bytes());

            // A socket for both families that is not bound has the address :: also while it talks IPv4.
            return local.IsV6 && local.Bits == 0 && !Remote.IsV6 ? IpAddress.FromV4([0, 0, 0, 0]) : local;
        }
    }

    /// <summary>The other end.</summary>
    public IpAddress Remote => Read(_state.RemoteAddress.Bytes());

    /// <summary>
    /// False while the kernel has not chosen the caller's address: a datagram socket that is not bound sends from
    /// whichever the route gives.
    /// </summary>
    public bool LocalIsChosen => !IsSend || Local.Bits != 0;

    /// <summary>The address of a unix socket connected or sent to.</summary>
    public ReadOnlySpan<byte> UnixPath => _event.Text(_state.UnixPath);

    /// <summary>fd.typechar.</summary>
    public byte TypeChar => _state.Family switch
    {
        FamilyV4 => (byte)'4',
        FamilyV6 => IsV4 ? (byte)'4' : (byte)'6',
        FamilyUnix => (byte)'u',
        FamilyNetlink => (byte)'n',
        _ => (byte)'o',
    };

    /// <summary>fd.type; empty when Falco has no word for it.</summary>
    public ReadOnlySpan<byte> TypeName => TypeChar switch
    {
        (byte)'4' => "ipv4"u8,
        (byte)'6' => "ipv6"u8,
        (byte)'u' => "unix"u8,
        (byte)'n' => "netlink"u8,
        _ => default,
    };

    /// <summary>fd.l4proto; empty when Falco has no word for it.</summary>
    public ReadOnlySpan<byte> Protocol => (IsInternet, _state.Type, _state.Protocol) switch
    {
        (false, _, _) => default,
        (_, TypeRaw, _) or (_, _, 255) => "raw"u8,
        (_, _, 6) => "tcp"u8,
        (_, _, 17) => "udp"u8,
        (_, _, 1 or 58) => "icmp"u8,
        _ => default,
    };

    /// <summary>Views the socket of a connect or send; false for others, and when the descriptor was none.</summary>
    public static bool TryView(scoped in EventContext context, out SocketView view)
    {
        switch (context.Event.Type)
        {
            case EventType.Connect:
                view = new SocketView(context, in context.Event.As<ConnectEvent>().Socket, isSend: false);
                return view._state.Family != 0;

            case EventType.Sendto or EventType.Sendmsg or EventType.Sendmmsg:
                view = new SocketView(context, in context.Event.As<SendEvent>().Socket, isSend: true);
                return view._state.Family != 0;

            default:
                view = default;
                return false;
        }
    }

    /// <summary>Adds fd.name: both ends, client first; nothing while they are not known.</summary>
    public void WriteName(ref TextBuilder text)
    {
        if (!EndsKnown)
        {
            return;
        }

        if (IsUnix)
        {
            text.AddUnsigned(_state.Ino);
            text.Add("->"u8);
            text.AddUnsigned(_state.PeerIno);
            if (!UnixPath.IsEmpty)
            {
                text.Add((byte)' ');
                text.Add(UnixPath);
            }
        }
        else if (IsInternet)
        {
            // What has no ports does not show any.
            bool ports = Protocol.IsEmpty || Protocol[0] is (byte)'t' or (byte)'u';
            WriteEnd(Local, ports, _state.LocalPort, ref text);
            text.Add("->"u8);
            WriteEnd(Remote, ports, _state.RemotePort, ref text);
        }
    }

    /// <summary>Adds both ends with their ports, or what unix sockets have in their place.</summary>
    public void WriteTuple(ref TextBuilder text)
    {
        if (!IsInternet)
        {
            WriteName(ref text);
            return;
        }

        WriteEnd(Local, withPort: true, _state.LocalPort, ref text);
        text.Add("->"u8);
        WriteRemote(ref text);
    }

    /// <summary>Adds the address that the call named.</summary>
    public void WriteRemote(ref TextBuilder text)
    {
        if (IsInternet)
        {
            WriteEnd(Remote, withPort: true, _state.RemotePort, ref text);
        }
        else
        {
            text.Add(UnixPath);
        }
    }

    private static void WriteEnd(IpAddress address, bool withPort, ushort port, ref TextBuilder text)
    {
        text.AddAddress(address);
        if (withPort)
        {
            text.Add((byte)':');
            text.AddUnsigned(port);
        }
    }

    private IpAddress Read(ReadOnlySpan<byte> bytes) =>
        _state.Family == FamilyV4 ? IpAddress.FromV4(bytes) : IpAddress.FromV6(bytes).Unmapped();
}
