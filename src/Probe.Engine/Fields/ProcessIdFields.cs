using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>proc.*: ids, times, the executable's inode, and what the process was given at its exec.</summary>
internal static class ProcessIdFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Number("proc.pid", FieldType.Int64, "Id of the process.",
            "proc.pid = 1", Id(thread => thread.Pid)).PerProcess(),
        Number("proc.ppid", FieldType.Int64, "Id of the parent process; missing when it has none.",
            "proc.ppid = 1", Id(ParentPid)),
        AncestorPid,
        Number("proc.vpid", FieldType.Int64, "Id of the process in its own pid namespace.",
            "proc.vpid = 1", Id(thread => thread.VirtualPid)).PerProcess(),
        Number("proc.pvpid", FieldType.Int64, "Id of the parent process in the parent's own pid namespace.",
            "proc.pvpid = 1", ParentNumber((in _, parent) => parent.VirtualPid, zeroIsMissing: true)),
        Number("proc.sid", FieldType.Int64, "Id of the session.", "proc.sid = 1", Group(thread => thread.SessionId)),
        Number("proc.pgid", FieldType.Int64, "Id of the process group.",
            "proc.pgid = 1", Group(thread => thread.ProcessGroup)),
        Number("proc.vpgid", FieldType.Int64, "Id of the process group in the process' own pid namespace.",
            "proc.vpgid = 1", Group(thread => thread.VirtualProcessGroup)),
        Flag("proc.is_sid_leader", "The process leads its session.",
            "proc.is_sid_leader = true", Is(thread => thread.SessionId == thread.Pid)),
        Flag("proc.is_pgid_leader", "The process leads its process group.",
            "proc.is_pgid_leader = true", Is(thread => thread.ProcessGroup == thread.Pid)),
        Flag("proc.is_vpgid_leader", "The process leads its process group, by ids of its pid namespace.",
            "proc.is_vpgid_leader = true", Is(thread => thread.VirtualProcessGroup == thread.VirtualPid)),
        Number("proc.tty", FieldType.UInt32, "Device number of the controlling terminal; 0 for none.",
            "proc.tty != 0", Group(thread => thread.Tty)),
        Number("proc.loginshellid", FieldType.Int64, "Id of the farthest shell among the process and its ancestors.",
            "proc.loginshellid exists", LoginShell),
        Number("proc.nthreads", FieldType.UInt64, "How many threads the process has, its leader included.",
            "proc.nthreads > 1", (in context, out value) => Threads(context, withLeader: 1, out value)),
        Number("proc.nchilds", FieldType.UInt64, "How many threads the process has beside its leader.",
            "proc.nchilds > 0", (in context, out value) => Threads(context, withLeader: 0, out value)),

        Number("proc.duration", FieldType.RelativeTime, "Time since the process started.",
            "proc.duration < 1000000000",
            (in context, out value) => Since(context, context.Thread.StartNs, out value)),
        Number("proc.ppid.duration", FieldType.RelativeTime, "Time since the parent process started.",
            "proc.ppid.duration > 0",
            ParentNumber((in context, parent) => Elapsed(context.Event.Header.TimeNs, parent.StartNs))),
        Number("proc.pid.ts", FieldType.RelativeTime, "When the process started, in ns since the epoch.",
            "proc.pid.ts > 0", (in context, out value) => Wall(context, context.Thread.StartNs, out value)),
        Number("proc.ppid.ts", FieldType.RelativeTime, "When the parent process started, in ns since the epoch.",
            "proc.ppid.ts > 0", ParentNumber((in context, parent) => context.Node.Clock.ToWallNs(parent.StartNs))),
        Number("proc.pidns_init_start_ts", FieldType.UInt64,
            "When the pid namespace's init started, in ns since the epoch.",
            "proc.pidns_init_start_ts > 0",
            (in context, out value) => Wall(context, context.Thread.PidnsInitStartNs, out value)),

        Flag("proc.is_exe_writable", "The process' user may write the executable.",
            "proc.is_exe_writable = true", Exe(ExeFlags.Writable)).PerProcess(),
        Flag("proc.is_exe_upper_layer", "The executable is on the upper layer of an overlay: not part of the image.",
            "proc.is_exe_upper_layer = true", Exe(ExeFlags.UpperLayer)).PerProcess(),
        Flag("proc.is_exe_lower_layer", "The executable is on a lower layer of an overlay: part of the image.",
            "proc.is_exe_lower_layer = true", Exe(ExeFlags.LowerLayer)).PerProcess(),
        Flag("proc.is_exe_from_memfd", "The executable is a file in memory, made by memfd_create.",
            "proc.is_exe_from_memfd = true", Exe(ExeFlags.FromMemfd)).PerProcess(),
        Number("proc.exe_ino", FieldType.Int64, "Inode number of the executable.",
            "proc.exe_ino > 0", OfImage(image => image.ExeIno, zeroIsMissing: true)).PerProcess(),
        Number("proc.exe_ino.ctime", FieldType.AbsoluteTime, "When the executable's inode last changed.",
            "proc.exe_ino.ctime > 0", OfImage(image => image.ExeCtimeNs, zeroIsMissing: true)).PerProcess(),
        Number("proc.exe_ino.mtime", FieldType.AbsoluteTime, "When the executable was last written.",
            "proc.exe_ino.mtime > 0", OfImage(image => image.ExeMtimeNs, zeroIsMissing: true)).PerProcess(),
        Number("proc.exe_ino.ctime_duration_proc_start", FieldType.AbsoluteTime,
            "How old the executable's last inode change was when the process started.",
            "proc.exe_ino.ctime_duration_proc_start < 5000000000", CtimeBeforeStart),
        Number("proc.exe_ino.ctime_duration_pidns_start", FieldType.AbsoluteTime,
            "How long after the pid namespace's start the executable's inode last changed.",
            "proc.exe_ino.ctime_duration_pidns_start > 0", CtimeAfterNamespace),

        Number("proc.fdlimit", FieldType.Int64, "How many descriptors the process may have open.",
            "proc.fdlimit >= 1024", OfImage(image => image.FdLimit, zeroIsMissing: false)),
        Number("proc.vmsize", FieldType.UInt64, "Virtual memory at exec, in kB.",
            "proc.vmsize > 0", OfImage(image => image.VmSizeKb, zeroIsMissing: false)),
        Number("proc.vmrss", FieldType.UInt64, "Resident memory at exec, in kB.",
            "proc.vmrss > 0", OfImage(image => image.VmRssKb, zeroIsMissing: false)),
        Number("proc.vmswap", FieldType.UInt64, "Swapped memory at exec, in kB.",
            "proc.vmswap = 0", OfImage(image => image.VmSwapKb, zeroIsMissing: false)),
    ];

    private delegate ulong ParentReader(in EventContext context, ThreadInfo parent);

    private static Field AncestorPid => new()
    {
        Name = "proc.apid",
        Type = FieldType.Int64,
        Description = "Id of an ancestor, 0 being the process itself, or of any.",
        Example = "proc.apid[2] = 1",
        Shape = FieldShape.Any,
        Plain = true,
        Argument = ArgumentRule.IndexOptional,
        Count = Ancestors.Count,
        Reader = new NumberItemReader((in context, index, out value) =>
        {
            value = Ancestors.At(context, index + 1)?.Pid ?? 0;
            return value != 0;
        }),
        WithArgument = argument => Ancestors.TryIndex(argument, out int level)
            ? new Field
            {
                Name = $"proc.apid[{argument}]",
                Type = FieldType.Int64,
                Description = "Id of an ancestor.",
                Example = "proc.apid[2] = 1",
                Plain = true,
                Reader = new NumberReader((in context, out value) =>
                {
                    value = Ancestors.At(context, level)?.Pid ?? 0;
                    return value != 0;
                }),
            }
            : null,
    };

    private static NumberReader Id(Func<ThreadInfo, uint> read) => (in context, out value) =>
    {
        value = read(context.Thread);
        return value != 0;
    };

    // Who inherited a process whose parent's end was not seen is not known.
    private static uint ParentPid(ThreadInfo thread) =>
        (thread.Process.Marks & ThreadMarks.ParentLost) == 0 ? thread.Process.ParentPid : 0;

    private static NumberReader Group(Func<ThreadInfo, uint> read) => (in context, out value) =>
    {
        value = read(context.Thread.Process);
        return context.Thread.IsKnown;
    };

    private static BooleanReader Is(Func<ThreadInfo, bool> read) => (in context, out value) =>
    {
        value = context.Thread.IsKnown && read(context.Thread.Process);
        return context.Thread.IsKnown;
    };

    private static BooleanReader Exe(ExeFlags flag) => (in context, out value) =>
    {
        value = context.Thread.Image is { } image && (image.ExeFlags & flag) != 0;
        return context.Thread.IsKnown;
    };

    private static NumberReader OfImage(Func<ProcessImage, ulong> read, bool zeroIsMissing) =>
        (in context, out value) =>
        {
            value = context.Thread.Image is { } image ? (long)read(image) : 0;
            return context.Thread.IsKnown && (value != 0 || !zeroIsMissing);
        };

    private static NumberReader ParentNumber(ParentReader read, bool zeroIsMissing = false) =>
        (in context, out value) =>
        {
            value = 0;
            if (Ancestors.Parent(context) is not { } parent)
            {
                return false;
            }

            value = (long)read(context, parent);
            return value != 0 || !zeroIsMissing;
        };

    private static bool Since(in EventContext context, ulong startNs, out long value)
    {
        value = (long)Elapsed(context.Event.Header.TimeNs, startNs);
        return startNs != 0;
    }

    private static ulong Elapsed(ulong nowNs, ulong startNs) => nowNs > startNs ? nowNs - startNs : 0;

    private static bool Wall(in EventContext context, ulong bootNs, out long value)
    {
        value = (long)context.Node.Clock.ToWallNs(bootNs);
        return bootNs != 0;
    }

    private static bool CtimeBeforeStart(in EventContext context, out long value)
    {
        ulong ctime = context.Thread.Image?.ExeCtimeNs ?? 0;
        ulong start = context.Node.Clock.ToWallNs(context.Thread.StartNs);
        value = (long)(start - ctime);
        return ctime != 0 && context.Thread.StartNs != 0 && start > ctime;
    }

    private static bool CtimeAfterNamespace(in EventContext context, out long value)
    {
        ulong ctime = context.Thread.Image?.ExeCtimeNs ?? 0;
        ulong start = context.Node.Clock.ToWallNs(context.Thread.PidnsInitStartNs);
        value = (long)(ctime - start);
        return context.Thread.PidnsInitStartNs != 0 && ctime > start;
    }

    // The thread that an exit event is about still is in the table, and no longer counted.
    private static bool Threads(in EventContext context, uint withLeader, out long value)
    {
        var process = context.Thread.Process;
        bool leaderEnded = (process.Marks & ThreadMarks.Ended) != 0
            || (process == context.Thread && context.Event.Type == EventType.Procexit);
        uint others = (uint)process.ThreadsCount;
        bool otherEnds = process != context.Thread && context.Event.Type == EventType.Procexit && others > 0;
        value = others - (otherEnds ? 1 : 0) + (leaderEnded ? 0 : withLeader);
        return context.Thread.IsKnown;
    }

    private static bool LoginShell(in EventContext context, out long value)
    {
        value = 0;
        var at = context.Thread.IsKnown ? context.Thread.Process : null;
        for (int level = 0; at is not null && level < ThreadTable.AncestorsMax; level++)
        {
            value = at.Comm.EndsWith("sh"u8) ? at.Pid : value;
            at = context.Node.Threads.ParentOf(at);
        }

        return value != 0;
    }
}
