using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>What a number of the format is.</summary>
public enum ScapEventKind
{
    /// <summary>The beginning of a call.</summary>
    Enter,

    /// <summary>The end of a call.</summary>
    Exit,

    /// <summary>Something that has no end.</summary>
    Lone,

    /// <summary>The other number of a lone event: in no capture.</summary>
    Unused,
}

/// <summary>An event of the format.</summary>
/// <param name="Code">Its number.</param>
/// <param name="Name">As rules know it; <c>NA</c> for a number that is not used.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsToday">Whether it is still recorded, in this version; of beginnings that of their call.</param>
/// <param name="HasLargeParameters">Whether the lengths of its parameters have four bytes.</param>
/// <param name="Parameters">In order. Those of an earlier version have no names for their values.</param>
public sealed record ScapEventInfo(
    ushort Code,
    string Name,
    ScapEventKind Kind,
    bool IsToday,
    bool HasLargeParameters,
    IReadOnlyList<KnownParameter> Parameters)
{
    /// <summary>The type of its records; None when no rule can name it.</summary>
    public EventType Type { get; } =
        EventTable.TryFindName(Name, out int nameId) ? EventTable.Recorded(nameId) : EventType.None;

    /// <summary>How many parameters it has.</summary>
    public int ParametersCount { get; } = Parameters.Count;
}

/// <summary>The events of the format, by number. Their text is read when they are first asked for.</summary>
public static class ScapEventTable
{
    /// <summary>The end of a system call that has no event of its own.</summary>
    public const ushort SyscallCode = 1;

    /// <summary>An event that a plugin puts in between, the container plugin for one.</summary>
    public const ushort AsyncCode = 402;

    /// <summary>All events, by number.</summary>
    public static IEnumerable<ScapEventInfo> All => Tables.Read.Events.OfType<ScapEventInfo>();

    /// <summary>The event of a number; null when it is not known.</summary>
    /// <param name="code">Any number.</param>
    public static ScapEventInfo? Find(int code)
    {
        var events = Tables.Events;
        return (uint)code < (uint)events.Length ? events[code] : null;
    }

    /// <summary>Whether the lengths of an event's parameters have four bytes, not two.</summary>
    /// <param name="code">Any number.</param>
    public static bool HasLargeParameters(int code) => Find(code) is { HasLargeParameters: true };

    /// <summary>The type of the records of a system call that the event <c>syscall</c> stands for.</summary>
    /// <param name="number">What it tells first: the format's own number, 0 for a call that it has none for.</param>
    /// <param name="native">What it tells next: the machine's number, taken as that of x86-64.</param>
    public static EventType SyscallType(int number, int native)
    {
        var tables = Tables.Read;
        var type = At(tables.BySyscall, number);
        type = type == EventType.None ? At(tables.ByNative, native) : type;
        return type == EventType.None ? Find(SyscallCode)!.Type : type;
    }

    /// <summary>The number that a call has on x86-64; false for those that are not known by number.</summary>
    /// <param name="name">Its name, as rules know it.</param>
    /// <param name="native">The number.</param>
    public static bool TryFindNative(string name, out ushort native)
    {
        var type = EventTable.TryFindName(name, out int nameId) ? EventTable.Recorded(nameId) : EventType.None;
        int number = type == EventType.None ? -1 : Array.IndexOf(Tables.Read.ByNative, type);
        native = (ushort)Math.Max(number, 0);
        return number >= 0;
    }

    private static EventType At(EventType[] types, int index) =>
        (uint)index < (uint)types.Length ? types[index] : EventType.None;

    // Read when first asked for, and then as good as constants, since events are looked up for every event.
    private static class Tables
    {
        public static readonly ScapEventTableReader Read = ScapEventTableReader.ReadResource();
        public static readonly ScapEventInfo?[] Events = Read.Events;
    }
}
