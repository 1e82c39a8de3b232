using System.Diagnostics.CodeAnalysis;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// How a capture's events change the thread table: as Falco's would on the same events, so that what rules read of
/// processes is the same. Entries are those of the <see cref="ThreadTable"/>, bounded by it; when it is full, threads
/// that come later stay unknown. One thread.
/// </summary>
/// <param name="threads">Where threads are kept.</param>
/// <param name="containers">What the capture tells of containers.</param>
internal sealed partial class RecordedThreads(ThreadTable threads, RecordedContainers containers)
{
    // Beyond it there are no ancestors: deeper chains are made up.
    private const int AncestorsMax = ThreadTable.AncestorsMax;

    // What threads have to say of themselves is cut off where it fills the memory.
    private const long TextBytesMax = 512L * 1024 * 1024;
    private const int CgroupBytesMax = 8 * 1024;

    private readonly ThreadStore _store = threads.Entries;
    private readonly ThreadGroups _groups = new();
    private readonly TextScratch _scratch = new();
    private ProcessImage? _unknownImage;
    private uint _toRemove;

    private TextSlabs Slabs => _store.Images.Slabs;

    /// <summary>Changes what must be changed before the rules run, and finds the event's thread.</summary>
    /// <param name="view">A recorded event.</param>
    /// <param name="kind">What it does.</param>
    public ThreadInfo Apply(in Event view, RecordedKind kind)
    {
        uint tid = view.Header.Tid;
        SwitchedNs = 0;
        switch (kind)
        {
            case RecordedKind.Clone:
                return Clone(view) ?? ThreadInfo.Unknown;
            case RecordedKind.Exit:
                return Exit(view) ?? ThreadInfo.Unknown;
            case RecordedKind.Switch:
                return Switch(view) ?? ThreadInfo.Unknown;
            case < RecordedKind.UserAdded and not RecordedKind.Lone:
                if (FindOrStandIn(tid) is not { } thread)
                {
                    return ThreadInfo.Unknown;
                }

                Change(view, kind, thread);
                return thread;
            default:
                return TryFind(tid, out var known) ? known : ThreadInfo.Unknown;
        }
    }

    /// <summary>Changes what rules must not see yet: ended threads leave.</summary>
    public void Settle()
    {
        if (_toRemove != 0)
        {
            Remove(_toRemove);
            _toRemove = 0;
        }
    }

    /// <summary>
    /// Goes from a thread to its parent and on, as Falco follows ancestors; ends where the chain does, or bites itself.
    /// </summary>
    /// <param name="thread">The thread.</param>
    public ThreadInfo? ParentOf(ThreadInfo thread) =>
        TryFind(thread.Recorded!.ParentTid, out var parent) ? parent : null;

    private bool TryFind(uint tid, [NotNullWhen(true)] out ThreadInfo? thread) => _store.TryFind(tid, out thread);

    /// <summary>A thread's entry; one that says that nothing is known when there is none, null without room.</summary>
    private ThreadInfo? FindOrStandIn(uint tid)
    {
        if (TryFind(tid, out var thread) || tid == 0 || _store.IsFull)
        {
            return thread;
        }

        thread = New(tid, RecordedThread.Missing);
        _store.Show(thread, UnknownImage());
        thread.SetComm("<NA>"u8);
        return thread;
    }

    private ThreadInfo New(uint tid, uint pid)
    {
        var thread = _store.Add(tid, pid, startNs: 0, keep: null);
        thread.Recorded ??= new RecordedThread();
        thread.SessionId = thread.ProcessGroup = thread.VirtualProcessGroup = RecordedThread.Missing;
        thread.VirtualTid = thread.VirtualPid = RecordedThread.Missing;
        return thread;
    }

    private ProcessImage UnknownImage()
    {
        if (_unknownImage is null)
        {
            _unknownImage = _store.Images.Rent();
            _unknownImage.Fill(Slabs, "<NA>"u8, "<NA>"u8, default, default, default, default);
            _unknownImage.Hold();
        }

        return _unknownImage;
    }

    /// <summary>An image for a thread that was made: that of another thread, unless the event says otherwise.</summary>
    private void ShowImage(ThreadInfo thread, in Event view, ProcessImage? model)
    {
        var exe = view.Text(1);
        var comm = view.Text(13);
        comm = comm.IsEmpty ? exe : comm;
        var arguments = Arguments(view.Parameter(2));
        thread.SetComm(comm);
        if (model is not null && model.Exe.SequenceEqual(exe) && model.Comm.SequenceEqual(comm)
            && model.Arguments.SequenceEqual(arguments))
        {
            _store.Show(thread, model);
            return;
        }

        if (Slabs.UsedBytes > TextBytesMax)
        {
            _store.Images.NoteCut();
            _store.Show(thread, UnknownImage());
            return;
        }

        var image = _store.Images.Rent();
        image.Fill(
            Slabs, comm, exe, arguments, model is null ? default : model.ExePath, default,
            model is null ? default : model.Environment);
        TakeExecutable(image, model);
        _store.Show(thread, image);
    }

    private static void TakeExecutable(ProcessImage image, ProcessImage? model)
    {
        if (model is not null)
        {
            image.ExeFlags = model.ExeFlags;
            image.ExeIno = model.ExeIno;
            image.ExeCtimeNs = model.ExeCtimeNs;
            image.ExeMtimeNs = model.ExeMtimeNs;
        }
    }

    private RecordedCgroups? FindCgroups(ReadOnlySpan<byte> text) =>
        containers.FindCgroups(text[..Math.Min(text.Length, CgroupBytesMax)]);

    // The kernel's word for a file that has no name any more is no part of the path.
    private static ReadOnlySpan<byte> ExePath(ReadOnlySpan<byte> told)
    {
        var gone = " (deleted)"u8;
        return told.Length > gone.Length && told.EndsWith(gone) ? told[..^gone.Length] : told;
    }

    // One empty argument alone is no argument to Falco.
    private static ReadOnlySpan<byte> Arguments(ReadOnlySpan<byte> parameter) =>
        parameter.Length == 1 && parameter[0] == 0 ? default : parameter;
}
