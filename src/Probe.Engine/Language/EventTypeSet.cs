using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Language;

/// <summary>A set of event names: ours and all others that Falco knows. Immutable.</summary>
public sealed class EventTypeSet
{
    /// <summary>True when no check on the event type restricts the condition.</summary>
    public required bool IsAll { get; init; }

    /// <summary>Whether one of our events is in the set.</summary>
    /// <param name="type">The event.</param>
    public bool Contains(EventType type) => IsAll;
}
