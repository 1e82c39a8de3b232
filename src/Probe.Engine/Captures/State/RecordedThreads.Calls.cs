using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Calls that change one thread or its process: ids, capabilities, directory, limits, memory.</summary>
internal sealed partial class RecordedThreads
{
    private const int CpusMax = 1024;
    private const byte OpenFilesLimit = 7;
    private const uint SetSubreaper = 36;
    private const uint GetSubreaper = 37;

    // All that Falco knows, one bit each.
    private const ulong AllCapabilities = 0x1ff_ffff_ffff;

    private readonly ulong[] _switches = new ulong[CpusMax];

    /// <summary>How long the event's CPU had been with the thread that it goes away from; 0 for other events.</summary>
    public ulong SwitchedNs { get; private set; }

    /// <summary>Working directory of a thread's process, with a slash at its end.</summary>
    /// <param name="thread">Of a capture.</param>
    public static ReadOnlySpan<byte> Cwd(ThreadInfo thread) =>
        RecordedThread.MainOf(thread) is { Recorded: { } main } ? main.Cwd : "./"u8;

    /// <summary>A process has gone to where a descriptor leads.</summary>
    /// <param name="thread">Its thread.</param>
    /// <param name="path">The descriptor's name.</param>
    public void GoTo(ThreadInfo thread, ReadOnlySpan<byte> path)
    {
        // Falco starts from the thread's own directory, and only leaders have one.
        if (RecordedThread.MainOf(thread) is { Recorded: { } main })
        {
            SetCwd(main, main == thread.Recorded ? main.Cwd : default, path);
        }
    }

    private void Change(in Event view, RecordedKind kind, ThreadInfo thread)
    {
        if (kind == RecordedKind.Exec)
        {
            Exec(view, thread);
            return;
        }

        if (kind == RecordedKind.Memory)
        {
            TakeMemoryUse(thread.Recorded!, view);
            return;
        }

        long result = view.Int64(0);
        if (kind == RecordedKind.Call || result < 0)
        {
            return;
        }

        switch (kind)
        {
            case RecordedKind.SetUser or RecordedKind.SetEffectiveUser when result == 0:
                thread.Uid = Or(view, kind == RecordedKind.SetUser ? 1 : 2, thread.Uid);
                break;
            case RecordedKind.SetGroup or RecordedKind.SetEffectiveGroup when result == 0:
                thread.Gid = Or(view, kind == RecordedKind.SetGroup ? 1 : 2, thread.Gid);
                break;
            case RecordedKind.SetSession:
                thread.SessionId = (uint)result;
                break;
            case RecordedKind.Prctl:
                TakeSubreaper(thread, view);
                break;
            case RecordedKind.SetCapabilities:
                thread.Recorded!.CapInheritable = view.UInt64(1);
                thread.Recorded.CapPermitted = view.UInt64(2);
                thread.Recorded.CapEffective = view.UInt64(3);
                break;
            case RecordedKind.WorkingDirectory:
                GoTo(thread, view.Text(1));
                break;
            case RecordedKind.Chroot:
                TakeContainer(thread.Recorded!);
                break;
            case RecordedKind.Unshare:
                TakeNamespaces(thread, view.UInt32(1));
                break;
            case RecordedKind.SetNamespace:
                TakeNamespaces(thread, view.UInt32(2));
                break;
            case RecordedKind.Limit when IsOpenFiles(view.Parameter(3)):
                TakeLimit(thread, view.Int64(1));
                break;
            case RecordedKind.ProcessLimit when result == 0 && IsOpenFiles(view.Parameter(6)):
                TakeProcessLimit(view);
                break;
            default:
                break;
        }
    }

    private static uint Or(in Event view, int index, uint otherwise) =>
        view.Has(index) ? view.UInt32(index) : otherwise;

    private static bool IsOpenFiles(ReadOnlySpan<byte> resource) => !resource.IsEmpty && resource[0] == OpenFilesLimit;

    private void TakeProcessLimit(in Event view)
    {
        if (!view.Has(5))
        {
            return;
        }

        uint tid = (uint)view.Int64(5);
        if (FindOrStandIn(tid == 0 ? view.Header.Tid : tid) is { } thread && !RecordedThread.IsInvalid(thread))
        {
            TakeLimit(thread, (view.Has(1) ? view.Int64(1) : -1));
        }
    }

    private static void TakeLimit(ThreadInfo thread, long limit)
    {
        if (limit != -1 && RecordedThread.MainOf(thread) is { Recorded: { } main })
        {
            main.FdLimit = limit;
        }
    }

    private static void TakeSubreaper(ThreadInfo thread, in Event view)
    {
        uint option = view.UInt32(1);
        if (option is SetSubreaper or GetSubreaper && thread.Recorded!.Group is { } group
            && !RecordedThread.IsInvalid(thread))
        {
            group.IsReaper = view.Int64(3) != 0;
        }
    }

    private static void TakeNamespaces(ThreadInfo thread, uint flags)
    {
        if (((CloneFlags)flags & CloneFlags.NewUser) != 0)
        {
            var recorded = thread.Recorded!;
            recorded.CapInheritable = recorded.CapPermitted = recorded.CapEffective = AllCapabilities;
        }
    }

    private static void TakeMemoryUse(RecordedThread recorded, in Event view)
    {
        recorded.VmSizeKb = view.Has(1) ? view.UInt32(1) : recorded.VmSizeKb;
        if (view.Has(3))
        {
            recorded.VmRssKb = view.UInt32(2);
            recorded.VmSwapKb = view.UInt32(3);
        }
    }

    private ThreadInfo? Switch(in Event view)
    {
        TakeSwitch(view);
        if (TryFind(view.Header.Tid, out var thread))
        {
            thread.Recorded!.CpuTimeNs += SwitchedNs;
        }

        if (thread is null || !view.Has(5))
        {
            return thread;
        }

        thread.Recorded!.PageFaultsMajor = view.UInt64(1);
        thread.Recorded.PageFaultsMinor = view.UInt64(2);
        if (RecordedThread.MainOf(thread) is { Recorded: { } main })
        {
            main.VmSizeKb = view.UInt32(3);
            main.VmRssKb = view.UInt32(4);
            main.VmSwapKb = view.UInt32(5);
        }

        return thread;
    }

    private void TakeSwitch(in Event view)
    {
        ref readonly var header = ref view.Header;
        if (header.Cpu < CpusMax)
        {
            ref ulong last = ref _switches[header.Cpu];
            SwitchedNs = last == 0 ? 0 : header.TimeNs - last;
            last = header.TimeNs;
        }
    }
}
