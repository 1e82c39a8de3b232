using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Types of recorded events that differ from others of their kind.</summary>
internal static class RecordedTypes
{
    /// <summary>vfork.</summary>
    public static readonly EventType Vfork = EventTable.Recorded(EventTable.NameId("vfork"));
}
