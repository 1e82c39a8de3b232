namespace KosmosProbe.Engine.Policies;

/// <summary>What rules need of a class of events: nothing, those that pass a filter, or all.</summary>
internal readonly struct EventNeed
{
    private readonly bool _isSome;

    private EventNeed(EventFilter? filter) => (_isSome, Filter) = (true, filter);

    /// <summary>No event: no rule can hold.</summary>
    public static EventNeed Never => default;

    /// <summary>Every event: a rule may hold for any.</summary>
    public static EventNeed All => new(null);

    /// <summary>Whether no event is needed.</summary>
    public bool IsNever => !_isSome;

    /// <summary>Whether every event is needed.</summary>
    public bool IsAll => _isSome && Filter is null;

    /// <summary>What the events have that are needed; null: all or none are.</summary>
    public EventFilter? Filter { get; }

    /// <summary>The events that pass a filter.</summary>
    /// <param name="filter">The filter.</param>
    public static EventNeed Of(EventFilter filter) => new(filter);
}
