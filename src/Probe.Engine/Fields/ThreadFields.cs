using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>thread.*: the thread itself, where it differs from its process, and its capabilities.</summary>
internal static class ThreadFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Number("thread.tid", FieldType.Int64, "Id of the thread.", "thread.tid = 1", (in context, out value) =>
        {
            value = context.Thread.Tid;
            return context.Thread.IsKnown;
        }),
        Number("thread.vtid", FieldType.Int64, "Id of the thread in its own pid namespace.",
            "thread.vtid = 1", (in context, out value) =>
            {
                value = context.Thread.VirtualTid;
                return value != 0;
            }),
        Flag("thread.ismain", "The thread leads its process.", "thread.ismain = true", (in context, out value) =>
        {
            value = context.Thread.IsLeader;
            return context.Thread.IsKnown;
        }),
        Text("thread.cap_effective", "Effective capabilities at exec, by name, joined by blanks.",
            "thread.cap_effective contains CAP_SYS_ADMIN", Capabilities(image => image.CapEffective)),
        Text("thread.cap_permitted", "Permitted capabilities at exec, by name, joined by blanks.",
            "thread.cap_permitted contains CAP_SYS_ADMIN", Capabilities(image => image.CapPermitted)),
        Text("thread.cap_inheritable", "Inheritable capabilities at exec, by name, joined by blanks.",
            "thread.cap_inheritable = \"\"", Capabilities(image => image.CapInheritable)),
        Text("thread.cgroups", "Path of the thread's control group.",
            "thread.cgroups contains kubepods", Cgroup),
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
        Number("thread.pfmajor", FieldType.UInt64, "Major page faults up to the exec.",
            "thread.pfmajor >= 0", OfImage(image => image.PageFaultsMajor)),
        Number("thread.pfminor", FieldType.UInt64, "Minor page faults up to the exec.",
            "thread.pfminor >= 0", OfImage(image => image.PageFaultsMinor)),
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

    private static NumberReader OfImage(Func<ProcessImage, ulong> read) => (in context, out value) =>
    {
        value = context.Thread.Image is { } image ? (long)read(image) : 0;
        return context.Thread.IsKnown;
    };

    private static NumberReader OfLeader(Func<ProcessImage, ulong> read) => (in context, out value) =>
    {
        value = context.Thread is { IsLeader: true, Image: { } image } ? (long)read(image) : 0;
        return context.Thread.IsKnown;
    };
}
