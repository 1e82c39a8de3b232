using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;
using static KosmosProbe.Engine.Fields.ProcessReaders;

namespace KosmosProbe.Engine.Fields;

/// <summary>proc.*: facts of the executable as its exec found it.</summary>
internal static class ExecutableFields
{
    /// <summary>What sort of file it is.</summary>
    public static readonly Field[] File =
    [
        Flag("proc.is_exe_writable", "The process' user may write the executable.",
            "proc.is_exe_writable = true", Exe(ExeFlags.Writable)).PerProcess(),
        Flag("proc.is_exe_upper_layer", "The executable is on the upper layer of an overlay: not part of the image.",
            "proc.is_exe_upper_layer = true", Exe(ExeFlags.UpperLayer)).PerProcess(),
        Flag("proc.is_exe_lower_layer", "The executable is on a lower layer of an overlay: part of the image.",
            "proc.is_exe_lower_layer = true", Exe(ExeFlags.LowerLayer)).PerProcess(),
        Flag("proc.is_exe_from_memfd", "The executable is a file in memory, made by memfd_create.",
            "proc.is_exe_from_memfd = true", Exe(ExeFlags.FromMemfd)).PerProcess(),
    ];

    /// <summary>Number and times of its inode.</summary>
    public static readonly Field[] Inode =
    [
        Number("proc.exe_ino", FieldType.Int64, "Inode number of the executable.",
            "proc.exe_ino > 0", UnlessZero(OfImage(image => image.ExeIno))).PerProcess(),
        Number("proc.exe_ino.ctime", FieldType.AbsoluteTime, "When the executable's inode last changed.",
            "proc.exe_ino.ctime > 0", UnlessZero(OfImage(image => image.ExeCtimeNs))).PerProcess(),
        Number("proc.exe_ino.mtime", FieldType.AbsoluteTime, "When the executable was last written.",
            "proc.exe_ino.mtime > 0", UnlessZero(OfImage(image => image.ExeMtimeNs))).PerProcess(),
        Number("proc.exe_ino.ctime_duration_proc_start", FieldType.AbsoluteTime,
            "How old the executable's last inode change was when the process started.",
            "proc.exe_ino.ctime_duration_proc_start < 5000000000", CtimeBeforeStart),
        Number("proc.exe_ino.ctime_duration_pidns_start", FieldType.AbsoluteTime,
            "How long after the pid namespace's start the executable's inode last changed.",
            "proc.exe_ino.ctime_duration_pidns_start > 0", CtimeAfterNamespace),
    ];

    private static BooleanReader Exe(ExeFlags flag) => (in context, out value) =>
    {
        value = context.Thread.Image is { } image && (image.ExeFlags & flag) != 0;
        return context.Thread.IsKnown;
    };

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
}
