using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>evt.is_open_*: what a recorded open is for.</summary>
internal static class OpenCaptureFields
{
    private const uint ExecuteBits = 0x49;
    private const int CreatModeAt = 2;

    // Where each call has its flags.
    private static readonly int[] FlagsAt = MakeFlagsAt(
        ("open", 2), ("open_by_handle_at", 2), ("openat", 3), ("openat2", 3));

    private static readonly int Creat = EventTable.NameId("creat");
    private static readonly int ByHandle = EventTable.NameId("open_by_handle_at");

    /// <summary>What gives the fields their readers.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        Flag("evt.is_open_read", static (in context) => (Flags(context) & OpenFlagBits.ReadOnly) != 0),
        Flag("evt.is_open_write", static (in context) => (Flags(context) & OpenFlagBits.WriteOnly) != 0),
        Flag("evt.is_open_exec", IsExec),
        Flag("evt.is_open_create", static (in context) =>
        {
            uint flags = Flags(context);
            return (flags & OpenFlagBits.Created) != 0
                || ((flags & OpenFlagBits.TemporaryFile) != 0
                    && RecordedCalls.TryResult(context.Event, out long result)
                    && result >= 0);
        }),
    ];

    private delegate bool Test(in EventContext context);

    private static (string Name, Func<Field, Field> Change) Flag(string name, Test test) =>
        (name, field => field.ReadBy(new BooleanReader((in context, out value) =>
        {
            value = test(context);
            return true;
        })));

    // creat only tells its mode, open_by_handle_at never does.
    private static bool IsExec(in EventContext context)
    {
        int nameId = EventTable.NameId(context.Event.Type);
        bool creates = (Flags(context) & (OpenFlagBits.Create | OpenFlagBits.TemporaryFile)) != 0
            && nameId != ByHandle;
        int modeAt = nameId == Creat && !RecordedCalls.IsGeneric(context.Event) ? CreatModeAt
            : creates ? FlagsAt[nameId] + 1
            : -1;
        return modeAt >= 0 && (RecordedValues.Unsigned(context.Event.Parameter(modeAt)) & ExecuteBits) != 0;
    }

    // 0 for what is no open.
    private static uint Flags(in EventContext context)
    {
        int at = FlagsAt[EventTable.NameId(context.Event.Type)];
        return at == 0 || RecordedCalls.IsGeneric(context.Event)
            ? 0
            : (uint)RecordedValues.Unsigned(context.Event.Parameter(at));
    }

    private static int[] MakeFlagsAt(params (string Name, int At)[] calls)
    {
        int[] table = new int[EventTable.NamesCount];
        foreach (var (name, at) in calls)
        {
            table[EventTable.NameId(name)] = at;
        }

        return table;
    }
}
