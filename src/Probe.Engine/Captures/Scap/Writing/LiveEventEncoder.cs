using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// Writes our events as those of the format, with what readers must know beside them. Allocates nothing once its buffer
/// has grown to the largest event. One thread.
/// </summary>
internal sealed class LiveEventEncoder
{
    // Sockets that were told of; one that falls out is told of again.
    private const int SocketsKept = 4096;

    private readonly ScapEventOutput _output = new(new ScapOutput());
    private readonly ToldThreads _threads = new();
    private readonly ToldSocket[] _sockets = new ToldSocket[SocketsKept];

    /// <summary>What was written since the last <see cref="Clear"/>. Lifetime: until the next write.</summary>
    public ReadOnlySpan<byte> Written => _output.Written;

    /// <summary>Events in it.</summary>
    public int Count => _output.Count;

    /// <summary>Where else events may be written to.</summary>
    public ScapEventOutput Output => _output;

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _output.Clear();

    /// <summary>Forgets all that was told: for the next capture.</summary>
    public void Forget()
    {
        Clear();
        _threads.Clear();
        Array.Clear(_sockets);
    }

    /// <summary>A thread that the capture's head tells of.</summary>
    /// <param name="thread">The thread.</param>
    public void Know(ThreadInfo thread) => _threads.Add(thread);

    /// <summary>Writes one event; nothing for what only keeps state here.</summary>
    /// <param name="context">The record and its thread, as rules saw them.</param>
    /// <param name="isForState">No rule is to see it.</param>
    public void Write(in EventContext context, bool isForState)
    {
        if (LiveEventTable.Find(context.Event.Type) is not { } row)
        {
            return;
        }

        context.Node.Scratch.Reset();
        var live = new LiveEvent(context, row, isForState);
        _threads.Before(live, _output);
        IntroduceSocket(live);
        row.Write(live, _output);
        _threads.After(live, _output);
    }

    private void IntroduceSocket(in LiveEvent live)
    {
        var view = live.Context.Event;
        switch (view.Type)
        {
            case EventType.Connect:
                ref readonly var connect = ref view.As<ConnectEvent>();
                IntroduceSocket(live, connect.Fd, in connect.Socket);
                break;
            case EventType.Sendto or EventType.Sendmsg or EventType.Sendmmsg:
                ref readonly var send = ref view.As<SendEvent>();
                IntroduceSocket(live, send.Fd, in send.Socket);
                break;
            default:
                break;
        }
    }

    private void IntroduceSocket(in LiveEvent live, int fd, in SocketState state)
    {
        var socket = new ToldSocket(live.Thread.Pid, fd, state.Ino);
        ref var kept = ref _sockets[(int)((socket.Ino ^ ((ulong)fd << 4) ^ socket.Pid) % SocketsKept)];
        if (state.Family != 0 && kept != socket)
        {
            kept = socket;
            SocketWriters.Introduce(live, fd, in state, _output);
        }
    }

    private readonly record struct ToldSocket(uint Pid, int Fd, ulong Ino);
}
