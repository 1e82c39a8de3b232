using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>proc.stdin.* and the like: what the first three descriptors of the process are.</summary>
internal static class StandardStreamFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Row("proc.stdin.type", "fd.type of descriptor 0, the standard input.", "proc.stdin.type = ipv4"),
        Row("proc.stdout.type", "fd.type of descriptor 1, the standard output.", "proc.stdout.type = ipv4"),
        Row("proc.stderr.type", "fd.type of descriptor 2, the standard error.", "proc.stderr.type = ipv4"),
        Row("proc.stdin.name", "fd.name of descriptor 0, the standard input.", "proc.stdin.name = /dev/null"),
        Row("proc.stdout.name", "fd.name of descriptor 1, the standard output.", "proc.stdout.name = /dev/null"),
        Row("proc.stderr.name", "fd.name of descriptor 2, the standard error.", "proc.stderr.name = /dev/null"),
    ];

    private static Field Row(string name, string description, string example) =>
        Absent(name, FieldType.Text, description, example).NotCollected(FdFields.NotFollowed);
}
