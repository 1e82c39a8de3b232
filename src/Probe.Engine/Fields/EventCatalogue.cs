using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>An event as its rules' authors see it.</summary>
/// <param name="Type">The event.</param>
/// <param name="Name">Falco's name, as in <c>evt.type</c>.</param>
/// <param name="Parameters">Name and type of each parameter, in Falco's order.</param>
public sealed record ListedEvent(
    EventType Type, string Name, IReadOnlyList<(string Name, FieldType Type)> Parameters);

/// <summary>The events that rules may name, for lists and docs.</summary>
public static class EventCatalogue
{
    /// <summary>The events that are traced, by number.</summary>
    public static IEnumerable<ListedEvent> Traced =>
        from type in EventTable.Types
        select new ListedEvent(type, EventTable.Name(type), ParametersOf(type));

    /// <summary>Names that rules may use, but that are not traced.</summary>
    public static IEnumerable<string> Ignored =>
        Enumerable.Range(0, EventTable.NamesCount).Select(EventTable.Name)
            .Except(EventTable.Types.Select(EventTable.Name));

    private static List<(string Name, FieldType Type)> ParametersOf(EventType type)
    {
        var listed = new List<(string, FieldType)>();
        foreach (var parameter in EventParameters.Of(type))
        {
            listed.Add((parameter.Name, parameter.Type));
        }

        return listed;
    }
}
