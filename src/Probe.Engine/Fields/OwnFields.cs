using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>Fields that Falco does not have. Lists that are compared with Falco's leave them out.</summary>
internal static class OwnFields
{
    /// <summary>How many alerts like this one were not written.</summary>
    public static readonly Field Suppressed = new()
    {
        Name = "evt.suppressed",
        Type = FieldType.UInt64,
        Description = "Alerts of the same kind that were held back since the last one; in outputs only, and missing "
            + "when there were none.",
        Example = "not evt.suppressed exists",
        Unlisted = true,
        Reader = (NumberReader)((in context, out value) =>
        {
            value = context.Node.SuppressedAlerts;
            return value > 0;
        }),
    };

    /// <summary>The other name of the file, by which the rule knows it.</summary>
    public static readonly Field SameName = new()
    {
        Name = "fd.name.same",
        Type = FieldType.Path,
        Description = "The path that the rule names, where it leads to the very file that was opened under fd.name: by "
            + "a hard link, a bind mount, a root of its own or a link that was asked for; in outputs only, and missing "
            + "for one name.",
        Example = "not fd.name.same exists",
        Unlisted = true,
        Reader = (TextReader)((in context, out value) =>
        {
            value = context.SamePath.Span;
            return !context.SamePath.IsEmpty;
        }),
    };

    /// <summary>Whether a name or address may not be what the kernel took.</summary>
    public static readonly Field FromUser = OfMark(
        "evt.from_user", RecordFlags.FromUser,
        "A name or an address of the event was read from the caller's memory when the call returned: "
            + "another thread may have changed it since the kernel took it.",
        "evt.from_user = true");

    /// <summary>Whether a system call was made at all.</summary>
    public static readonly Field IsIoUring = OfMark(
        "evt.is_io_uring", RecordFlags.IoUring,
        "true when the event is no system call but a request of io_uring, which is told as the call that "
            + "does the same: an open, a connect, a removal of a file. Falco does not see these.",
        "evt.is_io_uring = false");

    /// <summary>Whether a text of the event is not whole.</summary>
    public static readonly Field Cut = OfMark(
        "evt.cut", RecordFlags.Truncated,
        "A text of the event is shorter than what the kernel had: a path of more than 4,096 bytes has "
            + "\"...\" in the place of its middle; of arguments, environments and data the end is missing.",
        "evt.cut = true and fd.name startswith /etc/");

    /// <summary>Those that alerts have whether they were asked for or not, where there is something to tell.</summary>
    public static readonly Field[] Added = [Suppressed, SameName];

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows = [.. Added, FromUser, IsIoUring, Cut];

    // Whether a record has a mark.
    private static Field OfMark(string name, RecordFlags mark, string description, string example) => new()
    {
        Name = name,
        Type = FieldType.Boolean,
        Description = description,
        Example = example,
        Unlisted = true,
        Reader = (BooleanReader)((in context, out value) =>
        {
            value = (context.Event.Header.Flags & mark) != 0;
            return true;
        }),
    };
}
