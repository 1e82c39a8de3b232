using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>fs.path.*: the paths that calls name. creat is left out, as in Falco.</summary>
internal static class PathFields
{
    private const string NoRenames = "Renames, links and mounts are not traced yet.";

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        FilePath("fs.path.name", "The path that a call with one path named, as the kernel resolved it.",
            "fs.path.name startswith /etc/", (in context, out value) =>
            {
                value = default;
                return IsOpened(context) && OpenPaths.TryGet(context, out value);
            }),
        FilePath("fs.path.nameraw", "The path that a call with one path named, as it was passed.",
            "fs.path.nameraw startswith ../", (in context, out value) =>
            {
                value = IsOpened(context) ? context.Event.Text(context.Event.As<OpenEvent>().Name) : default;
                return !value.IsEmpty;
            }),
        Absent("fs.path.source", FieldType.Path,
            "The old path of a rename, the new one of a link, made absolute.",
            "fs.path.source startswith /etc/").NotCollected(NoRenames),
        Absent("fs.path.sourceraw", FieldType.Path,
            "fs.path.source as it was passed.", "fs.path.sourceraw startswith ../").NotCollected(NoRenames),
        Absent("fs.path.target", FieldType.Path,
            "The new path of a rename, what a link points at, made absolute.",
            "fs.path.target startswith /etc/").NotCollected(NoRenames),
        Absent("fs.path.targetraw", FieldType.Path,
            "fs.path.target as it was passed.", "fs.path.targetraw startswith ../").NotCollected(NoRenames),
    ];

    private static bool IsOpened(in EventContext context) =>
        context.Event.Type != EventType.Creat && FdText.IsOpened(context);
}
