using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// proc.stdin.* and the like: what the first three descriptors of the process were at its exec. Records tell it only
/// while some rule reads it, so processes that began before such a rule was loaded have none.
/// </summary>
internal static class StandardStreamFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Row("proc.stdin.type", 0, "fd.type of descriptor 0, the standard input, at exec.", "proc.stdin.type = ipv4"),
        Row("proc.stdout.type", 2, "fd.type of descriptor 1, the standard output, at exec.",
            "proc.stdout.type = ipv4"),
        Row("proc.stderr.type", 4, "fd.type of descriptor 2, the standard error, at exec.",
            "proc.stderr.type = ipv4"),
        Row("proc.stdin.name", 1, "fd.name of descriptor 0, the standard input, at exec.",
            "proc.stdin.name = /dev/null"),
        Row("proc.stdout.name", 3, "fd.name of descriptor 1, the standard output, at exec.",
            "proc.stdout.name = /dev/null"),
        Row("proc.stderr.name", 5, "fd.name of descriptor 2, the standard error, at exec.",
            "proc.stderr.name = /dev/null"),
    ];

    /// <summary>Whether a field is one of these.</summary>
    public static bool Contains(Field field) => Array.Exists(Rows, row => row.Name == field.Name);

    private static Field Row(string name, int index, string description, string example) =>
        Text(name, description, example, (in context, out value) =>
        {
            value = default;
            return context.Thread.Image is { } image
                && StandardStreams.TryRead(image.Streams, index, out value) && !value.IsEmpty;
        }).PerProcess();
}
