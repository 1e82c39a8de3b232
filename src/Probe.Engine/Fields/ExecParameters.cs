using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.ParameterRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of execve and execveat. After a failure they tell what was tried, and who tried.</summary>
internal static class ExecParameters
{
    private static readonly FlagNames ExeFlagNames =
        new((1, "EXE_WRITABLE"), (2, "EXE_UPPER_LAYER"), (4, "EXE_FROM_MEMFD"), (8, "EXE_LOWER_LAYER"));

    /// <summary>execveat: all but the file's name.</summary>
    public static readonly EventParameter[] Execveat =
    [
        Result("res", FieldType.Errno, (in context, out value) =>
        {
            value = context.Result;
            return true;
        }),
        Text("exe", FieldType.Text, (in context, out value) =>
        {
            var argv = Argv(context);
            int end = argv.IndexOf((byte)0);
            value = end < 0 ? argv : argv[..end];
            return true;
        }),
        Bytes("args", (in context, out value) =>
        {
            var argv = Argv(context);
            int end = argv.IndexOf((byte)0);
            value = end < 0 ? default : argv[(end + 1)..];
            return true;
        }),
        Thread("tid", Read((in exec) => exec.Header.Tid)),
        Thread("pid", Read((in exec) => exec.Header.Pid)),
        Thread("ptid", Read((in exec) => exec.ParentPid)),
        Missing("cwd", FieldType.Text),
        Number("fdlimit", FieldType.UInt64, Read((in exec) => (long)exec.FdLimit)),
        Number("pgft_maj", FieldType.UInt64, Read((in exec) => (long)exec.PageFaultsMajor)),
        Number("pgft_min", FieldType.UInt64, Read((in exec) => (long)exec.PageFaultsMinor)),
        Number("vm_size", FieldType.UInt32, Read((in exec) => (long)exec.VmSizeKb)),
        Number("vm_rss", FieldType.UInt32, Read((in exec) => (long)exec.VmRssKb)),
        Number("vm_swap", FieldType.UInt32, Read((in exec) => (long)exec.VmSwapKb)),
        Text("comm", FieldType.Text, (in context, out value) =>
        {
            value = context.Event.As<ExecveEvent>().Comm.Text();
            return true;
        }),
        Bytes("cgroups", (in context, out value) =>
        {
            value = context.Event.Text(context.Event.As<ExecveEvent>().Cgroup);
            return true;
        }),
        new("env", FieldType.Bytes)
        {
            Raw = Environment,
            Plain = (in context, ref text) =>
            {
                if (Environment(context, out var value))
                {
                    text.AddPrintable(value);
                }
                else
                {
                    text.Add("<NA>"u8);
                }
            },
        },
        Number("tty", FieldType.UInt32, Read((in exec) => exec.Tty)),
        Thread("vpgid", Read((in exec) => exec.VirtualProcessGroup)),
        User("loginuid", Read((in exec) => exec.LoginUid)),
        Flags("flags", ExeFlagNames, Read((in exec) => (uint)exec.ExeFlags)),
        Hex("cap_inheritable", FieldType.UInt64, Read((in exec) => (long)exec.CapInheritable)),
        Hex("cap_permitted", FieldType.UInt64, Read((in exec) => (long)exec.CapPermitted)),
        Hex("cap_effective", FieldType.UInt64, Read((in exec) => (long)exec.CapEffective)),
        Number("exe_ino", FieldType.UInt64, Read((in exec) => (long)exec.ExeIno)),
        Time("exe_ino_ctime", Read((in exec) => (long)exec.ExeCtimeNs)),
        Time("exe_ino_mtime", Read((in exec) => (long)exec.ExeMtimeNs)),
        User("uid", Read((in exec) => exec.Header.Uid)),
        Text("trusted_exepath", FieldType.Path, (in context, out value) =>
        {
            value = context.Event.Text(context.Event.As<ExecveEvent>().ExePath);
            return true;
        }),
        Thread("pgid", Read((in exec) => exec.ProcessGroup)),
        Group("gid", Read((in exec) => exec.Header.Gid)),
    ];

    /// <summary>execve.</summary>
    public static readonly EventParameter[] Execve =
    [
        .. Execveat,
        Text("filename", FieldType.Path, (in context, out value) =>
        {
            value = context.Event.Text(context.Event.As<ExecveEvent>().Filename);
            return true;
        }),
    ];

    private delegate long Reader(in ExecveEvent exec);

    private static NumberReader Read(Reader read) => (in context, out value) =>
    {
        value = read(in context.Event.As<ExecveEvent>());
        return true;
    };

    // Told only while some rule reads environments.
    private static bool Environment(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = context.Event.Text(context.Event.As<ExecveEvent>().Environment);
        return !value.IsEmpty;
    }

    private static ReadOnlySpan<byte> Argv(in EventContext context) =>
        context.Event.Text(context.Event.As<ExecveEvent>().Args);
}
