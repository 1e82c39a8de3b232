using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// fd.*: addresses, ports and state of sockets. Which end is the client's, and whether there is one, SocketView knows.
/// </summary>
internal static class NetworkFields
{
    private static ReadOnlySpan<byte> NotKnown => "<NA>"u8;

    /// <summary>Addresses and ports.</summary>
    public static readonly Field[] Ends =
    [
        EitherEnd("fd.ip", FieldType.IpAddress, "Address of either end.", "fd.ip = 10.42.0.5"),
        Address("fd.cip", "Address of the client.", "fd.cip = 10.42.0.5", Client),
        Address("fd.sip", "Address of the server.", "fd.sip = 10.42.0.5", Server),
        Address("fd.lip", "Address of this end.", "fd.lip = 10.42.0.5", Local),
        Address("fd.rip", "Address of the other end.", "fd.rip = 10.42.0.5", Remote),
        EitherPort("fd.port", "Port of either end.", "fd.port = 5432"),
        Number("fd.cport", FieldType.Port, "Port of the client.", "fd.cport > 1023", ClientPort),
        Number("fd.sport", FieldType.Port, "Port of the server.", "fd.sport = 5432", ServerPort),
        Number("fd.lport", FieldType.Port, "Port of this end.", "fd.lport > 1023", LocalPort),
        Number("fd.rport", FieldType.Port, "Port of the other end.", "fd.rport in (80, 443)", RemotePort),
        Text("fd.l4proto", "tcp, udp, icmp or raw.", "fd.l4proto = tcp", (in context, out value) =>
        {
            value = SocketView.TryView(context, out var socket) ? socket.Protocol : default;
            value = value.IsEmpty ? NotKnown : value;
            return FdText.HasObject(context);
        }),
        Text("fd.sockfamily", "ip or unix.", "fd.sockfamily = ip", (in context, out value) =>
        {
            value = !SocketView.TryView(context, out var socket) ? default
                : socket.IsInternet ? "ip"u8 : socket.IsUnix ? "unix"u8 : default;
            return !value.IsEmpty;
        }),
        Flag("fd.is_server", "The server's end is on this host.", "fd.is_server = false", IsServer),
    ];

    /// <summary>Names of services, by port.</summary>
    public static readonly Field[] Services =
    [
        EitherPort("fd.proto", "Service of either end, by its port.", "fd.proto = https"),
        Text("fd.cproto", "Name of the client's service; its port where it has none.",
            "fd.cproto = https", Service(ClientPort)),
        Text("fd.sproto", "Name of the server's service; its port where it has none.",
            "fd.sproto = https", Service(ServerPort)),
        Text("fd.lproto", "Name of this end's service; its port where it has none.",
            "fd.lproto = https", Service(LocalPort)),
        Text("fd.rproto", "Name of the other end's service; its port where it has none.",
            "fd.rproto = https", Service(RemotePort)),
    ];

    /// <summary>Addresses that are compared with networks.</summary>
    public static readonly Field[] Networks =
    [
        EitherEnd("fd.net", FieldType.IpNetwork, "Network of either end.", "fd.net = 10.0.0.0/8"),
        Network("fd.cnet", "Network of the client.", "fd.cnet in (10.42.0.0/16)", Client),
        Network("fd.snet", "Network of the server.", "fd.snet in (10.42.0.0/16, 10.43.0.0/16)", Server),
        Network("fd.lnet", "Network of this end.", "fd.lnet = 10.42.0.0/16", Local),
        Network("fd.rnet", "Network of the other end.", "fd.rnet = 10.42.0.0/16", Remote),
    ];

    /// <summary>State and names.</summary>
    public static readonly Field[] States =
    [
        Flag("fd.connected", "The socket has a peer: a connect that worked or goes on, or one before this send.",
            "fd.connected = true", (in context, out value) =>
            {
                value = SocketView.TryView(context, out var socket) && (context.Event.Type == EventType.Connect
                    ? socket.EndsKnown
                    : (socket.State.SocketFlags & SocketFlags.Connected) != 0);
                return FdText.HasObject(context);
            }),
        Flag("fd.name_changed", "This event gave the descriptor its name, or another one.",
            "fd.name_changed = true", (in context, out value) =>
            {
                value = FdText.IsOpened(context) || (SocketView.TryView(context, out var socket) && socket.EndsKnown
                    && (socket.State.SocketFlags & SocketFlags.DestinationChanged) != 0);
                return FdText.HasObject(context);
            }),
        DomainName("fd.cip.name", "Domain name of the client's address", "fd.cip.name = example.com", Client),
        DomainName("fd.sip.name", "Domain name of the server's address", "fd.sip.name = example.com", Server),
        DomainName("fd.lip.name", "Domain name of this end's address", "fd.lip.name = example.com", Local),
        DomainName("fd.rip.name", "Domain name of the other end's address", "fd.rip.name = example.com", Remote),
    ];

    /// <summary>Whether a field is the domain name of an address.</summary>
    public static bool IsDomainName(Field field) => field.Name is "fd.cip.name" or "fd.sip.name" or "fd.lip.name"
        or "fd.rip.name";

    // Several names may lead to one address.
    private static Field DomainName(string name, string description, string example, AddressReader address) => new()
    {
        Name = name,
        Type = FieldType.Text,
        Description = $"{description}, out of those that rules compare it with.",
        Example = example,
        Plain = true,
        Shape = FieldShape.AnyNoneUnequal,
        Count = (in context) => address(context, out var end) ? context.Node.DomainNames.Find(end).Length : -1,
        Reader = new TextItemReader((in context, index, out value) =>
        {
            byte[][] names = address(context, out var end) ? context.Node.DomainNames.Find(end) : [];
            value = index < names.Length ? names[index] : default;
            return index < names.Length;
        }),
    };

    private static Field EitherEnd(string name, FieldType type, string description, string example) => new()
    {
        Name = name,
        Type = type,
        Description = description,
        Example = example,
        Shape = FieldShape.AnyNoneUnequal,
        FilterOnly = true,
        Plain = true,
        Count = (in context) => !TryEnds(context, out var socket) ? -1
            : socket.LocalIsChosen && !socket.IsBoundOnly ? 2 : 1,
        Reader = new AddressItemReader((in context, index, out value) =>
        {
            value = default;
            if (!TryEnds(context, out var socket))
            {
                return false;
            }

            value = index == 0 ? FirstEnd(socket) : socket.Local;
            return true;
        }),
    };

    private static Field EitherPort(string name, string description, string example) => new()
    {
        Name = name,
        Type = FieldType.Port,
        Description = description,
        Example = example,
        Shape = FieldShape.AnyNoneUnequal,
        FilterOnly = true,
        Plain = true,
        Count = (in context) => !TryEnds(context, out var socket) ? -1 : socket.IsBoundOnly ? 1 : 2,
        Reader = new NumberItemReader((in context, index, out value) =>
            index == 0 ? ServerPort(context, out value) : ClientPort(context, out value)),
    };

    private static TextReader Service(NumberReader port) => (in context, out value) =>
    {
        value = default;
        if (!port(context, out long number) || !SocketView.TryView(context, out var socket))
        {
            return false;
        }

        if (!context.Node.Services.TryFind((ushort)number, socket.Protocol, out value))
        {
            var text = new TextBuilder(context.Node.Scratch);
            text.AddNumber(number);
            value = text.Finish();
        }

        return true;
    };

    private static bool TryEnds(in EventContext context, out SocketView socket) =>
        SocketView.TryView(context, out socket) && socket.IsInternet && socket.EndsKnown;

    private static bool Local(in EventContext context, out IpAddress value)
    {
        value = default;
        if (!TryEnds(context, out var socket) || !socket.LocalIsChosen || socket.IsBoundOnly)
        {
            return false;
        }

        value = socket.Local;
        return true;
    }

    private static IpAddress FirstEnd(SocketView socket) => socket.IsBoundOnly ? socket.Local : socket.Remote;

    private static bool Client(in EventContext context, out IpAddress value)
    {
        value = default;
        if (!TryEnds(context, out var socket) || socket.IsBoundOnly || !(socket.IsServer || socket.LocalIsChosen))
        {
            return false;
        }

        value = socket.Client;
        return true;
    }

    private static bool Server(in EventContext context, out IpAddress value)
    {
        value = default;
        if (!TryEnds(context, out var socket))
        {
            return false;
        }

        value = socket.Server;
        return true;
    }

    private static bool ClientPort(in EventContext context, out long value)
    {
        bool known = TryEnds(context, out var socket) && !socket.IsBoundOnly;
        value = known ? socket.ClientPort : 0;
        return known;
    }

    private static bool ServerPort(in EventContext context, out long value)
    {
        bool known = TryEnds(context, out var socket);
        value = known ? socket.ServerPort : 0;
        return known;
    }

    private static bool Remote(in EventContext context, out IpAddress value)
    {
        value = default;
        if (!TryEnds(context, out var socket) || socket.IsBoundOnly)
        {
            return false;
        }

        value = socket.Remote;
        return true;
    }

    private static bool LocalPort(in EventContext context, out long value)
    {
        bool known = TryEnds(context, out var socket) && !socket.IsBoundOnly;
        value = known ? socket.State.LocalPort : 0;
        return known;
    }

    private static bool RemotePort(in EventContext context, out long value)
    {
        bool known = TryEnds(context, out var socket) && !socket.IsBoundOnly;
        value = known ? socket.State.RemotePort : 0;
        return known;
    }

    // Of this host are loopback and whatever address the client has as well.
    private static bool IsServer(in EventContext context, out bool value)
    {
        value = false;
        if (TryEnds(context, out var socket) && (socket.IsServer || socket.IsBoundOnly))
        {
            value = true;
        }
        else if (socket.EndsKnown && socket.IsInternet)
        {
            var remote = socket.Remote;
            bool loopback = remote.IsV6 ? remote.Bits == 1 : remote.Bits >> 24 == 127;
            value = loopback || (socket.LocalIsChosen && remote == socket.Local);
        }

        return FdText.HasObject(context);
    }
}
