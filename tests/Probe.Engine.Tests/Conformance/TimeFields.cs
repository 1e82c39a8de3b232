using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Tests.Conformance;

/// <summary>The two times that start an alert, for tables that have no other fields of events.</summary>
internal static class TimeFields
{
    public static readonly Field[] All = [Create("evt.time"), Create("evt.time.iso8601")];

    private static Field Create(string name) => new()
    {
        Name = name,
        Type = FieldType.AbsoluteTime,
        Description = "When it happened.",
        Example = $"{name} exists",
        Reader = (NumberReader)((in EventContext context, out long value) =>
        {
            value = (long)WallNs(context);
            return true;
        }),
        TextForm = name == "evt.time" ? Clock : Iso8601,
    };

    private static ulong WallNs(in EventContext context) =>
        context.Node.Clock.ToWallNs(context.Event.Header.TimeNs);

    private static bool Clock(in EventContext context, out ReadOnlySpan<byte> value)
    {
        var text = context.Node.Scratch.Take(TimeText.ClockBytes);
        TimeText.WriteClock(WallNs(context), context.Node.Clock.ZoneSeconds(WallNs(context)), text);
        value = text;
        return true;
    }

    private static bool Iso8601(in EventContext context, out ReadOnlySpan<byte> value)
    {
        var text = context.Node.Scratch.Take(TimeText.DateClockBytes + 5);
        TimeText.WriteDateClock(WallNs(context), 0, 'T', text);
        "+0000"u8.CopyTo(text[TimeText.DateClockBytes..]);
        value = text;
        return true;
    }
}
