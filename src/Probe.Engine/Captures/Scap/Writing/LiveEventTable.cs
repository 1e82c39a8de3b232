using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>Our events as the format has them: one row for each. Numbers are those of its table of events.</summary>
internal static class LiveEventTable
{
    /// <summary>The rows.</summary>
    public static readonly IReadOnlyList<LiveEventRow> Rows =
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
        var byType = new LiveEventRow?[EventTable.TypesCount];
        foreach (var row in Rows)
        {
            byType[(int)row.Type] = row;
        }

        return byType;
    }
}
