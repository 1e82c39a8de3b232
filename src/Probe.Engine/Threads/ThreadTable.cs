using System.Diagnostics.CodeAnalysis;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// What is known of every thread of the node, by tid and start time. Records change it: clone and exec before the rules
/// run (<see cref="Apply"/>), exit after them (<see cref="Settle"/>). Bounded; threads it never heard of are looked up
/// in /proc once. One thread.
/// </summary>
public sealed partial class ThreadTable
{
    /// <summary>Entries unless configured otherwise (falco_libs.thread_table_size).</summary>
    public const int DefaultCapacity = 262_144;

    private readonly ThreadStore _store;
    private readonly Cgroups _cgroups;
    private ThreadSnapshots? _snapshots;
    private readonly ProcFiles? _proc;
    private readonly ProcBudget _budget = new();
    private readonly EndedThreads _ended = new();

    // Stands in for threads that are not kept: ended ones whose records come late, and those /proc does not have.
    private readonly ThreadInfo _stray = new();

    private ulong _nowNs;
    private long _toSweep;

    /// <summary>An empty table.</summary>
    /// <param name="cgroups">Where control groups are known by path.</param>
    /// <param name="proc">Where unknown threads are looked up; null: nowhere, as for recorded events.</param>
    /// <param name="capacity">Entries at most.</param>
    public ThreadTable(Cgroups cgroups, ProcFiles? proc = null, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _cgroups = cgroups;
        _proc = proc;
        _store = new ThreadStore(capacity);
    }

    /// <summary>Threads known.</summary>
    public int Count => _store.Count;

    /// <summary>Threads that were given up because the table was full.</summary>
    public ulong Evicted => _store.Evicted;

    /// <summary>Threads that ended without a record of it: their id was in use again, or /proc lacks them.</summary>
    public ulong EndsMissed { get; private set; }

    /// <summary>Look-ups in /proc for threads or parents that no record told of.</summary>
    public ulong LookUps => _budget.Taken;

    /// <summary>Look-ups that were not made because too many came at once.</summary>
    public ulong LookUpsRefused => _budget.Refused;

    /// <summary>Process images that threads show.</summary>
    internal int ImagesInUse => _store.Images.InUse;

    /// <summary>Finds a thread without looking it up anywhere else.</summary>
    /// <param name="tid">The thread.</param>
    /// <param name="thread">Its entry, valid until the next <see cref="Settle"/>.</param>
    public bool TryFind(uint tid, [NotNullWhen(true)] out ThreadInfo? thread) => _store.TryFind(tid, out thread);

    /// <summary>The entries, for the state of captures, which changes them itself.</summary>
    internal ThreadStore Entries => _store;

    /// <summary>All threads, in no order; for the event thread, between two records.</summary>
    internal IReadOnlyCollection<ThreadInfo> All => _store.All;

    /// <summary>Copies for events that are judged later.</summary>
    internal ThreadSnapshots Snapshots => _snapshots ??= new ThreadSnapshots(_store.Images);

    /// <summary>
    /// Takes in what a record says before the rules run, and finds the thread it belongs to: the caller, for a clone as
    /// well. Never null; a thread that nothing is known of has the record's ids alone.
    /// </summary>
    /// <param name="view">The record.</param>
    public ThreadInfo Apply(in Event view)
    {
        ref readonly var header = ref view.Header;
        _nowNs = header.TimeNs;
        switch (view.Type)
        {
            case EventType.Execve or EventType.Execveat:
                ref readonly var exec = ref view.As<ExecveEvent>();
                return header.Result >= 0 ? Exec(view, in exec) : Caller(in header, exec.Comm.Text());

            case EventType.Clone or EventType.Clone3 or EventType.Fork or EventType.Vfork:
                ref readonly var clone = ref view.As<CloneEvent>();
                var caller = Caller(in header, clone.Comm.Text());
                if (header.Result > 0)
                {
                    AddChild(view, in clone, caller);
                }

                return caller;

            case EventType.Procexit:
                return Ending(in header, view.As<ProcexitEvent>().Comm.Text());

            case var type when CallEvents.ChangesState(type):
                var changed = Caller(in header, default);
                Call(view, changed);
                return changed;

            default:
                return Caller(in header, default);
        }
    }

    /// <summary>Takes in what the standard streams of a new process image are; right after its exec.</summary>
    /// <param name="thread">The image's.</param>
    /// <param name="streams">From <see cref="StandardStreams"/>.</param>
    internal void SetStreams(ThreadInfo thread, ReadOnlySpan<byte> streams) =>
        thread.Image?.SetStreams(_store.Images.Slabs, streams);

    /// <summary>
    /// Takes in what must not be seen by the rules of its own event: the end of a thread, and what is not kept of
    /// texts.
    /// </summary>
    /// <param name="view">The record, as given to <see cref="Apply"/>.</param>
    public void Settle(in Event view)
    {
        if (view.Type == EventType.Procexit)
        {
            End(in view.As<ProcexitEvent>());
        }
        else if (view.Type is EventType.Execve or EventType.Execveat)
        {
            CutTextsOfExec(view);
        }
    }

    private ThreadInfo Caller(in EventHeader header, ReadOnlySpan<byte> comm)
    {
        var thread = Current(in header, out bool ended);
        if (thread is null && !ended)
        {
            thread = LookUp(header.Pid, header.Tid, header.ThreadStartNs);
        }

        if (thread is null)
        {
            return Stray(in header, comm);
        }

        thread.Uid = header.Uid;
        thread.Gid = header.Gid;
        thread.Marks |= ThreadMarks.Used;
        if (thread.Image is null && (thread.Marks & ThreadMarks.ImageAsked) == 0)
        {
            AskForImage(thread);
        }

        return thread;
    }

    // An exit does not look its thread up: what is about to leave is not worth an entry.
    private ThreadInfo Ending(in EventHeader header, ReadOnlySpan<byte> comm) =>
        Current(in header, out _) ?? Stray(in header, comm);

    /// <summary>
    /// The entry of the record's thread. An entry of an earlier thread with the same id goes; when the entry is of a
    /// later one, the record's thread has ended and none is found.
    /// </summary>
    private ThreadInfo? Current(in EventHeader header, out bool ended)
    {
        ended = header.Tid == 0 || _ended.Contains(header.Tid, header.ThreadStartNs);
        if (!_store.TryFind(header.Tid, out var thread))
        {
            return null;
        }

        if (thread.Pid == header.Pid && thread.StartedAt(header.ThreadStartNs))
        {
            Refine(thread, header.ThreadStartNs);
            return thread;
        }

        ended |= header.ThreadStartNs < thread.StartNs;
        if (!ended)
        {
            Lose(thread);
        }

        return null;
    }

    // What /proc tells to 10 ms, a record tells exactly.
    private static void Refine(ThreadInfo thread, ulong startNs)
    {
        if ((thread.Marks & ThreadMarks.CoarseStart) != 0 && startNs != 0)
        {
            thread.StartNs = startNs;
            thread.Marks &= ~ThreadMarks.CoarseStart;
        }
    }

    private ThreadInfo Stray(in EventHeader header, ReadOnlySpan<byte> comm)
    {
        _stray.Clear();
        _stray.Tid = header.Tid;
        _stray.Pid = header.Pid;
        _stray.StartNs = header.ThreadStartNs;
        _stray.Uid = header.Uid;
        _stray.Gid = header.Gid;
        _stray.SetComm(comm);
        return _stray;
    }

    // The end was not seen: who inherited the children is not known, and they must not show the new holder of the id.
    private void Lose(ThreadInfo thread)
    {
        EndsMissed++;
        for (var child = thread.FirstChild; child is not null; child = child.NextSibling)
        {
            child.Marks |= ThreadMarks.ParentLost;
        }

        _store.Remove(thread);
    }
}
