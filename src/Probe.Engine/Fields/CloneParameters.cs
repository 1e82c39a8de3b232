using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.ParameterRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Parameters of clone, clone3, fork, vfork and procexit. One clone record is judged as the caller's event and as the
/// child's; what they show of a thread is that of the thread the event is judged for.
/// </summary>
internal static class CloneParameters
{
    // Linux bit, Falco's bit, name: Falco keeps a numbering of its own. Sources: linux/sched.h, Falco's event listing.
    private static readonly (ulong Kernel, ulong Portable, string Name)[] CloneFlags =
    [
        (0x400, 1, "CLONE_FILES"), (0x200, 1 << 1, "CLONE_FS"), (0x80000000, 1 << 2, "CLONE_IO"),
        (0x8000000, 1 << 3, "CLONE_NEWIPC"), (0x40000000, 1 << 4, "CLONE_NEWNET"), (0x20000, 1 << 5, "CLONE_NEWNS"),
        (0x20000000, 1 << 6, "CLONE_NEWPID"), (0x4000000, 1 << 7, "CLONE_NEWUTS"), (0x8000, 1 << 8, "CLONE_PARENT"),
        (0x100000, 1 << 9, "CLONE_PARENT_SETTID"), (0x2000, 1 << 10, "CLONE_PTRACE"),
        (0x800, 1 << 11, "CLONE_SIGHAND"), (0x40000, 1 << 12, "CLONE_SYSVSEM"), (0x10000, 1 << 13, "CLONE_THREAD"),
        (0x800000, 1 << 14, "CLONE_UNTRACED"), (0x100, 1 << 15, "CLONE_VM"), (0x10000000, 1 << 20, "CLONE_NEWUSER"),
        (0x200000, 1 << 23, "CLONE_CHILD_CLEARTID"), (0x1000000, 1 << 24, "CLONE_CHILD_SETTID"),
        (0x80000, 1 << 25, "CLONE_SETTLS"), (0x4000, 1 << 27, "CLONE_VFORK"),
        (0x2000000, 1 << 28, "CLONE_NEWCGROUP"),
    ];

    /// <summary>Names of clone's flags, by Falco's bits.</summary>
    public static readonly FlagNames Names = new([.. CloneFlags.Select(flag => (flag.Portable, flag.Name))]);

    /// <summary>The kernel's bits, and Falco's.</summary>
    public static readonly (ulong Kernel, ulong Portable)[] PortableBits =
        [.. CloneFlags.Select(flag => (flag.Kernel, flag.Portable))];

    /// <summary>clone, clone3, fork and vfork.</summary>
    public static readonly EventParameter[] Clone =
    [
        new("res", FieldType.Pid)
        {
            Number = ResultOf,
            Plain = (in context, ref text) => text.AddNumber(context.Result),
            Resolved = WriteResult,
        },
        Text("exe", FieldType.Text, (in context, out value) => ThreadTexts.Exe(context, context.Thread, out value)),
        Bytes("args", (in context, out value) =>
        {
            value = context.Thread.Image is { } image ? image.Arguments : default;
            return true;
        }),
        Thread("tid", Own(thread => thread.Tid)),
        Thread("pid", Own(thread => thread.Pid)),
        Thread("ptid", Own(thread => thread.Process.ParentPid)),
        Missing("cwd", FieldType.Text),
        Number("fdlimit", FieldType.Int64, OfImage(image => image.FdLimit)),
        Number("pgft_maj", FieldType.UInt64, OfImage(image => image.PageFaultsMajor)),
        Number("pgft_min", FieldType.UInt64, OfImage(image => image.PageFaultsMinor)),
        Number("vm_size", FieldType.UInt32, OfImage(image => image.VmSizeKb)),
        Number("vm_rss", FieldType.UInt32, OfImage(image => image.VmRssKb)),
        Number("vm_swap", FieldType.UInt32, OfImage(image => image.VmSwapKb)),
        Text("comm", FieldType.Text, (in context, out value) =>
        {
            value = context.Event.As<CloneEvent>().Comm.Text();
            return true;
        }),
        Bytes("cgroups", (in context, out value) =>
        {
            value = context.Thread.Cgroup.Path;
            return true;
        }),
        Flags("flags", Names, (in context, out value) =>
        {
            value = (long)Portable(context.Event.As<CloneEvent>().CloneFlags);
            return true;
        }),
        Number("uid", FieldType.UInt32, Own(thread => thread.Uid)),
        Number("gid", FieldType.UInt32, Own(thread => thread.Gid)),
        Thread("vtid", Own(thread => thread.VirtualTid)),
        Thread("vpid", Own(thread => thread.VirtualPid)),
        Number("pidns_init_start_ts", FieldType.UInt64, Own(thread => thread.PidnsInitStartNs)),
    ];

    /// <summary>procexit.</summary>
    public static readonly EventParameter[] Procexit =
    [
        Number("status", FieldType.Errno, Exit((in exit) => exit.Status)),
        Number("ret", FieldType.Errno, Exit((in exit) => exit.ExitValue)),
        new("sig", FieldType.UInt8)
        {
            Number = Exit((in exit) => exit.Signal),
            Plain = (in context, ref text) => text.AddNumber(context.Event.As<ProcexitEvent>().Signal),
            Resolved = (in context, ref text) =>
                text.Add(SignalNames.Find(context.Event.As<ProcexitEvent>().Signal)),
        },
        Number("core", FieldType.UInt8, Exit((in exit) => exit.CoreDumped)),
        Thread("reaper_tid", Exit((in exit) => exit.ReaperPid)),
    ];

    private delegate long ExitReader(in ProcexitEvent exit);

    internal static ulong Portable(ulong kernelFlags)
    {
        ulong portable = 0;
        foreach (var (kernel, bit, _) in CloneFlags)
        {
            portable |= (kernelFlags & kernel) != 0 ? bit : 0;
        }

        return portable;
    }

    private static bool ResultOf(in EventContext context, out long value)
    {
        value = context.Result;
        return true;
    }

    // The result is the child's id in the caller's pid namespace; the record has the host's as well.
    private static void WriteResult(in EventContext context, ref TextBuilder text)
    {
        if (context.Result < 0)
        {
            WriteError(context.Result, ref text);
        }
        else if (context.Result > 0
            && context.Node.Threads.TryFind(context.Event.As<CloneEvent>().ChildTid, out var child))
        {
            text.Add(child.Comm);
        }
    }

    private static NumberReader Own(Func<ThreadInfo, ulong> read) => (in context, out value) =>
    {
        value = (long)read(context.Thread);
        return true;
    };

    private static NumberReader OfImage(Func<ProcessImage, ulong> read) => (in context, out value) =>
    {
        value = context.Thread.Image is { } image ? (long)read(image) : 0;
        return true;
    };

    private static NumberReader Exit(ExitReader read) => (in context, out value) =>
    {
        value = read(in context.Event.As<ProcexitEvent>());
        return true;
    };
}
