using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>The threads that were there before the first event, from the capture's head.</summary>
internal sealed partial class RecordedThreads
{
    /// <summary>Takes in a thread of the capture's head.</summary>
    /// <param name="seed">As it was before the first event; nothing of it is kept.</param>
    public void Add(ScapThread seed)
    {
        uint tid = (uint)seed.Tid;
        if (TryFind(tid, out var earlier))
        {
            Drop(earlier);
        }

        if (tid == 0 || _store.IsFull)
        {
            return;
        }

        var thread = New(tid, (uint)seed.Pid);
        var recorded = thread.Recorded!;
        recorded.Flags = (CloneFlags)seed.Flags;
        recorded.ParentTid = (uint)seed.ParentTid;
        thread.SessionId = (uint)seed.SessionId;
        thread.ProcessGroup = (uint)seed.GroupId;
        thread.VirtualProcessGroup = (uint)seed.VirtualGroupId;
        thread.VirtualTid = (uint)seed.VirtualTid;
        thread.VirtualPid = (uint)seed.VirtualPid;
        (thread.Uid, thread.Gid, thread.LoginUid, thread.Tty) = (seed.Uid, seed.Gid, seed.LoginUid, seed.Tty);
        thread.PidnsInitStartNs = seed.PidNamespaceStartNs;
        recorded.FdLimit = seed.DescriptorsMax;
        (recorded.VmSizeKb, recorded.VmRssKb, recorded.VmSwapKb) =
            (seed.VirtualKiB, seed.ResidentKiB, seed.SwappedKiB);
        (recorded.PageFaultsMajor, recorded.PageFaultsMinor) = (seed.MajorFaults, seed.MinorFaults);
        recorded.CapInheritable = seed.CapInheritable;
        recorded.CapPermitted = seed.CapPermitted;
        recorded.CapEffective = seed.CapEffective;
        recorded.Cgroups = seed.Cgroups.IsEmpty ? null : FindCgroups(seed.Cgroups.Span);
        TakeContainer(recorded);
        ShowImage(thread, seed);
        if (RecordedThread.IsMain(thread))
        {
            recorded.HasEnvironment = true;
            SetCwd(recorded, directory: default, seed.WorkingDirectory.Span);
        }
    }

    /// <summary>Finds the processes and parents of the threads of the head, which may come in any order.</summary>
    public void Link()
    {
        for (int left = _store.Count; left > 0; left--)
        {
            Relate(_store.NextByHand()!);
        }
    }

    private void ShowImage(ThreadInfo thread, ScapThread seed)
    {
        thread.SetComm(seed.Comm.Span);
        if (Slabs.UsedBytes > TextBytesMax)
        {
            _store.Images.NoteCut();
            _store.Show(thread, UnknownImage());
            return;
        }

        var image = _store.Images.Rent();
        image.Fill(
            Slabs, seed.Comm.Span, seed.Exe.Span, Arguments(seed.Arguments.Span), ExePath(seed.ExePath.Span), default,
            Environment(seed.Environment.Span));
        image.ExeFlags = FlagsOf(seed);
        image.ExeIno = seed.ExeInode;
        image.ExeCtimeNs = seed.ExeChangeTimeNs;
        image.ExeMtimeNs = seed.ExeWriteTimeNs;
        _store.Show(thread, image);
    }

    private static ExeFlags FlagsOf(ScapThread seed) =>
        (seed.IsExeWritable ? ExeFlags.Writable : 0) | (seed.IsExeUpperLayer ? ExeFlags.UpperLayer : 0)
        | (seed.IsExeFromMemory ? ExeFlags.FromMemfd : 0) | (seed.IsExeLowerLayer ? ExeFlags.LowerLayer : 0);

    private static void TakeContainer(RecordedThread recorded) =>
        recorded.Container = recorded.Cgroups?.Container ?? RecordedContainer.Host;

    // Nothing but zero bytes ends it before its time.
    private static ReadOnlySpan<byte> Environment(ReadOnlySpan<byte> stored) => stored.TrimEnd((byte)0);

    private void SetCwd(RecordedThread recorded, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> path)
    {
        _scratch.Reset();
        var text = new TextBuilder(_scratch);
        RecordedPaths.Join(directory, path, ref text);
        if (!text.Written.EndsWith((byte)'/'))
        {
            text.Add((byte)'/');
        }

        recorded.SetCwd(Slabs, text.Finish());
    }
}
