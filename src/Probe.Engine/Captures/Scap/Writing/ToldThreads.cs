using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// What the reader of a capture knows of each thread by now. Calls that change a thread's user, session or process
/// group are not traced; our records tell what it has become, and before the next event the reader is told so as well,
/// by events that no rule sees. Threads that nothing told of are introduced. One thread.
/// </summary>
internal sealed class ToldThreads
{
    private const ushort SetresuidCode = 193;
    private const ushort SetresgidCode = 195;
    private const ushort SetsidCode = 275;
    private const ushort SetpgidCode = 295;
    private const int AncestorsMax = 16;
    private const int KeptMax = 1 << 20;
    private const ulong ProcTickNs = 10_000_000;

    private readonly Dictionary<uint, Told> _byTid = [];

    /// <summary>A thread of the capture's head.</summary>
    public void Add(ThreadInfo thread) => _byTid[thread.Tid] = Told.Of(thread);

    /// <summary>Forgets all.</summary>
    public void Clear() => _byTid.Clear();

    /// <summary>Tells what the reader must know of an event's thread before the event.</summary>
    public void Before(in LiveEvent live, ScapEventOutput output)
    {
        var thread = live.Thread;
        if (!thread.IsKnown)
        {
            return;
        }

        switch (live.Context.Event.Type)
        {
            case EventType.Execve or EventType.Execveat when live.Context.Result >= 0:
                // The exec itself tells the rest.
                Meet(live, thread, output, AncestorsMax);
                ref var told = ref CollectionsMarshal.GetValueRefOrNullRef(_byTid, thread.Tid);
                TellSession(live, thread, ref told, output);
                told = Told.Of(thread);
                break;
            case EventType.Procexit:
                break;
            default:
                Meet(live, thread, output, AncestorsMax);
                Tell(live, thread, output);
                break;
        }
    }

    /// <summary>Notes what an event has told, and tells what it did not.</summary>
    public void After(in LiveEvent live, ScapEventOutput output)
    {
        var view = live.Context.Event;
        switch (view.Type)
        {
            case EventType.Clone or EventType.Clone3 or EventType.Fork or EventType.Vfork
                when live.Context.Result > 0
                    && live.Context.Node.Threads.TryFind(view.As<CloneEvent>().ChildTid, out var child):
                // The child has from its parent what clone does not tell.
                var caller = _byTid.GetValueOrDefault(live.Thread.Tid, Told.Of(live.Thread));
                _byTid[child.Tid] = Told.Of(child) with
                {
                    SessionId = caller.SessionId,
                    VirtualProcessGroup = caller.VirtualProcessGroup,
                };
                Tell(live, child, output);
                break;
            case EventType.Procexit:
                _byTid.Remove(view.Header.Tid);
                break;
            default:
                break;
        }
    }

    private void Meet(in LiveEvent live, ThreadInfo thread, ScapEventOutput output, int ancestorsMax)
    {
        if (_byTid.TryGetValue(thread.Tid, out var told) && told.IsOf(thread))
        {
            return;
        }

        if (ancestorsMax > 0 && thread.Process.Parent is { } parent)
        {
            Meet(live, parent, output, ancestorsMax - 1);
        }

        if (thread.Leader is { } leader && leader != thread && ancestorsMax > 0)
        {
            Meet(live, leader, output, ancestorsMax - 1);
        }

        if (_byTid.Count >= KeptMax)
        {
            _byTid.Clear();
        }

        ProcessWriters.Introduce(live, thread, output);
        _byTid[thread.Tid] = Told.Of(thread) with { SessionId = 0 };
        Tell(live, thread, output);
    }

    private void Tell(in LiveEvent live, ThreadInfo thread, ScapEventOutput output)
    {
        ref var told = ref CollectionsMarshal.GetValueRefOrNullRef(_byTid, thread.Tid);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref told))
        {
            return;
        }

        TellSession(live, thread, ref told, output);
        if (thread.VirtualProcessGroup != told.VirtualProcessGroup)
        {
            told.VirtualProcessGroup = thread.VirtualProcessGroup;
            output.Begin(SetpgidCode, live.StateOf(thread.Tid), 3);
            output.I64(0);
            output.I64(0);
            output.I64(thread.VirtualProcessGroup);
            output.End();
        }

        if (thread.Uid != told.Uid)
        {
            told.Uid = thread.Uid;
            TellId(SetresuidCode, live, thread.Tid, thread.Uid, output);
        }

        if (thread.Gid != told.Gid)
        {
            told.Gid = thread.Gid;
            TellId(SetresgidCode, live, thread.Tid, thread.Gid, output);
        }
    }

    private static void TellSession(in LiveEvent live, ThreadInfo thread, ref Told told, ScapEventOutput output)
    {
        if (thread.SessionId == told.SessionId)
        {
            return;
        }

        told.SessionId = thread.SessionId;
        output.Begin(SetsidCode, live.StateOf(thread.Tid), 1);
        output.I64(thread.SessionId);
        output.End();
    }

    private static void TellId(ushort code, in LiveEvent live, uint tid, uint id, ScapEventOutput output)
    {
        output.Begin(code, live.StateOf(tid), 4);
        output.I64(0);
        output.U32(id);
        output.U32(id);
        output.U32(id);
        output.End();
    }

    private record struct Told(ulong StartNs, uint Uid, uint Gid, uint SessionId, uint VirtualProcessGroup)
    {
        public static Told Of(ThreadInfo thread) =>
            new(thread.StartNs, thread.Uid, thread.Gid, thread.SessionId, thread.VirtualProcessGroup);

        // Times from /proc are coarse, and become exact with the first record.
        public readonly bool IsOf(ThreadInfo thread) =>
            StartNs == 0 || thread.StartNs == 0 || StartNs / ProcTickNs == thread.StartNs / ProcTickNs;
    }
}
