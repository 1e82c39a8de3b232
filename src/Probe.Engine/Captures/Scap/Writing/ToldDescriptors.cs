using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// What the reader of a capture knows of descriptors by now. Not every call that makes one is traced, and readers know
/// none that nobody told them of, so what an event is about is told before it, by events that no rule sees. One thread.
/// </summary>
internal sealed class ToldDescriptors
{
    // One that falls out is told again.
    private const int KeptMax = 4096;

    private const ushort OpenCode = 3;
    private const uint OpenFile = OpenFlagBits.ReadOnly;
    private const uint OpenDirectory = OpenFlagBits.ReadOnly | OpenFlagBits.Directory;
    private const uint KindMask = 0xf000;
    private const uint Directory = 0x4000;

    private readonly Told[] _told = new Told[KeptMax];

    /// <summary>Forgets all.</summary>
    public void Clear() => Array.Clear(_told);

    /// <summary>Tells what the reader must know of an event's descriptors before the event.</summary>
    public void Before(in LiveEvent live, ScapEventOutput output)
    {
        var view = live.Context.Event;
        switch (view.Type)
        {
            case EventType.Open or EventType.Openat or EventType.Openat2 or EventType.Creat:
                Forget(live, live.Context.Result);
                break;
            case EventType.Connect:
                ref readonly var connect = ref view.As<ConnectEvent>();
                TellSocket(live, connect.Fd, in connect.Socket, output);
                break;
            case EventType.Sendto or EventType.Sendmsg or EventType.Sendmmsg
                or EventType.Recvfrom or EventType.Recvmsg:
                ref readonly var send = ref view.As<SendEvent>();
                TellSocket(live, send.Fd, in send.Socket, output);
                break;
            default:
                if (CallEvents.Contains(view.Type))
                {
                    BeforeCall(live, output);
                }

                break;
        }
    }

    private void BeforeCall(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var call = ref live.Context.Event.As<CallEvent>();
        foreach (var parameter in EventParameters.Of(live.Context.Event.Type))
        {
            if (parameter.DirectoryOf is { } path)
            {
                var directory = live.Context.Event.Text(call.Directories[path]);
                parameter.Number!(live.Context, out long dirfd);
                TellFile(live, dirfd, directory, OpenDirectory, output);
            }
        }

        if (CallEvents.Copies(live.Context.Event.Type))
        {
            // The copy is what the original is, which the reader is to know.
            TellObject(live, in call, (int)call.Numbers[0], output);
            Forget(live, live.Context.Result);
        }
        else if (CallEvents.Makes(live.Context.Event.Type))
        {
            Forget(live, live.Context.Result);
        }
        else
        {
            TellObject(live, in call, call.ObjectFd, output);
        }
    }

    private void TellObject(in LiveEvent live, ref readonly CallEvent call, int fd, ScapEventOutput output)
    {
        if (call.Socket.Family != 0)
        {
            TellSocket(live, fd, in call.Socket, output);
        }
        else
        {
            bool isDirectory = (call.ObjectMode & KindMask) == Directory;
            var path = live.Context.Event.Text(call.ObjectPath);
            TellFile(live, fd, path, isDirectory ? OpenDirectory : OpenFile, output);
        }
    }

    private void TellSocket(in LiveEvent live, int fd, ref readonly SocketState state, ScapEventOutput output)
    {
        if (state.Family == 0 || !IsNews(live, fd, state.Ino))
        {
            return;
        }

        SocketWriters.Introduce(live, fd, in state, output);
        bool tellsItself = live.Context.Event.Type is EventType.Connect or EventType.Bind;
        if (!tellsItself && (state.SocketFlags & SocketFlags.Connected) != 0
            && SocketView.TryView(live.Context, out var socket))
        {
            SocketWriters.IntroducePeer(live, fd, socket, output);
        }
    }

    // Only what has a path of its own: the rest (pipes, timers) readers would take for a file of that name.
    private void TellFile(in LiveEvent live, long fd, ReadOnlySpan<byte> path, uint flags, ScapEventOutput output)
    {
        if (path.IsEmpty || path[0] != (byte)'/' || !IsNews(live, fd, HashOf(path)))
        {
            return;
        }

        output.Begin(OpenCode, live.StateOf(live.Thread.Tid), 6);
        output.I64(fd);
        output.Text(path);
        output.U32(flags);
        output.U32(0);
        output.U32(0);
        output.U64(0);
        output.End();
    }

    private static ulong HashOf(ReadOnlySpan<byte> path)
    {
        var hash = new HashCode();
        hash.AddBytes(path);
        return (ulong)hash.ToHashCode();
    }

    private bool IsNews(in LiveEvent live, long fd, ulong identity)
    {
        if (fd < 0)
        {
            return false;
        }

        var told = new Told(live.Thread.Pid, fd, identity);
        ref var kept = ref Slot(told.Pid, fd);
        bool isNews = kept != told;
        kept = told;
        return isNews;
    }

    private void Forget(in LiveEvent live, long fd)
    {
        if (fd >= 0)
        {
            Slot(live.Thread.Pid, fd) = default;
        }
    }

    private ref Told Slot(uint pid, long fd) => ref _told[(int)(((ulong)fd ^ ((ulong)pid << 4)) % KeptMax)];

    private readonly record struct Told(uint Pid, long Fd, ulong Identity);
}
