using KosmosProbe.Engine.Audit.Fields;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>
/// The fields for events of captures: the same names, types and sentences as for events of the kernel. Those that are
/// read from the event itself have a reader of their own here, since a recorded event holds Falco's parameters and no
/// struct of ours; those that are read from the thread or its container are mostly the same.
/// </summary>
public static class CaptureFields
{
    // By name: what gives the field its reader.
    private static readonly IReadOnlyList<(string Name, Func<Field, Field> Change)> Rows =
    [
        .. FdCaptureFields.Rows,
        .. SocketCaptureFields.Rows,
        .. StreamCaptureFields.Rows,
        .. PollCaptureFields.Rows,
        .. PathCaptureFields.Rows,
        .. ProcessCaptureFields.Rows,
        .. ProcessIdCaptureFields.Rows,
        .. ThreadCaptureFields.Rows,
        .. UserCaptureFields.Rows,
        .. ContainerCaptureFields.Rows,
        .. EventCaptureFields.Rows,
        .. ArgumentCaptureFields.Rows,
        .. OutcomeCaptureFields.Rows,
        .. OpenCaptureFields.Rows,
    ];

    /// <summary>All that rules may name.</summary>
    public static FieldTable Table { get; } = Merge();

    private static FieldTable Merge()
    {
        var changes = Rows.ToDictionary(static row => row.Name, static row => row.Change);
        return new FieldTable(SyscallFields.Table.All.Select(field =>
            changes.TryGetValue(field.Name, out var change) ? change(field) : field), AuditFields.TableOf);
    }
}
