using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>The parameters of every event, in Falco's order: what <c>evt.args</c> and <c>evt.arg</c> read.</summary>
internal static class EventParameters
{
    private static readonly EventParameter[][] ByType = Table(
    [
        (EventType.Execve, ExecParameters.Execve),
        (EventType.Execveat, ExecParameters.Execveat),
        (EventType.Clone, CloneParameters.Clone),
        (EventType.Clone3, CloneParameters.Clone),
        (EventType.Fork, CloneParameters.Clone),
        (EventType.Vfork, CloneParameters.Clone),
        (EventType.Procexit, CloneParameters.Procexit),
        (EventType.Open, FileParameters.Open),
        (EventType.Openat, FileParameters.Openat),
        (EventType.Openat2, FileParameters.Openat2),
        (EventType.Creat, FileParameters.Creat),
        (EventType.Connect, NetworkParameters.Connect),
        (EventType.Sendto, NetworkParameters.Send),
        (EventType.Sendmsg, NetworkParameters.Send),
        (EventType.Sendmmsg, NetworkParameters.Sendmmsg),
        (EventType.Recvfrom, NetworkParameters.Recvfrom),
        (EventType.Recvmsg, NetworkParameters.Recvmsg),
        (EventType.Recvmmsg, NetworkParameters.Recvmmsg),
        .. FileCallParameters.Rows,
        .. ProcessCallParameters.Rows,
        .. SocketCallParameters.Rows,
        .. DataCallParameters.Rows,
        .. DescriptorCallParameters.Rows,
        .. MemoryCallParameters.Rows,
        .. LimitCallParameters.Rows,
        .. QueryCallParameters.Rows,
    ]);

    /// <summary>The parameters of one event.</summary>
    public static ReadOnlySpan<EventParameter> Of(EventType type) => ByType[(int)type];

    /// <summary>For each event type the parameter of a name, null where it has none.</summary>
    public static EventParameter?[] Named(string name) =>
        [.. ByType.Select(parameters => parameters.FirstOrDefault(parameter => parameter.Name == name))];

    /// <summary>For each event type the parameter at a position, null where it has none.</summary>
    public static EventParameter?[] Numbered(int index) =>
        [.. ByType.Select(parameters => parameters.ElementAtOrDefault(index))];

    private static EventParameter[][] Table((EventType Type, EventParameter[] Parameters)[] rows)
    {
        var table = new EventParameter[EventTable.TypesCount][];
        Array.Fill(table, []);
        foreach (var (type, parameters) in rows)
        {
            table[(int)type] = parameters;
        }

        return table;
    }
}
