using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Captures.Fields.CaptureRows;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>proc.* of captures: ids, who leads session and groups, and times that need the parent.</summary>
internal static class ProcessIdCaptureFields
{
    /// <summary>The rows.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        Number("proc.pid", Id(thread => thread.Pid)),
        Number("proc.ppid", OfParent((in _, parent) => Signed(parent.Pid))),
        ("proc.apid", ReadAncestors),
        Number("proc.vpid", ToldId(thread => thread.VirtualPid)),
        Number("proc.pvpid", OfParent((in _, parent) => Signed(parent.VirtualPid))),
        Number("proc.sid", Id(thread => thread.SessionId)),
        Number("proc.vpgid", Id(thread => thread.VirtualProcessGroup)),
        Number("proc.pgid", Id(thread => thread.ProcessGroup)),
        Number("proc.tty", Id(thread => thread.Tty)),
        Number("proc.loginshellid", LoginShell),
        .. Leader("proc.sname", "proc.sid.exe", "proc.sid.exepath", thread => thread.SessionId, isVirtual: true),
        .. Leader(
            "proc.vpgid.name", "proc.vpgid.exe", "proc.vpgid.exepath", thread => thread.VirtualProcessGroup,
            isVirtual: true),
        .. Leader("proc.pgid.name", "proc.pgid.exe", "proc.pgid.exepath", thread => thread.ProcessGroup,
            isVirtual: false),
        Flag("proc.is_sid_leader", Is(thread => thread.SessionId == thread.VirtualPid)),
        Flag("proc.is_vpgid_leader", Is(thread => thread.VirtualProcessGroup == thread.VirtualPid)),
        Flag("proc.is_pgid_leader", Is(thread => thread.ProcessGroup == thread.Pid)),
        Number("proc.ppid.duration", (in context, out value) =>
        {
            ulong startNs = RecordedAncestors.At(context, level: 1)?.StartNs ?? 0;
            value = (long)(context.Event.Header.TimeNs - startNs);
            return startNs != 0;
        }),
        Number("proc.ppid.ts", OfParent((in _, parent) => (long)parent.StartNs)),
        Number("proc.exe_ino.ctime_duration_proc_start", UnlessZero(recorded => recorded.ExeAgeAtCloneNs)),
        Number("proc.exe_ino.ctime_duration_pidns_start", UnlessZero(recorded => recorded.ExeChangedInNamespaceNs)),
    ];

    private delegate long ParentNumber(in EventContext context, ThreadInfo parent);

    /// <summary>An id as fields show it: all ones is -1, an id that was not told.</summary>
    /// <param name="id">As the table keeps it.</param>
    public static long Signed(uint id) => id == RecordedThread.Missing ? -1 : id;

    private static NumberReader Id(Func<ThreadInfo, uint> read) => (in context, out value) =>
    {
        value = Signed(read(context.Thread));
        return context.Thread.Recorded is not null;
    };

    /// <summary>An id that is missing when it was not told.</summary>
    public static NumberReader ToldId(Func<ThreadInfo, uint> read) => (in context, out value) =>
    {
        uint id = read(context.Thread);
        value = id;
        return context.Thread.Recorded is not null && id != RecordedThread.Missing;
    };

    private static BooleanReader Is(Func<ThreadInfo, bool> read) => (in context, out value) =>
    {
        value = context.Thread.Recorded is not null && read(context.Thread);
        return context.Thread.Recorded is not null;
    };

    private static NumberReader OfParent(ParentNumber read) => (in context, out value) =>
    {
        var parent = RecordedAncestors.At(context, level: 1);
        value = parent is null ? 0 : read(context, parent);
        return parent is not null;
    };

    private static NumberReader UnlessZero(Func<RecordedThread, ulong> read) => (in context, out value) =>
    {
        value = context.Thread.Recorded is { } recorded ? (long)read(recorded) : 0;
        return value != 0;
    };

    private static (string Name, Func<Field, Field> Change)[] Leader(
        string name, string exe, string exePath, Func<ThreadInfo, uint> groupOf, bool isVirtual) =>
    [
        Text(name, OfLeader(groupOf, isVirtual, RecordedTexts.Name)),
        Text(exe, OfLeader(groupOf, isVirtual, ThreadTexts.Exe)),
        Text(exePath, OfLeader(groupOf, isVirtual, ThreadTexts.ExePath)),
    ];

    private static TextReader OfLeader(Func<ThreadInfo, uint> groupOf, bool isVirtual, ThreadTextReader read) =>
        (in context, out value) =>
        {
            value = default;
            return context.Thread.Recorded is not null
                && (RecordedAncestors.Leader(context, groupOf, isVirtual) is not { } leader
                    || read(context, leader, out value));
        };

    private static Field ReadAncestors(Field field) => field.ReadBy(
        new NumberItemReader((in context, index, out value) =>
        {
            var ancestor = RecordedAncestors.Item(context, index);
            value = ancestor is null ? 0 : Signed(ancestor.Pid);
            return ancestor is not null;
        }),
        static argument => Ancestors.TryIndex(argument, out int level) ? PidOfAncestor(level) : null,
        RecordedAncestors.Count);

    private static NumberReader PidOfAncestor(int level) => (in context, out value) =>
    {
        var ancestor = RecordedAncestors.At(context, level);
        value = ancestor is null ? 0 : Signed(ancestor.Pid);
        return ancestor is not null;
    };

    private static bool LoginShell(in EventContext context, out long value)
    {
        value = 0;
        var at = context.Thread.Recorded is null ? null : RecordedThread.MainOf(context.Thread);
        bool isFound = false;
        for (int level = 0; at is not null && level < ThreadTable.AncestorsMax; level++)
        {
            if (at.Image is { } image && image.Comm.EndsWith("sh"u8))
            {
                value = Signed(at.Pid);
                isFound = true;
            }

            at = RecordedAncestors.Parent(context, at);
        }

        return isFound;
    }
}
