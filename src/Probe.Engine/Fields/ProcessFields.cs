using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.FieldRows;
using static KosmosProbe.Engine.Fields.ProcessReaders;

namespace KosmosProbe.Engine.Fields;

/// <summary>proc.*: names and command lines of the process that the event belongs to, and of its ancestors.</summary>
internal static class ProcessFields
{

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Text("proc.exe", "First argument of the command line (argv[0]), as the caller chose it.",
            "proc.exe endswith bash", Own(ThreadTexts.Exe)).PerProcess(),
        Text("proc.pexe", "proc.exe of the parent process.",
            "proc.pexe = nginx", Parents(ThreadTexts.Exe)),
        Ancestry("proc.aexe", "proc.exe of an ancestor, or of any.", "proc.aexe endswith java", ThreadTexts.Exe),
        FilePath("proc.exepath", "Path of the executable that runs, resolved by the kernel.",
            "proc.exepath startswith /usr/bin/", Own(ThreadTexts.ExePath)).PerProcess(),
        FilePath("proc.pexepath", "proc.exepath of the parent process.",
            "proc.pexepath = /usr/bin/containerd", Parents(ThreadTexts.ExePath)),
        Ancestry("proc.aexepath", "proc.exepath of an ancestor, or of any.",
            "proc.aexepath[1] = /usr/sbin/sshd", ThreadTexts.ExePath),
        Text("proc.name", "Name of the task as the kernel keeps it, at most 15 bytes.",
            "proc.name = bash", Own(ThreadTexts.Name)).PerProcess(),
        Text("proc.pname", "proc.name of the parent process.",
            "proc.pname in (node, python3)", Parents(ThreadTexts.Name)),
        Ancestry("proc.aname", "proc.name of an ancestor, or of any.", "proc.aname[2] = sshd", ThreadTexts.Name),
        Arguments.PerProcess(),
        Ancestry("proc.aargs", "proc.args of an ancestor, or of any.",
            "proc.aargs contains base64", ThreadTexts.Arguments, plain: false),
        Text("proc.cmdline", "Task name and arguments, joined by blanks.",
            "proc.cmdline contains \"kill-switch\"", Own(ThreadTexts.CommandLine)).PerProcess(),
        Text("proc.pcmdline", "proc.cmdline of the parent process.",
            "proc.pcmdline contains deploy", Parents(ThreadTexts.CommandLine)),
        Ancestry("proc.acmdline", "proc.cmdline of an ancestor, or of any.",
            "proc.acmdline contains base64", ThreadTexts.CommandLine),
        Number("proc.cmdnargs", FieldType.UInt64, "How many arguments there are, argv[0] not counted.",
            "proc.cmdnargs > 0", OfImage(image => (ulong)image.ArgumentsCount)).PerProcess(),
        Number("proc.cmdlenargs", FieldType.UInt64, "Bytes of all arguments, blanks between them not counted.",
            "proc.cmdlenargs >= 1000", OfImage(ArgumentsLength)).PerProcess(),
        Text("proc.exeline", "argv[0] and arguments, joined by blanks.",
            "proc.exeline startswith \"sh -c\"", Own(ThreadTexts.ExeLine)).PerProcess(),
        .. EnvironmentFields.Rows,
        FilePath("proc.cwd", "Working directory, with a slash at its end.",
            "proc.cwd startswith /tmp/", (in context, out value) =>
            {
                value = context.Thread.Image is { } image ? image.Cwd : default;
                return context.Thread.IsKnown;
            }),
    ];

    private static Field Arguments => new()
    {
        Name = "proc.args",
        Type = FieldType.Text,
        Description = "Arguments without argv[0], joined by blanks; with an index from 0 one of them.",
        Example = "proc.args contains --privileged",
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

    private static ulong ArgumentsLength(ProcessImage image) =>
        (ulong)(image.Arguments.Length - image.Arguments.Count((byte)0));
}
