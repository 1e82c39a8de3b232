using System.Globalization;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>evt.*: of which sort a recorded event is, and where it comes from.</summary>
internal static class EventCaptureFields
{
    private const int AsyncName = 1;

    /// <summary>What gives the fields their readers.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        ("evt.type", static field => field.ReadBy(new TextReader(TypeName))),
        ("evt.type.is", static field => field.ReadBy(null, TypeIs)),
        ("syscall.type", static field => field.ReadBy(new TextReader(static (in context, out value) =>
            TypeName(context, out value) && RecordedCalls.IsSyscall(context.Event)))),
        ("evt.category", static field => field.ReadBy(new TextReader(Category))),
        ("evt.is_async", static field => field.ReadBy(new BooleanReader(static (in context, out value) =>
        {
            value = EventKinds.IsMeta(context.Event);
            return true;
        }))),
        ("evt.asynctype", static field => field.ReadBy(new TextReader(AsyncType))),
        ("evt.around", static field => field.ReadBy(null, Around)),
        ("evt.hostname", static field => field.ReadBy(new TextReader(static (in _, out value) =>
        {
            // Falco leaves it empty on replay.
            value = default;
            return true;
        }))),
    ];

    // An event that a plugin put in between has its name in it.
    private static bool TypeName(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = RecordedCalls.IsAsync(context.Event)
            ? RecordedValues.Text(context.Event.Parameter(AsyncName))
            : EventTable.Utf8Name(context.Event.Type);
        return true;
    }

    private static bool AsyncType(in EventContext context, out ReadOnlySpan<byte> value) =>
        TypeName(context, out value) && EventKinds.IsMeta(context.Event);

    private static NumberReader? TypeIs(string name)
    {
        if (!EventTable.TryFindName(name, out int nameId))
        {
            return null;
        }

        bool isGenericName = EventNames.IsGeneric(nameId);
        return (in context, out value) =>
        {
            bool isNamed = EventTable.NameId(context.Event.Type) == nameId;
            value = isNamed && RecordedCalls.IsGeneric(context.Event) == isGenericName ? 1 : 0;
            return true;
        };
    }

    // How many ms the event is from the time, rounded up, so that it is at most what the rule allows.
    private static NumberReader Around(string argument)
    {
        const ulong NsPerMs = 1_000_000;
        ulong time = ulong.Parse(argument, CultureInfo.InvariantCulture);
        return (in context, out value) =>
        {
            ulong now = context.Node.Clock.ToWallNs(context.Event.Header.TimeNs);
            ulong distance = now > time ? now - time : time - now;
            value = (long)((distance / NsPerMs) + (distance % NsPerMs == 0 ? 0UL : 1));
            return true;
        };
    }

    private static bool Category(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = EventKinds.CategoryOf(context.Event) switch
        {
            EventCategory.File => "file"u8,
            EventCategory.Net => "net"u8,
            EventCategory.Ipc => "IPC"u8,
            EventCategory.Memory => "memory"u8,
            EventCategory.Process => "process"u8,
            EventCategory.Sleep => "sleep"u8,
            EventCategory.System => "system"u8,
            EventCategory.Signal => "signal"u8,
            EventCategory.User => "user"u8,
            EventCategory.Time => "time"u8,
            EventCategory.Descriptor => EventDescriptor.Category(context),
            EventCategory.Wait => "wait"u8,
            EventCategory.Scheduler => "scheduler"u8,
            EventCategory.Internal => "internal"u8,
            _ => "other"u8,
        };
        return true;
    }
}
