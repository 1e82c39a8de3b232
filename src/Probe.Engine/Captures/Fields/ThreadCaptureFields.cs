using System.Text;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Captures.Fields.CaptureRows;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>thread.* of captures, and what of proc.* is kept for each thread: capabilities, limits, memory.</summary>
internal static class ThreadCaptureFields
{
    /// <summary>The rows.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        Text("thread.cap_permitted", Capabilities(recorded => recorded.CapPermitted)),
        Text("thread.cap_inheritable", Capabilities(recorded => recorded.CapInheritable)),
        Text("thread.cap_effective", Capabilities(recorded => recorded.CapEffective)),
        Number("proc.fdlimit", (in context, out value) =>
        {
            var thread = context.Thread;
            value = thread.Recorded is not null && RecordedThread.MainOf(thread) is { } main
                ? main.Recorded!.FdLimit
                : 0;
            return thread.Recorded is not null;
        }),
        Number("proc.vmsize", Told(recorded => recorded.VmSizeKb)),
        Number("proc.vmrss", Told(recorded => recorded.VmRssKb)),
        Number("proc.vmswap", Told(recorded => recorded.VmSwapKb)),
        Number("thread.pfmajor", Told(recorded => recorded.PageFaultsMajor)),
        Number("thread.pfminor", Told(recorded => recorded.PageFaultsMinor)),
        Number("thread.tid", (in context, out value) =>
        {
            // Falco tells it of events of unknown threads as well.
            value = (int)context.Event.Header.Tid;
            return true;
        }),
        Flag("thread.ismain", (in context, out value) =>
        {
            value = context.Thread.Recorded is not null && RecordedThread.IsMain(context.Thread);
            return context.Thread.Recorded is not null;
        }),
        Number("thread.vtid", ProcessIdCaptureFields.ToldId(thread => thread.VirtualTid)),
        Number("thread.exectime", (in context, out value) =>
        {
            value = (long)context.Node.Recorded!.SwitchedNs;
            return true;
        }),
        Number("thread.totexectime", Told(recorded => recorded.CpuTimeNs)),
        Text("thread.cgroups", (in context, out value) =>
        {
            value = context.Thread.Recorded?.Cgroups?.Text;
            return !value.IsEmpty;
        }),
        Keyed("thread.cgroup", Cgroup),
        Number("proc.nthreads", Threads(withLeader: true)),
        Number("proc.nchilds", Threads(withLeader: false)),
        Number("thread.vmsize", OfMain(recorded => recorded.VmSizeKb)),
        Number("thread.vmrss", OfMain(recorded => recorded.VmRssKb)),
    ];

    private static TextReader Capabilities(Func<RecordedThread, ulong> read) => (in context, out value) =>
    {
        value = context.Thread.Recorded is { } recorded ? context.Node.Capabilities.Names(read(recorded)) : default;
        return context.Thread.Recorded is not null;
    };

    private static NumberReader Told(Func<RecordedThread, ulong> read) => (in context, out value) =>
    {
        value = context.Thread.Recorded is { } recorded ? (long)read(recorded) : 0;
        return context.Thread.Recorded is not null;
    };

    private static NumberReader OfMain(Func<RecordedThread, ulong> read) => (in context, out value) =>
    {
        value = context.Thread.Recorded is { } recorded && RecordedThread.IsMain(context.Thread)
            ? (long)read(recorded)
            : 0;
        return context.Thread.Recorded is not null;
    };

    private static TextReader Cgroup(string controller)
    {
        byte[] name = Encoding.UTF8.GetBytes(controller);
        return (in context, out value) =>
        {
            value = default;
            return context.Thread.Recorded?.Cgroups is { } groups && groups.TryFind(name, out value);
        };
    }

    private static NumberReader Threads(bool withLeader) => (in context, out value) =>
    {
        value = 0;
        if (context.Thread.Recorded is not { } recorded)
        {
            return false;
        }

        if (recorded.Group is { } group)
        {
            bool leads = RecordedThread.MainOf(context.Thread) is { } main && !RecordedThread.IsDead(main);
            value = group.Alive - (leads && !withLeader ? 1 : 0);
        }

        return true;
    };
}
