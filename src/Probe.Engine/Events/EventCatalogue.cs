namespace KosmosProbe.Engine.Events;

/// <summary>
/// All events that Falco knows, with their parameters: for lists, docs and captures. What is traced here stands in
/// <see cref="EventTable"/>. The text is read when it is first asked for: a live run does not,
/// unless its rules print names that only the catalogue has.
/// </summary>
public static class EventCatalogue
{
    /// <summary>The version of Falco's table of events that names and parameters follow.</summary>
    public const string SchemaVersion = "4.3.0";

    private static readonly Lazy<IReadOnlyList<KnownEvent>> Read = new(ReadResource);

    /// <summary>The events, in Falco's order.</summary>
    public static IReadOnlyList<KnownEvent> All => Read.Value;

    /// <summary>One of our events as rules see it: as its call ends.</summary>
    /// <param name="type">Not None.</param>
    public static KnownEvent Of(EventType type)
    {
        string name = EventTable.Name(type);
        return All.Last(known => known.Name == name);
    }

    private static List<KnownEvent> ReadResource()
    {
        using var resource = typeof(EventCatalogue).Assembly.GetManifestResourceStream("falco-events.txt")!;
        using var text = new StreamReader(resource);
        return EventCatalogueReader.Read(text);
    }
}
