using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>evt.time and its relatives: when the event happened, by the clock, since the first, the last.</summary>
internal static class TimeFields
{
    private const ulong NsPerSecond = 1_000_000_000;
    private const int DotAndNanoseconds = 10;

    /// <summary>By the clock, and since the first event.</summary>
    public static readonly Field[] Clocks =
    [
        Time("evt.time", "Local time of day, with nanoseconds.", "evt.time exists", Wall, Clock(0)),
        Time("evt.time.s", "Local time of day.", "evt.time.s exists", Wall, Clock(DotAndNanoseconds)),
        Time("evt.time.iso8601", "Date and time in UTC, as ISO 8601 writes it.",
            "evt.time.iso8601 exists", Wall, Iso8601),
        Time("evt.datetime", "Local date and time, with nanoseconds.", "evt.datetime exists", Wall, DateClock(0)),
        Time("evt.datetime.s", "Local date and time.",
            "evt.datetime.s exists", Wall, DateClock(DotAndNanoseconds)),
        Number("evt.rawtime", FieldType.AbsoluteTime, "Time in ns since the epoch.", "evt.rawtime > 0", Wall),
        Number("evt.rawtime.s", FieldType.AbsoluteTime, "Time in s since the epoch.",
            "evt.rawtime.s > 0", Seconds(Wall)),
        Nanoseconds("evt.rawtime.ns", FieldType.AbsoluteTime, "The part of the time below a second, in ns.",
            "evt.rawtime.ns > 0", Wall),
        Number("evt.reltime", FieldType.RelativeTime, "Time since the first event, in ns.",
            "evt.reltime > 0", SinceFirst),
        Number("evt.reltime.s", FieldType.RelativeTime, "Time since the first event, in s.",
            "evt.reltime.s > 0", Seconds(SinceFirst)),
        Nanoseconds("evt.reltime.ns", FieldType.RelativeTime, "The part below a second of the time since the first.",
            "evt.reltime.ns > 0", SinceFirst),
    ];

    /// <summary>Since the event before.</summary>
    public static readonly Field[] SinceLast =
    [
        Number("evt.deltatime", FieldType.RelativeTime, "Time since the event before, in ns.",
            "evt.deltatime > 0", SincePrevious),
        Number("evt.deltatime.s", FieldType.RelativeTime, "Time since the event before, in s.",
            "evt.deltatime.s > 0", Seconds(SincePrevious)),
        Nanoseconds("evt.deltatime.ns", FieldType.RelativeTime, "The part below a second of the time since the last.",
            "evt.deltatime.ns > 0", SincePrevious),
    ];

    private static bool Wall(in EventContext context, out long value)
    {
        value = (long)context.Node.Clock.ToWallNs(context.Event.Header.TimeNs);
        return true;
    }

    private static bool SinceFirst(in EventContext context, out long value)
    {
        value = Since(context.Event.Header.TimeNs, context.Node.FirstTimeNs);
        return true;
    }

    private static bool SincePrevious(in EventContext context, out long value)
    {
        value = Since(context.Event.Header.TimeNs, context.Node.PreviousTimeNs);
        return true;
    }

    // Records of two CPUs may come a little out of order.
    private static long Since(ulong now, ulong then) => then != 0 && now > then ? (long)(now - then) : 0;

    private static NumberReader Seconds(NumberReader time) => (in context, out value) =>
    {
        bool known = time(context, out value);
        value = (long)((ulong)value / NsPerSecond);
        return known;
    };

    private static Field Nanoseconds(
        string name, FieldType type, string description, string example, NumberReader time) => new()
        {
            Name = name,
            Type = type,
            Description = description,
            Example = example,
            Format = NumberFormat.PaddedNanoseconds,
            Reader = new NumberReader((in context, out value) =>
            {
                bool known = time(context, out value);
                value = (long)((ulong)value % NsPerSecond);
                return known;
            }),
        };

    private static TextReader Clock(int cut) => (in context, out value) =>
    {
        Wall(context, out long wall);
        var text = context.Node.Scratch.Take(TimeText.ClockBytes);
        TimeText.WriteClock((ulong)wall, context.Node.Clock.ZoneSeconds((ulong)wall), text);
        value = text[..^cut];
        return true;
    };

    private static TextReader DateClock(int cut) => (in context, out value) =>
    {
        Wall(context, out long wall);
        var text = context.Node.Scratch.Take(TimeText.DateClockBytes);
        TimeText.WriteDateClock((ulong)wall, context.Node.Clock.ZoneSeconds((ulong)wall), ' ', text);
        value = text[..^cut];
        return true;
    };

    private static bool Iso8601(in EventContext context, out ReadOnlySpan<byte> value)
    {
        var zone = "+0000"u8;
        Wall(context, out long wall);
        var text = context.Node.Scratch.Take(TimeText.DateClockBytes + zone.Length);
        TimeText.WriteDateClock((ulong)wall, zoneSeconds: 0, 'T', text);
        zone.CopyTo(text[TimeText.DateClockBytes..]);
        value = text;
        return true;
    }
}
