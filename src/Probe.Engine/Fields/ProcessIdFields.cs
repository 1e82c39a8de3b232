using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.FieldRows;
using static KosmosProbe.Engine.Fields.ProcessReaders;

namespace KosmosProbe.Engine.Fields;

/// <summary>proc.*: ids of the process, its parent, its session and group, and who leads those.</summary>
internal static class ProcessIdFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Number("proc.loginshellid", FieldType.Int64, "Id of the farthest shell among the process and its ancestors.",
            "proc.loginshellid exists", LoginShell),
        Number("proc.tty", FieldType.UInt32, "Device number of the controlling terminal; 0 for none.",
            "proc.tty != 0", OfProcess(process => process.Tty)),
        Number("proc.pid", FieldType.Int64, "Id of the process.",
            "proc.pid = 1", Id(thread => thread.Pid)).PerProcess(),
        Number("proc.ppid", FieldType.Int64, "Id of the parent process; missing when it has none.",
            "proc.ppid = 1", Id(ParentPid)),
        AncestorPid,
        Number("proc.vpid", FieldType.Int64, "Id of the process in its own pid namespace.",
            "proc.vpid = 1", Id(thread => thread.VirtualPid)).PerProcess(),
        Number("proc.pvpid", FieldType.Int64, "Id of the parent process in the parent's own pid namespace.",
            "proc.pvpid = 1", UnlessZero(ParentNumber((in _, parent) => parent.VirtualPid))),
        Number("proc.sid", FieldType.Int64, "Id of the session.",
            "proc.sid = 1", OfProcess(process => process.SessionId)),
        Text("proc.sname", "proc.name of the session's leader; empty when it is not known.",
            "proc.sname = sshd", OfLeader(Session, ThreadTexts.Name)),
        Text("proc.sid.exe", "proc.exe of the session's leader.",
            "proc.sid.exe = -bash", OfLeader(Session, ThreadTexts.Exe)),
        FilePath("proc.sid.exepath", "proc.exepath of the session's leader.",
            "proc.sid.exepath = /usr/bin/bash", OfLeader(Session, ThreadTexts.ExePath)),
        Number("proc.vpgid", FieldType.Int64, "Id of the process group in the process' own pid namespace.",
            "proc.vpgid = 1", OfProcess(process => process.VirtualProcessGroup)),
        Text("proc.vpgid.name", "proc.name of the process group's leader, by ids of the pid namespace.",
            "proc.vpgid.name = bash", OfLeader(VirtualGroup, ThreadTexts.Name)),
        Text("proc.vpgid.exe", "proc.exe of the process group's leader, by ids of the pid namespace.",
            "proc.vpgid.exe = bash", OfLeader(VirtualGroup, ThreadTexts.Exe)),
        FilePath("proc.vpgid.exepath", "proc.exepath of the process group's leader, by ids of the pid namespace.",
            "proc.vpgid.exepath = /bin/bash", OfLeader(VirtualGroup, ThreadTexts.ExePath)),
        Number("proc.pgid", FieldType.Int64, "Id of the process group.",
            "proc.pgid = 1", OfProcess(process => process.ProcessGroup)),
        Text("proc.pgid.name", "proc.name of the process group's leader; empty when it is not known.",
            "proc.pgid.name = make", OfLeader(ProcessGroup, ThreadTexts.Name)),
        Text("proc.pgid.exe", "proc.exe of the process group's leader.",
            "proc.pgid.exe = make", OfLeader(ProcessGroup, ThreadTexts.Exe)),
        FilePath("proc.pgid.exepath", "proc.exepath of the process group's leader.",
            "proc.pgid.exepath = /usr/bin/make", OfLeader(ProcessGroup, ThreadTexts.ExePath)),
    ];

    /// <summary>Whether the process leads its session and groups.</summary>
    public static readonly Field[] Leads =
    [
        Flag("proc.is_sid_leader", "The process leads its session.",
            "proc.is_sid_leader = true", Is(process => process.SessionId == process.Pid)),
        Flag("proc.is_vpgid_leader", "The process leads its process group, by ids of its pid namespace.",
            "proc.is_vpgid_leader = true", Is(process => process.VirtualProcessGroup == process.VirtualPid)),
        Flag("proc.is_pgid_leader", "The process leads its process group.",
            "proc.is_pgid_leader = true", Is(process => process.ProcessGroup == process.Pid)),
    ];

    private delegate ThreadInfo? LeaderReader(in EventContext context);

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

    // Who inherited a process whose parent's end was not seen is not known.
    private static uint ParentPid(ThreadInfo thread) =>
        (thread.Process.Marks & ThreadMarks.ParentLost) == 0 ? thread.Process.ParentPid : 0;

    private static TextReader OfLeader(LeaderReader find, ThreadTextReader read) => (in context, out value) =>
    {
        value = default;
        return context.Thread.IsKnown && (find(context) is not { } leader || read(context, leader, out value));
    };

    private static ThreadInfo? Session(in EventContext context) =>
        Ancestors.GroupLeader(context, process => process.SessionId, context.Thread.Process.SessionId);

    private static ThreadInfo? ProcessGroup(in EventContext context) =>
        Ancestors.GroupLeader(context, process => process.ProcessGroup, context.Thread.Process.ProcessGroup);

    // Ids of a pid namespace do not find a process in the table: the leader is the process itself or an ancestor.
    private static ThreadInfo? VirtualGroup(in EventContext context)
    {
        var process = context.Thread.Process;
        return process.IsKnown && process.VirtualProcessGroup == process.VirtualPid
            ? process
            : Ancestors.GroupLeader(context, other => other.VirtualProcessGroup, leaderPid: 0);
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
