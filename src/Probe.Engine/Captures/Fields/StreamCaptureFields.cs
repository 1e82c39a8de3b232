using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Captures.Fields.CaptureRows;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>What the process of a recorded event has open: how much, and what its first three are.</summary>
internal static class StreamCaptureFields
{
    /// <summary>The rows.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        Text("proc.stdin.type", Type(0)),
        Text("proc.stdout.type", Type(1)),
        Text("proc.stderr.type", Type(2)),
        Text("proc.stdin.name", Name(0)),
        Text("proc.stdout.name", Name(1)),
        Text("proc.stderr.name", Name(2)),
        Number("proc.fdopencount", (in context, out value) =>
        {
            value = Count(context);
            return context.Thread.IsKnown;
        }),
        ("proc.fdusage", static field => field.ReadBy(new DoubleReader((in context, out value) =>
        {
            double limit = context.Thread.Image?.FdLimit ?? 0;
            value = limit > 0 ? Count(context) * 100 / limit : 0;
            return context.Thread.IsKnown;
        }))),
    ];

    // Of the thread that leads the process, also for a thread with an own table.
    private static int Count(in EventContext context) => context.Thread.IsKnown
        ? RecordedThread.MainOf(context.Thread)?.Descriptors?.Count ?? 0
        : 0;

    private static TextReader Type(long number) => (in context, out value) =>
    {
        value = RecordedDescriptors.Find(context.Thread, number) is { } descriptor ? descriptor.Kind.Name() : default;
        return !value.IsEmpty;
    };

    private static TextReader Name(long number) => (in context, out value) =>
    {
        var descriptor = RecordedDescriptors.Find(context.Thread, number);
        value = descriptor is null ? default : descriptor.Name;
        return descriptor is not null;
    };
}
