using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// Our events as the format has them. A row stands here for what is written in another way than
/// <see cref="ParameterWriter"/> does; numbers are those of the format's table of events.
/// </summary>
internal static class LiveEventTable
{
    private static readonly LiveEventRow[] Special =
    [
        new(EventType.Execve, 293, ProcessWriters.Execve),
        new(EventType.Execveat, 331, ProcessWriters.Execveat),
        new(EventType.Clone, 223, ProcessWriters.Clone),
        new(EventType.Clone3, 335, ProcessWriters.Clone),
        new(EventType.Fork, 225, ProcessWriters.Clone),
        new(EventType.Vfork, 227, ProcessWriters.Clone),
        new(EventType.Procexit, 186, ProcessWriters.Procexit),
        new(EventType.Open, 3, OpenWriters.Open),
        new(EventType.Openat, 307, OpenWriters.Openat),
        new(EventType.Openat2, 327, OpenWriters.Openat2),
        new(EventType.Creat, 59, OpenWriters.Creat),
        new(EventType.Connect, 23, SocketWriters.Connect),
        new(EventType.Sendto, 31, SocketWriters.Send),
        new(EventType.Sendmsg, 49, SocketWriters.Send),
        new(EventType.Sendmmsg, 51, SocketWriters.Sendmmsg),
    ];

    private static readonly LiveEventRow?[] ByType = Index();

    /// <summary>The row of an event; null for what only keeps state and has no place in the format.</summary>
    /// <param name="type">Any.</param>
    public static LiveEventRow? Find(EventType type) => (int)type < ByType.Length ? ByType[(int)type] : null;

    private static LiveEventRow?[] Index()
    {
        var ends = ScapEventTable.All
            .Where(static info => info is { IsToday: true, Kind: ScapEventKind.Exit })
            .ToDictionary(static info => info.Name);
        var byType = new LiveEventRow?[EventTable.TypesCount];
        foreach (var type in EventTable.Types)
        {
            byType[(int)type] = ends.TryGetValue(EventTable.Name(type), out var end)
                ? new LiveEventRow(type, end.Code, new ParameterWriter(type, end).Write)
                : Numbered(type);
        }

        foreach (var row in Special)
        {
            byType[(int)row.Type] = row;
        }

        return byType;
    }

    private static LiveEventRow? Numbered(EventType type) =>
        ScapEventTable.TryFindNative(EventTable.Name(type), out ushort native)
            ? new LiveEventRow(type, ScapEventTable.SyscallCode, new NumberedCallWriter(native).Write)
            : null;
}
