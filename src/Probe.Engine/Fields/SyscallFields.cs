using KosmosProbe.Engine.Audit.Fields;

namespace KosmosProbe.Engine.Fields;

/// <summary>The fields of the source <c>syscall</c>: all that rules may name here.</summary>
public static class SyscallFields
{
    /// <summary>The source's name.</summary>
    public const string Source = "syscall";

    /// <summary>The fields that lists show, by class, in Falco's order of both.</summary>
    public static IReadOnlyList<FieldClass> Classes { get; } =
    [
        new("evt", "What every event has, whatever it is about.", AnyEventFields.Rows) { Scope = "All event types" },
        new(
            "evt",
            "What a system call's event has: its type, its result and its own parameters, which are read by name, "
            + "as in evt.arg.filename.",
            [
                .. TimeFields.SinceLast,
                .. EventFields.Sort,
                .. ArgumentFields.Rows,
                .. EventFields.Outcome,
                .. EventFields.Opens,
            ])
        {
            Scope = "Syscall events only",
        },
        new(
            "process",
            "The process and thread that the event belongs to, their ancestors, and what their exec made of them.",
            [
                .. ProcessFields.Rows,
                .. ProcessIdFields.Rows,
                .. ProcessTimeFields.Starts,
                .. ExecutableFields.File,
                .. ProcessIdFields.Leads,
                .. ExecutableFields.Inode,
                .. ProcessTimeFields.Namespace,
                .. ThreadFields.Rows,
                .. StandardStreamFields.Rows,
            ]),
        new("user", "On whose behalf the thread runs, and who logged in.", UserFields.Users),
        new("group", "With which group's rights the thread runs.", UserFields.Groups),
        new(
            "fd",
            "The descriptor that the event is about, and the file or socket behind it.",
            [
                .. FdFields.Names,
                .. NetworkFields.Ends,
                .. FdFields.Keys,
                .. NetworkFields.Services,
                .. NetworkFields.Networks,
                .. NetworkFields.States,
                .. FdFields.Objects,
            ]),
        new(
            "fs.path",
            "The paths that a call names, also of calls that act on a path without opening it; only when they worked.",
            PathFields.Rows),
        new("fdlist", "The descriptors that a poll waits for, as texts joined by commas.", PollFields.Rows),
        new("container (plugin)", "", [.. ContainerFields.Rows, .. PodFields.Rows]) { TellsArgumentKinds = true },
    ];

    /// <summary>All that rules may name: what the classes list, what is kept for old rules, what is ours.</summary>
    public static FieldTable Table { get; } = new(
        [.. Classes.SelectMany(fieldClass => fieldClass.Fields), .. OldFields.Rows, .. OwnFields.Rows],
        AuditFields.TableOf);
}
