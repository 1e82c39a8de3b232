using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.FieldRows;
using static KosmosProbe.Engine.Fields.ProcessReaders;

namespace KosmosProbe.Engine.Fields;

/// <summary>thread.* and resources of proc.*: capabilities, memory, descriptors, threads, CPU time.</summary>
internal static class ThreadFields
{
    private const string NoSamples =
        "Falco tells them of events of its own making alone (procinfo), which no rule meets.";

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Text("thread.cap_permitted", "Permitted capabilities at exec, by name, joined by blanks.",
            "thread.cap_permitted contains CAP_SYS_ADMIN", Capabilities(image => image.CapPermitted)),
        Text("thread.cap_inheritable", "Inheritable capabilities at exec, by name, joined by blanks.",
            "thread.cap_inheritable = \"\"", Capabilities(image => image.CapInheritable)),
        Text("thread.cap_effective", "Effective capabilities at exec, by name, joined by blanks.",
            "thread.cap_effective contains CAP_SYS_ADMIN", Capabilities(image => image.CapEffective)),

        Number("proc.fdopencount", FieldType.UInt64,
            "How many descriptors the process has open by the time that a rule asks; missing once it has ended.",
            "proc.fdopencount > 1000", OpenFields.TryCount),
        Number("proc.fdlimit", FieldType.Int64, "How many descriptors the process may have open.",
            "proc.fdlimit >= 1024", OfImage(image => image.FdLimit)),
        OpenFields.Usage,
        Number("proc.vmsize", FieldType.UInt64, "Virtual memory at exec, in kB.",
            "proc.vmsize > 0", OfImage(image => image.VmSizeKb)),
        Number("proc.vmrss", FieldType.UInt64, "Resident memory at exec, in kB.",
            "proc.vmrss > 0", OfImage(image => image.VmRssKb)),
        Number("proc.vmswap", FieldType.UInt64, "Swapped memory at exec, in kB.",
            "proc.vmswap = 0", OfImage(image => image.VmSwapKb)),
        Number("thread.pfmajor", FieldType.UInt64, "Major page faults up to the exec.",
            "thread.pfmajor >= 0", OfImage(image => image.PageFaultsMajor)),
        Number("thread.pfminor", FieldType.UInt64, "Minor page faults up to the exec.",
            "thread.pfminor >= 0", OfImage(image => image.PageFaultsMinor)),

        Number("thread.tid", FieldType.Int64, "Id of the thread.",
            "thread.tid = 1", OwnNumber(thread => thread.Tid)),
        Flag("thread.ismain", "The thread leads its process.", "thread.ismain = true", (in context, out value) =>
        {
            value = context.Thread.IsLeader;
            return context.Thread.IsKnown;
        }),
        Number("thread.vtid", FieldType.Int64, "Id of the thread in its own pid namespace.",
            "thread.vtid = 1", Id(thread => thread.VirtualTid)),
        Number("thread.exectime", FieldType.RelativeTime,
            "CPU time that the thread used before a switch event: 0 for all others, which are all there are.",
            "thread.exectime = 0", (in context, out value) =>
            {
                value = 0;
                return context.Thread.IsKnown;
            }),
        Number("thread.totexectime", FieldType.RelativeTime,
            "CPU time that the thread has used by the time that a rule asks, in ns; missing once it has ended.",
            "thread.totexectime > 0", OpenFields.TryCpuTime),
        Text("thread.cgroups", "Path of the thread's control group.", "thread.cgroups contains kubepods", Cgroup),
        new()
        {
            Name = "thread.cgroup",
            Type = FieldType.Text,
            Description = "Path of the thread's control group for one controller.",
            Example = "thread.cgroup.cpu contains kubepods",
            Argument = ArgumentRule.KeyRequired,
            WithArgument = controller =>
                Text($"thread.cgroup.{controller}", "Path of the control group.", "thread.cgroup.cpu != /", Cgroup),
        },
        Number("proc.nthreads", FieldType.UInt64, "How many threads the process has, its leader included.",
            "proc.nthreads > 1", (in context, out value) => Threads(context, withLeader: 1, out value)),
        Number("proc.nchilds", FieldType.UInt64, "How many threads the process has beside its leader.",
            "proc.nchilds > 0", (in context, out value) => Threads(context, withLeader: 0, out value)),
        Absent("thread.cpu", FieldType.Double, "CPU that the thread used in the last second, in percent.",
            "thread.cpu > 90").NotCollected(NoSamples),
        Absent("thread.cpu.user", FieldType.Double, "The part of thread.cpu outside the kernel.",
            "thread.cpu.user > 90").NotCollected(NoSamples),
        Absent("thread.cpu.system", FieldType.Double, "The part of thread.cpu inside the kernel.",
            "thread.cpu.system > 90").NotCollected(NoSamples),
        Number("thread.vmsize", FieldType.UInt64, "Virtual memory at exec, in kB; 0 for all threads but the leader.",
            "thread.vmsize > 0", OfLeader(image => image.VmSizeKb)),
        Number("thread.vmrss", FieldType.UInt64, "Resident memory at exec, in kB; 0 for all threads but the leader.",
            "thread.vmrss > 0", OfLeader(image => image.VmRssKb)),
    ];

    private static TextReader Capabilities(Func<ProcessImage, ulong> read) => (in context, out value) =>
    {
        value = context.Thread.Image is { } image ? context.Node.Capabilities.Names(read(image)) : default;
        return context.Thread.IsKnown;
    };

    private static bool Cgroup(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = context.Thread.Cgroup.Path;
        return context.Thread.IsKnown;
    }

    private static NumberReader OfLeader(Func<ProcessImage, ulong> read) => (in context, out value) =>
    {
        value = context.Thread is { IsLeader: true, Image: { } image } ? (long)read(image) : 0;
        return context.Thread.IsKnown;
    };

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
}
