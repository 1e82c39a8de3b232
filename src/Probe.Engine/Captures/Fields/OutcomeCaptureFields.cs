using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>evt.*: what came of a recorded call, and what it did with its descriptor.</summary>
internal static class OutcomeCaptureFields
{
    private static readonly ParameterLookup First = new(0);

    /// <summary>What gives the fields their readers.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        ("evt.buflen", static field => field.ReadBy(new NumberReader(static (in context, out value) =>
            RecordedCalls.TryResult(context.Event, out value)
            && value >= 0
            && EventKinds.CategoryOf(context.Event) == EventCategory.Descriptor
            && EventDescriptor.IsKnown(context)))),
        ("evt.res", static field => field.ReadBy(new TextReader(Result))),
        ("evt.rawres", static field => field.ReadBy(new NumberReader(static (in context, out value) =>
            RecordedCalls.TryResult(context.Event, out value)))),
        ("evt.failed", static field => field.ReadBy(new BooleanReader(static (in context, out value) =>
        {
            bool isKnown = RecordedCalls.TryResult(context.Event, out long result);
            value = result < 0;
            return isKnown;
        }))),
        Flag("evt.is_io", static (in context) => Does(context, EventTraits.Reads | EventTraits.Writes)),
        Flag("evt.is_io_read", static (in context) => Does(context, EventTraits.Reads)),
        Flag("evt.is_io_write", static (in context) => Does(context, EventTraits.Writes)),
        ("evt.io_dir", static field => field.ReadBy(new TextReader(static (in context, out value) =>
        {
            value = Does(context, EventTraits.Writes) ? "write"u8 : "read"u8;
            return Does(context, EventTraits.Reads | EventTraits.Writes);
        }))),
        Flag("evt.is_wait", static (in context) => Does(context, EventTraits.Waits)),
        Flag("evt.is_syslog", static (in context) =>
            Does(context, EventTraits.Writes) && EventDescriptor.IsSyslog(context)),
        Errors("evt.count.error", static (in _) => true),
        Errors("evt.count.error.file", static (in context) => EventDescriptor.IsAboutFile(context)),
        Errors("evt.count.error.net", static (in context) => EventDescriptor.IsAboutNetwork(context)),
        Errors("evt.count.error.memory", static (in context) => IsMemory(context)),
        Errors("evt.count.error.other", static (in context) => !EventDescriptor.IsAboutFile(context)
            && !EventDescriptor.IsAboutNetwork(context)
            && (EventDescriptor.IsKnown(context) || !IsMemory(context))),
        ("evt.count.exit", static field => field.ReadBy(new NumberReader(static (in context, out value) =>
        {
            value = 1;
            return RecordedCalls.IsSyscall(context.Event);
        }))),
    ];

    private delegate bool Test(in EventContext context);

    private static (string Name, Func<Field, Field> Change) Flag(string name, Test test) =>
        (name, field => field.ReadBy(new BooleanReader((in context, out value) =>
        {
            value = test(context);
            return true;
        })));

    // 1 for a call that failed, 0 for one that did not.
    private static (string Name, Func<Field, Field> Change) Errors(string name, Test counts) =>
        (name, field => field.ReadBy(new NumberReader((in context, out value) =>
        {
            bool isKnown = RecordedCalls.TryResult(context.Event, out long result);
            value = result < 0 ? 1 : 0;
            return isKnown && counts(context);
        })));

    private static bool Does(in EventContext context, EventTraits traits) =>
        (EventKinds.TraitsOf(context.Event) & traits) != EventTraits.None;

    private static bool IsMemory(in EventContext context) =>
        EventKinds.CategoryOf(context.Event) == EventCategory.Memory;

    // The error in words is that of the first parameter, whatever its type; a clone's is the id of a thread.
    private static bool Result(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = "SUCCESS"u8;
        bool isKnown = RecordedCalls.TryResult(context.Event, out long result);
        if (isKnown && result < 0 && First.Find(context.Event) is { } parameter)
        {
            var text = new TextBuilder(context.Node.Scratch);
            parameter.Write(context, ref text);
            value = text.Finish();
        }

        return isKnown;
    }
}
