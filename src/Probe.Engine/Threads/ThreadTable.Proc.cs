using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// What /proc adds to the records: all threads at start, single ones that no record told of, and which entries are of
/// threads long gone. Records are the truth: what one has told is never overwritten from here.
/// </summary>
public sealed partial class ThreadTable
{
    // Some 15 microseconds each, in which no record is read.
    private const int SweptAtOnce = 1000;

    private static ReadOnlySpan<byte> MemfdPrefix => "/memfd:"u8;

    /// <summary>Whether environments are taken in from /proc too; any thread.</summary>
    public bool WithEnvironment
    {
        set
        {
            if (_proc is not null)
            {
                _proc.WithEnvironment = value;
            }
        }
    }

    /// <summary>
    /// Takes in all threads of /proc. To be called after the programs are attached and before the first record is
    /// applied: what happens in between then comes twice, and nothing is missed.
    /// </summary>
    public void Seed()
    {
        if (_proc is null)
        {
            return;
        }

        var initStarts = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (uint pid in _proc.Pids())
        {
            if (_proc.Read(pid, pid, withImage: true) is { } found)
            {
                SeedProcess(found, initStarts);
            }
        }

        LinkSeeded();
    }

    /// <summary>
    /// Looks at some entries and removes those whose thread is gone, in two passes so that an end that is still on its
    /// way as a record comes first. Wanted after records were lost; to be called between two records.
    /// </summary>
    /// <param name="entriesMax">Entries to look at; each at most once.</param>
    /// <returns>Entries removed.</returns>
    public int Sweep(int entriesMax)
    {
        int removed = 0;
        for (int left = Math.Min(entriesMax, _store.Count); _proc is not null && left > 0; left--)
        {
            var thread = _store.NextByHand()!;
            if (_proc.IsAlive(thread.Pid, thread.Tid, thread.StartNs))
            {
                thread.Marks &= ~ThreadMarks.Gone;
            }
            else if ((thread.Marks & ThreadMarks.Gone) == 0)
            {
                thread.Marks |= ThreadMarks.Gone;
            }
            else
            {
                Lose(thread);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Records were lost, the ends of threads perhaps among them: every entry is to be looked at.</summary>
    public void NoteLoss() => _toSweep = 2L * _store.Count;

    /// <summary>Goes on with the look at all entries that <see cref="NoteLoss"/> asked for.</summary>
    internal void SweepOn()
    {
        int entries = Math.Min(_store.Count, (int)Math.Min(_toSweep, SweptAtOnce));
        _toSweep = entries == 0 ? 0 : _toSweep - entries;
        Sweep(entries);
    }

    private void SeedProcess(ProcThread found, Dictionary<string, ulong> initStarts)
    {
        var leader = AddFromProc(found, leader: null);
        if (found.VirtualPid == 1)
        {
            initStarts[found.PidNamespace] = found.StartNs;
        }

        if (leader is null)
        {
            return;
        }

        leader.PidnsInitStartNs = initStarts.GetValueOrDefault(found.PidNamespace, leader.PidnsInitStartNs);
        foreach (uint tid in _proc!.Tids(found.Pid))
        {
            if (tid != found.Pid && !_store.IsFull && _proc.Read(found.Pid, tid, withImage: false) is { } thread)
            {
                AddFromProc(thread, leader);
            }
        }
    }

    // A parent may have come after its children.
    private void LinkSeeded()
    {
        for (int left = _store.Count; left > 0; left--)
        {
            var thread = _store.NextByHand()!;
            if (thread.IsLeader && thread.Parent is null)
            {
                TryLink(thread);
            }
        }
    }

    private ThreadInfo? LookUp(uint pid, uint tid, ulong startNs)
    {
        if (_proc is null || !_budget.TryTake(_nowNs) || _proc.Read(pid, tid, withImage: true) is not { } found
            || (startNs != 0 && found.StartNs / ProcFiles.TickNs != startNs / ProcFiles.TickNs))
        {
            return null;
        }

        _store.TryFind(pid, out var leader);
        var thread = AddFromProc(found, leader is { IsLeader: true } ? leader : null);
        if (thread is not null)
        {
            Refine(thread, startNs);
        }

        return thread;
    }

    /// <summary>Adds a thread unless it is there; null when there is no room, or when it has ended.</summary>
    private ThreadInfo? AddFromProc(ProcThread found, ThreadInfo? leader)
    {
        if (_store.TryFind(found.Tid, out var known))
        {
            return known;
        }

        if (found.IsZombie || _store.IsFull)
        {
            return null;
        }

        var thread = _store.Add(found.Tid, found.Pid, found.StartNs, keep: null);
        thread.Marks |= ThreadMarks.CoarseStart | ThreadMarks.ImageAsked;
        thread.SetComm(found.Comm);
        thread.SessionId = found.SessionId;
        thread.ProcessGroup = found.ProcessGroup;
        thread.VirtualTid = found.VirtualTid;
        thread.VirtualPid = found.VirtualPid;
        thread.VirtualProcessGroup = found.VirtualProcessGroup;
        thread.Uid = found.Uid;
        thread.Gid = found.Gid;
        thread.LoginUid = found.LoginUid;
        thread.Tty = found.Tty;
        thread.Cgroup = _cgroups.Find(found.CgroupPath);
        if (leader is not null && !thread.IsLeader)
        {
            thread.PidnsInitStartNs = leader.PidnsInitStartNs;
            Kinship.Join(thread, leader);
        }

        _store.Show(thread, leader?.Image ?? (found.Image is { } image ? NewImage(image, found.Comm) : null));
        if (leader is null) CutTexts(thread);
        if (thread.IsLeader)
        {
            TakeParent(thread, found.ParentPid, startNs: 0);
        }

        return thread;
    }

    private ProcessImage NewImage(ProcImage found, ReadOnlySpan<byte> comm)
    {
        var image = _store.Images.Rent();
        image.Fill(_store.Images.Slabs, comm, found.Argv, found.ExePath, found.Cwd, found.Environment);
        image.CapInheritable = found.CapInheritable;
        image.CapPermitted = found.CapPermitted;
        image.CapEffective = found.CapEffective;
        image.FdLimit = found.FdLimit;
        image.PageFaultsMajor = found.PageFaultsMajor;
        image.PageFaultsMinor = found.PageFaultsMinor;
        image.VmSizeKb = found.VmSizeKb;
        image.VmRssKb = found.VmRssKb;
        image.VmSwapKb = found.VmSwapKb;
        image.ExeFlags = found.ExePath.AsSpan().StartsWith(MemfdPrefix) ? ExeFlags.FromMemfd : 0;
        return image;
    }

    // The child of a caller that was not known: a record told its ids, /proc tells the rest.
    private void AskForImage(ThreadInfo thread)
    {
        if (_proc is null || !_budget.TryTake(_nowNs))
        {
            return;
        }

        thread.Marks |= ThreadMarks.ImageAsked;
        if (_proc.Read(thread.Pid, thread.Tid, withImage: true) is { Image: { } image } found
            && found.StartNs / ProcFiles.TickNs == thread.StartNs / ProcFiles.TickNs)
        {
            _store.Show(thread, NewImage(image, found.Comm));
            CutTexts(thread);
            thread.Cgroup = thread.Cgroup.Path.Length == 0 ? _cgroups.Find(found.CgroupPath) : thread.Cgroup;
        }
    }
}
