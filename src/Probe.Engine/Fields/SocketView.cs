using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// A record's socket as fields show it. Of a TCP connection the kernel knows who has connected to whom. Else who
/// connects or sends is the client and has the local end; who receives datagrams at a port of its own choice is the
/// server. A socket that is only bound has a server's end alone. The ends of a connect are known once it worked or goes
/// on (EINPROGRESS); before that the kernel keeps none that is true.
/// </summary>
internal readonly ref struct SocketView
{
    private const int FamilyUnix = 1;
    private const int FamilyV4 = 2;
    private const int FamilyV6 = 10;
    private const int FamilyNetlink = 16;
    private const int TypeRaw = 3;
    private const int UdpLite = 136;
    private const int MultipathTcp = 262;
    private const long InProgress = -115;

    private readonly ref readonly SocketState _state;
    private readonly Event _event;
    private readonly bool _asFalco;

    private SocketView(scoped in EventContext context, ref readonly SocketState state, bool isSend)
    {
        _state = ref state;
        _event = context.Event;
        _asFalco = context.Node.NamesAsPassed;
        IsSend = isSend;
        EndsKnown = context.Result is >= 0 or InProgress;
        IsServer = WasAccepted(in state);
    }

    // Of a call that is not about sending; what the kernel says of the socket decides.
    private SocketView(scoped in EventContext context, ref readonly SocketState state, EventType type)
    {
        _state = ref state;
        _event = context.Event;
        _asFalco = context.Node.NamesAsPassed;
        bool hasPeer = (state.SocketFlags & SocketFlags.Connected) != 0
            || (IsReceive(type) && state.RemotePort != 0);
        bool isBound = !hasPeer && type != EventType.Bind && (state.LocalPort != 0 || state.UnixPath.Length != 0);
        IsBoundOnly = isBound || (type == EventType.Bind && context.Result >= 0);
        EndsKnown = hasPeer || IsBoundOnly;
        IsServer = type is EventType.Accept or EventType.Accept4 || WasAccepted(in state)
            || (IsReceive(type)
                && (state.SocketFlags & (SocketFlags.Bound | SocketFlags.Connected)) == SocketFlags.Bound);
    }

    /// <summary>True for a send, false for a connect.</summary>
    public bool IsSend { get; }

    /// <summary>The local end is the server's, the remote one the client's.</summary>
    public bool IsServer { get; }

    /// <summary>The other end comes first: what is accepted or received came from there.</summary>
    public bool IsIncoming =>
        _event.Type is EventType.Accept or EventType.Accept4 || IsReceive(_event.Type);

    /// <summary>There is no peer: the local end is a server's, and the only one.</summary>
    public bool IsBoundOnly { get; }

    /// <summary>Local and remote end are known; of a socket that is bound alone the local one.</summary>
    public bool EndsKnown { get; }

    /// <summary>The socket's own state.</summary>
    public ref readonly SocketState State => ref _state;

    /// <summary>Internet sockets.</summary>
    public bool IsInternet => _state.Family is FamilyV4 or FamilyV6;

    /// <summary>Sockets by path or abstract name.</summary>
    public bool IsUnix => _state.Family == FamilyUnix;

    /// <summary>IPv4, be it through an IPv6 socket.</summary>
    public bool IsV4 => _state.Family == FamilyV4
        || (_state.Family == FamilyV6 && EndsKnown && !IsBoundOnly && !Remote.IsV6);

    /// <summary>The caller's end.</summary>
    public IpAddress Local
    {
        get
        {
            var local = Read(_state.LocalAddress.Bytes());

            // A socket for both families that is not bound has the address :: also while it talks IPv4.
            bool talksV4 = local.IsV6 && local.Bits == 0 && !IsBoundOnly && !Remote.IsV6;
            return talksV4 ? IpAddress.FromV4([0, 0, 0, 0]) : local;
        }
    }

    /// <summary>The other end.</summary>
    public IpAddress Remote => Read(_state.RemoteAddress.Bytes());

    /// <summary>The client's end; not of a socket that is only bound.</summary>
    public IpAddress Client => IsServer ? Remote : Local;

    /// <summary>The server's end.</summary>
    public IpAddress Server => IsServer || IsBoundOnly ? Local : Remote;

    /// <summary>Port of the client.</summary>
    public ushort ClientPort => IsServer ? _state.RemotePort : _state.LocalPort;

    /// <summary>Port of the server.</summary>
    public ushort ServerPort => IsServer || IsBoundOnly ? _state.LocalPort : _state.RemotePort;

    /// <summary>
    /// False while the kernel has not chosen the caller's address: a datagram socket that is not bound sends from
    /// whichever the route gives.
    /// </summary>
    public bool LocalIsChosen => IsBoundOnly || !IsSend || Local.Bits != 0;

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

    /// <summary>
    /// fd.l4proto; empty when Falco has no word for it. What speaks TCP or UDP to the network, in several streams or
    /// with shorter checksums, counts as that but in Falco's view.
    /// </summary>
    public ReadOnlySpan<byte> Protocol => (IsInternet, _state.Type, _state.Protocol) switch
    {
        (false, _, _) => default,
        (_, TypeRaw, _) or (_, _, 255) => "raw"u8,
        (_, _, 6) => "tcp"u8,
        (_, _, 17) => "udp"u8,
        (_, _, MultipathTcp) when !_asFalco => "tcp"u8,
        (_, _, UdpLite) when !_asFalco => "udp"u8,
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

            case EventType.Recvfrom or EventType.Recvmsg or EventType.Recvmmsg:
                view = new SocketView(context, in context.Event.As<SendEvent>().Socket, context.Event.Type);
                return view._state.Family != 0;

            default:
                bool isCall = CallEvents.Contains(context.Event.Type);
                view = isCall
                    ? new SocketView(context, in context.Event.As<CallEvent>().Socket, context.Event.Type)
                    : default;
                return isCall && view._state.Family != 0;
        }
    }

    /// <summary>Adds fd.name: both ends, client first; nothing while they are not known.</summary>
    public void WriteName(ref TextBuilder text)
    {
        if (!EndsKnown)
        {
            return;
        }

        if (IsUnix && IsBoundOnly)
        {
            text.Add(UnixPath);
        }
        else if (IsUnix)
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
            if (!IsBoundOnly)
            {
                WriteEnd(Client, ports, ClientPort, ref text);
                text.Add("->"u8);
            }

            WriteEnd(Server, ports, ServerPort, ref text);
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

        var (first, last) = IsIncoming ? (Remote, Local) : (Local, Remote);
        var (firstPort, lastPort) = IsIncoming
            ? (_state.RemotePort, _state.LocalPort)
            : (_state.LocalPort, _state.RemotePort);
        WriteEnd(first, withPort: true, firstPort, ref text);
        text.Add("->"u8);
        WriteEnd(last, withPort: true, lastPort, ref text);
    }

    /// <summary>Adds the address that bind gave the socket, or after a failure the one that it was to get.</summary>
    public void WriteBound(ref TextBuilder text)
    {
        if (!IsBoundOnly || !IsInternet)
        {
            WriteRemote(ref text);
            return;
        }

        WriteEnd(Local, withPort: true, _state.LocalPort, ref text);
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

    private static bool WasAccepted(in SocketState state) => (state.SocketFlags & SocketFlags.Accepted) != 0;

    private static bool IsReceive(EventType type) =>
        type is EventType.Recvfrom or EventType.Recvmsg or EventType.Recvmmsg or EventType.Recv;

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
