using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>Connects and sends.</summary>
internal static class SocketWriters
{
    private const ushort SocketCode = 19;
    private const ushort ConnectCode = 23;

    /// <summary>connect.</summary>
    public static void Connect(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var connect = ref live.Context.Event.As<ConnectEvent>();
        bool isSocket = SocketView.TryView(live.Context, out var socket);
        output.Begin((ushort)(live.Code - 1), live.Head, 2);
        output.I64(connect.Fd);
        AddRemote(isSocket, socket, output);
        output.End();

        output.Begin(live.Code, live.Head, 4);
        output.I64(live.Context.Result);
        AddTuple(isSocket, socket, output);
        output.I64(connect.Fd);
        AddRemote(isSocket, socket, output);
        output.End();
    }

    /// <summary>sendto and sendmsg.</summary>
    public static void Send(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var send = ref live.Context.Event.As<SendEvent>();
        output.Begin(live.Code, live.Head, 5);
        output.I64(live.Context.Result);
        output.Bytes(live.Context.Event.Text(send.Data));
        output.I64(send.Fd);
        output.U32((uint)Math.Min(send.Size, uint.MaxValue));
        AddTuple(SocketView.TryView(live.Context, out var socket), socket, output);
        output.End();
    }

    /// <summary>One message of a sendmmsg.</summary>
    public static void Sendmmsg(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var send = ref live.Context.Event.As<SendEvent>();
        output.Begin(live.Code, live.Head, 5);
        output.I64(live.Context.Result);
        output.I64(send.Fd);
        output.U32((uint)Math.Min(send.Size, uint.MaxValue));
        output.Bytes(live.Context.Event.Text(send.Data));
        AddTuple(SocketView.TryView(live.Context, out var socket), socket, output);
        output.End();
    }

    /// <summary>
    /// Tells of the socket that an event is about: it was made before, by a call that is not traced, and readers know
    /// no descriptor that nobody told them of.
    /// </summary>
    /// <param name="live">A connect or send.</param>
    /// <param name="fd">Its descriptor.</param>
    /// <param name="state">The socket.</param>
    /// <param name="output">Where it is written.</param>
    public static void Introduce(
        in LiveEvent live, int fd, ref readonly SocketState state, ScapEventOutput output)
    {
        var head = live.StateOf(live.Thread.Tid);
        output.Begin(SocketCode - 1, head, 3);
        AddKind(in state, output);
        output.End();

        output.Begin(SocketCode, head, 5);
        output.I64(fd);
        AddKind(in state, output);
        output.U32(0);
        output.End();
    }

    /// <summary>Tells whom a socket talks with: it was connected or accepted before.</summary>
    /// <param name="live">An event of the socket.</param>
    /// <param name="fd">Its descriptor.</param>
    /// <param name="socket">The socket, whose ends are known.</param>
    /// <param name="output">Where it is written.</param>
    public static void IntroducePeer(in LiveEvent live, int fd, in SocketView socket, ScapEventOutput output)
    {
        output.Begin(ConnectCode, live.StateOf(live.Thread.Tid), 4);
        output.I64(0);
        ScapSockets.AddTuple(socket, output);
        output.I64(fd);
        ScapSockets.AddRemote(socket, output);
        output.End();
    }

    private static void AddKind(ref readonly SocketState state, ScapEventOutput output)
    {
        output.U32(state.Family);
        output.U32(state.Type);
        output.U32(state.Protocol);
    }

    private static void AddRemote(bool isSocket, in SocketView socket, ScapEventOutput output)
    {
        if (isSocket)
        {
            ScapSockets.AddRemote(socket, output);
        }
        else
        {
            output.None();
        }
    }

    private static void AddTuple(bool isSocket, in SocketView socket, ScapEventOutput output)
    {
        if (isSocket)
        {
            ScapSockets.AddTuple(socket, output);
        }
        else
        {
            output.None();
        }
    }
}
