using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures;

/// <summary>Tells the state what a capture's head says: threads, descriptors, users and groups.</summary>
public static class CaptureHead
{
    /// <summary>Reads the head to its end.</summary>
    /// <param name="reader">At the head's beginning; at the events afterwards.</param>
    /// <param name="state">That of the capture.</param>
    /// <returns>The machine; null when the capture does not tell.</returns>
    /// <exception cref="CaptureException">The capture is damaged.</exception>
    public static ScapMachine? Read(ScapReader reader, RecordedState state)
    {
        ScapMachine? machine = null;
        while (reader.TryReadHead(out var item))
        {
            switch (item)
            {
                case ScapMachine told:
                    machine = told;
                    break;
                case ScapThread thread:
                    Add(state, thread);
                    break;
                case ScapUser user:
                    state.AddUser(user.Uid, user.Name.Span, user.Home.Span, user.Shell.Span);
                    break;
                case ScapGroup group:
                    state.AddGroup(group.Gid, group.Name.Span);
                    break;
                default:
                    break;
            }
        }

        state.EndHead();
        return machine;
    }

    private static void Add(RecordedState state, ScapThread thread) => state.AddThread(new SeedThread
    {
        Tid = thread.Tid,
        Pid = thread.Pid,
        ParentTid = thread.ParentTid,
        SessionId = thread.SessionId,
        VirtualProcessGroup = thread.VirtualGroupId,
        ProcessGroup = thread.GroupId,
        VirtualTid = thread.VirtualTid,
        VirtualPid = thread.VirtualPid,
        Uid = thread.Uid,
        Gid = thread.Gid,
        LoginUid = thread.LoginUid,
        Tty = thread.Tty,
        Flags = thread.Flags,
        FdLimit = thread.DescriptorsMax,
        VmSizeKb = thread.VirtualKiB,
        VmRssKb = thread.ResidentKiB,
        VmSwapKb = thread.SwappedKiB,
        PageFaultsMajor = thread.MajorFaults,
        PageFaultsMinor = thread.MinorFaults,
        CapInheritable = thread.CapInheritable,
        CapPermitted = thread.CapPermitted,
        CapEffective = thread.CapEffective,
        ExeIno = thread.ExeInode,
        ExeCtimeNs = thread.ExeChangeTimeNs,
        ExeMtimeNs = thread.ExeWriteTimeNs,
        ExeFlags = Flag(thread.IsExeWritable, ExeFlags.Writable) | Flag(thread.IsExeUpperLayer, ExeFlags.UpperLayer)
            | Flag(thread.IsExeFromMemory, ExeFlags.FromMemfd) | Flag(thread.IsExeLowerLayer, ExeFlags.LowerLayer),
        Comm = thread.Comm.Span,
        Exe = thread.Exe.Span,
        Arguments = thread.Arguments.Span,
        ExePath = thread.ExePath.Span,
        Environment = thread.Environment.Span,
        WorkingDirectory = thread.WorkingDirectory.Span,
        Cgroups = thread.Cgroups.Span,
    });

    private static ExeFlags Flag(bool isSet, ExeFlags flag) => isSet ? flag : 0;
}
