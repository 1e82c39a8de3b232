using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>proc.*: names, command lines and relatives of the process that the event belongs to.</summary>
internal static class ProcessFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Text("proc.name", "Name of the task as the kernel keeps it, at most 15 bytes.",
            "proc.name = bash", Own(ThreadTexts.Name)).PerProcess(),
        Text("proc.exe", "First argument of the command line (argv[0]), as the caller chose it.",
            "proc.exe endswith bash", Own(ThreadTexts.Exe)).PerProcess(),
        FilePath("proc.exepath", "Path of the executable that runs, resolved by the kernel.",
            "proc.exepath startswith /usr/bin/", Own(ThreadTexts.ExePath)).PerProcess(),
        ArgumentsField,
        Text("proc.cmdline", "Task name and arguments, joined by blanks.",
            "proc.cmdline contains \"kill-switch\"", Own(ThreadTexts.CommandLine)).PerProcess(),
        Text("proc.exeline", "argv[0] and arguments, joined by blanks.",
            "proc.exeline startswith \"sh -c\"", Own(ThreadTexts.ExeLine)).PerProcess(),
        Number("proc.cmdnargs", FieldType.UInt64, "How many arguments there are, argv[0] not counted.",
            "proc.cmdnargs > 0", OwnNumber(thread => (ulong)(thread.Image?.ArgumentsCount ?? 0))).PerProcess(),
        Number("proc.cmdlenargs", FieldType.UInt64, "Bytes of all arguments, blanks between them not counted.",
            "proc.cmdlenargs >= 1000", OwnNumber(ArgumentsLength)).PerProcess(),
        FilePath("proc.cwd", "Working directory, with a slash at its end.",
            "proc.cwd startswith /tmp/", (in context, out value) =>
            {
                value = context.Thread.Image is { } image ? image.Cwd : default;
                return context.Thread.IsKnown;
            }),

        Text("proc.pname", "proc.name of the parent process.",
            "proc.pname in (node, python3)", Parents(ThreadTexts.Name)),
        Text("proc.pexe", "proc.exe of the parent process.",
            "proc.pexe = nginx", Parents(ThreadTexts.Exe)),
        FilePath("proc.pexepath", "proc.exepath of the parent process.",
            "proc.pexepath = /usr/bin/containerd", Parents(ThreadTexts.ExePath)),
        Text("proc.pcmdline", "proc.cmdline of the parent process.",
            "proc.pcmdline contains deploy", Parents(ThreadTexts.CommandLine)),

        Ancestry("proc.aname", "proc.name of an ancestor, or of any.", "proc.aname[2] = sshd", ThreadTexts.Name),
        Ancestry("proc.aexe", "proc.exe of an ancestor, or of any.", "proc.aexe endswith java", ThreadTexts.Exe),
        Ancestry("proc.aexepath", "proc.exepath of an ancestor, or of any.",
            "proc.aexepath[1] = /usr/sbin/sshd", ThreadTexts.ExePath),
        Ancestry("proc.aargs", "proc.args of an ancestor, or of any.",
            "proc.aargs contains base64", ThreadTexts.Arguments),
        Ancestry("proc.acmdline", "proc.cmdline of an ancestor, or of any.",
            "proc.acmdline contains base64", ThreadTexts.CommandLine),

        Text("proc.sname", "proc.name of the session's leader; empty when it is not known.",
            "proc.sname = sshd", OfLeader(Session, ThreadTexts.Name)),
        Text("proc.sid.exe", "proc.exe of the session's leader.",
            "proc.sid.exe = -bash", OfLeader(Session, ThreadTexts.Exe)),
        FilePath("proc.sid.exepath", "proc.exepath of the session's leader.",
            "proc.sid.exepath = /usr/bin/bash", OfLeader(Session, ThreadTexts.ExePath)),
        Text("proc.pgid.name", "proc.name of the process group's leader; empty when it is not known.",
            "proc.pgid.name = make", OfLeader(ProcessGroup, ThreadTexts.Name)),
        Text("proc.pgid.exe", "proc.exe of the process group's leader.",
            "proc.pgid.exe = make", OfLeader(ProcessGroup, ThreadTexts.Exe)),
        FilePath("proc.pgid.exepath", "proc.exepath of the process group's leader.",
            "proc.pgid.exepath = /usr/bin/make", OfLeader(ProcessGroup, ThreadTexts.ExePath)),
        Text("proc.vpgid.name", "proc.name of the process group's leader, by ids of the pid namespace.",
            "proc.vpgid.name = bash", OfLeader(VirtualGroup, ThreadTexts.Name)),
        Text("proc.vpgid.exe", "proc.exe of the process group's leader, by ids of the pid namespace.",
            "proc.vpgid.exe = bash", OfLeader(VirtualGroup, ThreadTexts.Exe)),
        FilePath("proc.vpgid.exepath", "proc.exepath of the process group's leader, by ids of the pid namespace.",
            "proc.vpgid.exepath = /bin/bash", OfLeader(VirtualGroup, ThreadTexts.ExePath)),
    ];

    private delegate ThreadInfo? LeaderReader(in EventContext context);

    private static Field ArgumentsField => new()
    {
        Name = "proc.args",
        Type = FieldType.Text,
        Description = "Arguments without argv[0], joined by blanks; with an index from 0 one of them.",
        Example = "proc.args contains --privileged",
        Lifetime = FieldLifetime.Process,
        Argument = ArgumentRule.IndexOptional,
        Reader = Own(ThreadTexts.Arguments),
        WithArgument = argument => Ancestors.TryIndex(argument, out int index)
            ? Text($"proc.args[{argument}]", "One argument.", "proc.args[0] = -c", (in context, out value) =>
            {
                value = default;
                return context.Thread.Image is { } image && image.TryGetArgument(index, out value);
            })
            : null,
    };

    private static TextReader Own(ThreadTextReader read) => (in context, out value) =>
    {
        value = default;
        return context.Thread.IsKnown && read(context, context.Thread, out value);
    };

    private static NumberReader OwnNumber(Func<ThreadInfo, ulong> read) => (in context, out value) =>
    {
        value = (long)read(context.Thread);
        return context.Thread.IsKnown;
    };

    private static TextReader Parents(ThreadTextReader read) => (in context, out value) =>
    {
        value = default;
        return Ancestors.Parent(context) is { } parent && read(context, parent, out value);
    };

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

    private static ulong ArgumentsLength(ThreadInfo thread) =>
        thread.Image is { } image ? (ulong)(image.Arguments.Length - image.Arguments.Count((byte)0)) : 0;
}
