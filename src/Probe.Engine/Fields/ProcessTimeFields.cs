using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;
using static KosmosProbe.Engine.Fields.ProcessReaders;

namespace KosmosProbe.Engine.Fields;

/// <summary>proc.*: when the process, its parent and its pid namespace started.</summary>
internal static class ProcessTimeFields
{
    /// <summary>Of process and parent.</summary>
    public static readonly Field[] Starts =
    [
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
    ];

    /// <summary>Of the pid namespace.</summary>
    public static readonly Field[] Namespace =
    [
        Number("proc.pidns_init_start_ts", FieldType.UInt64,
            "When the pid namespace's init started, in ns since the epoch.",
            "proc.pidns_init_start_ts > 0", NamespaceStart),
    ];

    /// <summary>When the pid namespace's init started, in ns since the epoch.</summary>
    public static bool NamespaceStart(in EventContext context, out long value) =>
        Wall(context, context.Thread.PidnsInitStartNs, out value);

    /// <summary>Time since something started, in ns; false when that time is not known.</summary>
    public static bool Since(in EventContext context, ulong startNs, out long value)
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
}
