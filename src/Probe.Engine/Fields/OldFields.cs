using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>What rules of long ago name: they bind, a warning advises against them, and lists leave them out.</summary>
internal static class OldFields
{
    private const string NoEnterEvents = "events are of calls that have returned, how long they took is not known";

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Old("it has the same value for every event", Text("evt.dir", "Always <: calls that have returned.",
            "evt.dir = \"<\"", (in _, out value) =>
            {
                value = "<"u8;
                return true;
            })),
        Old(NoEnterEvents, Absent("evt.latency", FieldType.RelativeTime,
            "How long the call took: never has a value.", "evt.latency > 0")),
        Old(NoEnterEvents, Absent("evt.latency.s", FieldType.RelativeTime,
            "How many seconds the call took: never has a value.", "evt.latency.s > 0")),
        Old(NoEnterEvents, Absent("evt.latency.ns", FieldType.RelativeTime,
            "Nanoseconds beside those seconds: never has a value.", "evt.latency.ns > 0")),
        Old(NoEnterEvents, Absent("evt.latency.human", FieldType.Text,
            "How long the call took, in words: never has a value.", "evt.latency.human exists")),
        Old(NoEnterEvents, Absent("evt.wait_latency", FieldType.RelativeTime,
            "How long the call waited: never has a value.", "evt.wait_latency > 0")),
        new Field
        {
            Name = "thread.nametid",
            Type = FieldType.Text,
            Description = "Name and id of the thread, with nothing between.",
            Example = "thread.nametid startswith bash",
            Reader = new TextReader(NameAndId),
            Unlisted = true,
        },
    ];

    private static bool NameAndId(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!context.Thread.IsKnown)
        {
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        text.Add(context.Thread.Comm);
        text.AddUnsigned(context.Thread.Tid);
        value = text.Finish();
        return true;
    }

    private static Field Old(string advice, Field row) => new()
    {
        Name = row.Name,
        Type = row.Type,
        Description = row.Description,
        Example = row.Example,
        Reader = row.Reader,
        Deprecated = advice,
        Unlisted = true,
    };
}
