using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Captures.Fields.CaptureRows;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>fd.*: addresses, ports and protocols of the socket that a recorded event is about.</summary>
internal static class SocketCaptureFields
{
    /// <summary>The rows.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        EitherEnd("fd.ip"),
        Address("fd.cip", Client),
        Address("fd.sip", Server),
        Address("fd.lip", Local),
        Address("fd.rip", Remote),
        EitherEnd("fd.net"),
        Address("fd.cnet", Client),
        Address("fd.snet", Server),
        Address("fd.lnet", Local),
        Address("fd.rnet", Remote),
        EitherPort("fd.port"),
        Number("fd.cport", ClientPort),
        Number("fd.sport", ServerPort),
        Number("fd.lport", LocalPort),
        Number("fd.rport", RemotePort),
        EitherPort("fd.proto"),
        Text("fd.cproto", Service(ClientPort)),
        Text("fd.sproto", Service(ServerPort)),
        Text("fd.lproto", Service(LocalPort)),
        Text("fd.rproto", Service(RemotePort)),
        Text("fd.l4proto", Protocol),
        Text("fd.sockfamily", (in context, out value) =>
        {
            var kind = FdCaptureText.TryDescriptor(context, out var socket) ? socket.Kind : DescriptorKind.None;
            value = kind.HasTwoEnds() || kind.IsServer() ? "ip"u8 : kind == DescriptorKind.Unix ? "unix"u8 : default;
            return !value.IsEmpty;
        }),
        Flag("fd.is_server", IsServer),
    ];

    private static (string Name, Func<Field, Field> Change) Address(string name, AddressReader reader) =>
        (name, field => field.ReadBy(reader));

    // Both ends also where it is not known which is which.
    private static (string Name, Func<Field, Field> Change) EitherEnd(string name) =>
        (name, static field => field.ReadBy(
        new AddressItemReader((in context, index, out value) =>
        {
            value = default;
            if (!FdCaptureText.TryDescriptor(context, out var socket))
            {
                return false;
            }

            var layout = SocketEnds.LayoutOf(socket.Kind);
            bool isFirst = index == 0 && socket.Kind.HasTwoEnds();
            value = SocketEnds.Address(isFirst ? socket.Ends.Source(layout) : socket.Ends.Destination(layout));
            return true;
        }),
        count: (in context) => !FdCaptureText.TryDescriptor(context, out var socket) ? -1
            : socket.Kind.HasTwoEnds() ? 2
            : socket.Kind.IsServer() ? 1
            : -1));

    private static (string Name, Func<Field, Field> Change) EitherPort(string name) =>
        (name, static field => field.ReadBy(
        new NumberItemReader((in context, index, out value) =>
        {
            bool known = FdCaptureText.TryDescriptor(context, out var socket);
            var layout = SocketEnds.LayoutOf(socket?.Kind ?? DescriptorKind.None);
            value = !known ? 0 : index == 0 ? socket!.Ends.SourcePort(layout) : socket!.Ends.DestinationPort(layout);
            return known;
        }),
        count: (in context) => FdCaptureText.TryDescriptor(context, out var socket)
            && (socket.Kind.HasTwoEnds() || socket.Kind.IsServer()) ? 2 : -1));

    // A socket with two ends of which it is known who connects to whom.
    private static bool TryConnection(in EventContext context, out Descriptor socket)
    {
        bool known = FdCaptureText.TryDescriptor(context, out var descriptor);
        socket = descriptor!;
        return known && socket.Kind.HasTwoEnds() && !socket.HasNoRole;
    }

    // The client's end is the local one when its address is this machine's. What is in a container has none of them.
    private static bool IsLocal(in EventContext context, ReadOnlySpan<byte> address) =>
        context.Thread.Recorded!.Container.IsHost
        && context.Node.Recorded!.Descriptors.Interfaces.IsLocal(address);

    private static bool TryEnd(in EventContext context, bool wantsLocal, out IpAddress value, out long port)
    {
        value = default;
        port = 0;
        if (!TryConnection(context, out var socket))
        {
            return false;
        }

        var layout = SocketEnds.LayoutOf(socket.Kind);
        bool isSource = IsLocal(context, socket.Ends.Source(layout)) == wantsLocal;
        value = SocketEnds.Address(isSource ? socket.Ends.Source(layout) : socket.Ends.Destination(layout));
        port = isSource ? socket.Ends.SourcePort(layout) : socket.Ends.DestinationPort(layout);
        return true;
    }

    private static bool Client(in EventContext context, out IpAddress value)
    {
        bool known = TryConnection(context, out var socket);
        value = known ? SocketEnds.Address(socket.Ends.Source(SocketEnds.LayoutOf(socket.Kind))) : default;
        return known;
    }

    private static bool Server(in EventContext context, out IpAddress value)
    {
        bool known = TryServerEnd(context, needsRole: true, out var socket);
        value = known ? SocketEnds.Address(socket.Ends.Destination(SocketEnds.LayoutOf(socket.Kind))) : default;
        return known;
    }

    private static bool Local(in EventContext context, out IpAddress value) =>
        TryEnd(context, wantsLocal: true, out value, out _);

    private static bool Remote(in EventContext context, out IpAddress value) =>
        TryEnd(context, wantsLocal: false, out value, out _);

    private static bool ClientPort(in EventContext context, out long value)
    {
        bool known = TryConnection(context, out var socket);
        value = known ? socket.Ends.SourcePort(SocketEnds.LayoutOf(socket.Kind)) : 0;
        return known;
    }

    private static bool ServerPort(in EventContext context, out long value)
    {
        bool known = TryServerEnd(context, needsRole: false, out var socket);
        value = known ? socket.Ends.DestinationPort(SocketEnds.LayoutOf(socket.Kind)) : 0;
        return known;
    }

    // A bound socket has a port even while nobody is known to be its server; an address it has not.
    private static bool TryServerEnd(in EventContext context, bool needsRole, out Descriptor socket)
    {
        bool known = FdCaptureText.TryDescriptor(context, out var descriptor);
        socket = descriptor!;
        return known && (socket.Kind.HasTwoEnds() ? !socket.HasNoRole
            : socket.Kind.IsServer() && (!needsRole || !socket.HasNoRole));
    }

    private static bool LocalPort(in EventContext context, out long value) =>
        TryEnd(context, wantsLocal: true, out _, out value);

    private static bool RemotePort(in EventContext context, out long value) =>
        TryEnd(context, wantsLocal: false, out _, out value);

    private static bool Protocol(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!FdCaptureText.TryDescriptor(context, out var socket))
        {
            return false;
        }

        value = WordOf(socket.ShownProtocol);
        value = value.IsEmpty ? RecordedValues.NotKnown : value;
        return true;
    }

    private static ReadOnlySpan<byte> WordOf(SocketProtocol protocol) => protocol switch
    {
        SocketProtocol.Tcp => "tcp"u8,
        SocketProtocol.Udp => "udp"u8,
        SocketProtocol.Icmp => "icmp"u8,
        SocketProtocol.Raw => "raw"u8,
        _ => default,
    };

    private static bool IsServer(in EventContext context, out bool value)
    {
        value = false;
        if (!FdCaptureText.TryDescriptor(context, out var socket))
        {
            return false;
        }

        value = socket.Kind.IsServer() || (socket.Kind.HasTwoEnds()
            && IsLocal(context, socket.Ends.Destination(SocketEnds.LayoutOf(socket.Kind))));
        return true;
    }

    private static TextReader Service(NumberReader port) => (in context, out value) =>
    {
        value = default;
        if (!port(context, out long number) || !FdCaptureText.TryDescriptor(context, out var socket))
        {
            return false;
        }

        if (!context.Node.Services.TryFind((ushort)number, WordOf(socket.ShownProtocol), out value))
        {
            var text = new TextBuilder(context.Node.Scratch);
            text.AddNumber(number);
            value = text.Finish();
        }

        return true;
    };
}
