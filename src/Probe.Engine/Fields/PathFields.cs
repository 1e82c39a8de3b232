using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>fs.path.*: the paths that calls name. creat is left out, as in Falco.</summary>
internal static class PathFields
{
    // Places of texts, bpf/calls.h.
    private const int SymbolicTarget = 2;
    private const int MountedDevice = 1;

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        FilePath("fs.path.name", "The path that a call with one path named, as the kernel resolved it.",
            "fs.path.name startswith /etc/", (in context, out value) =>
            {
                value = default;
                return IsOpened(context) ? OpenPaths.TryGet(context, out value)
                    : TakesOnePath(context) && (IsFchmod(context)
                        ? FdText.TryName(context, out value)
                        : CallPaths.TryRebuild(context, 0, out value));
            }),
        FilePath("fs.path.nameraw", "The path that a call with one path named, as it was passed.",
            "fs.path.nameraw startswith ../", (in context, out value) =>
            {
                value = IsOpened(context) ? context.Event.Text(context.Event.As<OpenEvent>().Name) : default;
                return !value.IsEmpty
                    || (TakesOnePath(context) && (IsFchmod(context)
                        ? FdText.TryName(context, out value)
                        : CallPaths.TryGetRaw(context, 0, out value)));
            }),
        FilePath("fs.path.source", "The old path of a rename, the new one of a link, made absolute.",
            "fs.path.source startswith /etc/", (in context, out value) =>
            {
                value = default;
                return TryPlace(context, target: false, out int place)
                    && CallPaths.TryRebuild(context, place, out value);
            }),
        FilePath("fs.path.sourceraw", "fs.path.source as it was passed.",
            "fs.path.sourceraw startswith ../", (in context, out value) =>
            {
                value = default;
                return TryPlace(context, target: false, out int place)
                    && CallPaths.TryGetRaw(context, place, out value);
            }),
        FilePath("fs.path.target", "The new path of a rename, what a link points at, made absolute.",
            "fs.path.target startswith /etc/", (in context, out value) =>
            {
                value = default;
                return TryPlace(context, target: true, out int place)
                    && CallPaths.TryRebuild(context, place, out value);
            }),
        FilePath("fs.path.targetraw", "fs.path.target as it was passed.",
            "fs.path.targetraw startswith ../", (in context, out value) =>
            {
                value = default;
                return TryPlace(context, target: true, out int place)
                    && CallPaths.TryGetRaw(context, place, out value);
            }),
    ];

    // Arguments that are paths, by the names of all events.
    private static readonly string[] Arguments =
    [
        "evt.arg.path", "evt.arg.name", "evt.arg.oldpath", "evt.arg.newpath", "evt.arg.filename", "evt.arg.pathname",
        "evt.arg.linkpath", "evt.arg.dir", "evt.args", "evt.info",
    ];

    /// <summary>Whether a field's value is, or may be, where the name of a call leads.</summary>
    /// <param name="field">Any field.</param>
    public static bool IsOfNames(Field field) =>
        field.Name is "fs.path.name" or "fs.path.source" or "fs.path.target"
        || field.Name.StartsWith("evt.abspath", StringComparison.Ordinal)
        || field.Name.StartsWith("evt.arg[", StringComparison.Ordinal)
        || Array.IndexOf(Arguments, field.Name) >= 0;

    private static bool TakesOnePath(in EventContext context) => context.Result >= 0
        && context.Event.Type is (>= EventType.Chmod and <= EventType.Unlinkat) or EventType.Mknod or EventType.Mknodat
            or EventType.Umount or EventType.Umount2
        || (CallEvents.SetsAttribute(context.Event.Type) && context.Result >= 0 && !context.Node.NamesAsPassed);

    private static bool IsFchmod(in EventContext context) =>
        context.Event.Type is EventType.Fchmod or EventType.Fchown;

    // Renames have the old path first. A link's source is the new name, what it points at the target; a symbolic link's
    // target is what it holds, wherever the link stands.
    private static bool TryPlace(in EventContext context, bool target, out int place)
    {
        switch (context.Event.Type)
        {
            case EventType.Rename or EventType.Renameat or EventType.Renameat2:
                place = target ? 1 : 0;
                break;
            case EventType.Link or EventType.Linkat:
                place = target ? 0 : 1;
                break;
            case EventType.Symlink or EventType.Symlinkat:
                place = target ? SymbolicTarget : 0;
                break;
            case EventType.Mount:
                place = target ? 0 : MountedDevice;
                break;
            default:
                place = -1;
                break;
        }

        return place >= 0 && context.Result >= 0;
    }

    private static bool IsOpened(in EventContext context) =>
        context.Event.Type != EventType.Creat && FdText.IsOpened(context);
}
