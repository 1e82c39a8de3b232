using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Language;

/// <summary>
/// A set of event names: ours and all others that Falco knows. Immutable. Kept as some names, or as all but some, so
/// that negation stays exact.
/// </summary>
public sealed class EventTypeSet
{
    // Entering and leaving a call.
    private const int GenericCodes = 2;

    private readonly HashSet<int> _nameIds;
    private readonly bool _isComplement;
    private bool[]? _byType;

    private EventTypeSet(HashSet<int> nameIds, bool isComplement)
    {
        _nameIds = nameIds;
        _isComplement = isComplement;
    }

    // Most sets are steps on the way to others, and are never asked.
    private bool[] ByType => _byType ??= Tabulate();

    /// <summary>Every event.</summary>
    public static EventTypeSet All { get; } = new([], isComplement: true);

    /// <summary>No event.</summary>
    public static EventTypeSet Empty { get; } = new([], isComplement: false);

    /// <summary>True when no check on the event type restricts the condition.</summary>
    public bool IsAll => _isComplement && _nameIds.Count == 0;

    /// <summary>True when the set says which events are not in it, so that events without a name are.</summary>
    public bool IsComplement => _isComplement;

    /// <summary>True when the condition can hold for no event.</summary>
    public bool IsEmpty => !IsAll && Count <= 0;

    /// <summary>How many names are in the set.</summary>
    public int Count => _isComplement ? EventTable.NamesCount - _nameIds.Count : _nameIds.Count;

    /// <summary>
    /// How many numbers Falco has for these events. One name may have several; calls without an event of their own
    /// share theirs.
    /// </summary>
    public int CodesCount
    {
        get
        {
            int owned = _nameIds.Where(id => !EventNames.IsGeneric(id)).Sum(EventNames.CodesOf);
            bool hasGeneric = _isComplement || _nameIds.Any(EventNames.IsGeneric);
            return (_isComplement ? EventNames.OwnedCodes - owned : owned) + (hasGeneric ? GenericCodes : 0);
        }
    }

    /// <summary>A set of these names.</summary>
    /// <param name="nameIds">Ids of <see cref="EventTable"/>.</param>
    public static EventTypeSet Of(IEnumerable<int> nameIds) => new([.. nameIds], isComplement: false);

    /// <summary>Whether one of our events is in the set.</summary>
    /// <param name="type">The event.</param>
    public bool Contains(EventType type) => (int)type < EventTable.TypesCount
        ? ByType[(int)type]
        : EventTable.IsRecorded(type) && ContainsName(EventTable.NameId(type));

    /// <summary>Whether one of our events is in the set by its name, not for want of a restriction.</summary>
    /// <param name="type">The event.</param>
    public bool Names(EventType type) => !_isComplement && Contains(type);

    /// <summary>Whether an event name is in the set.</summary>
    /// <param name="nameId">An id of <see cref="EventTable"/>.</param>
    public bool ContainsName(int nameId) => _nameIds.Contains(nameId) != _isComplement;

    /// <summary>Whether the event that is judged is in the set; called by compiled conditions.</summary>
    /// <param name="context">What is judged.</param>
    public bool Holds(in EventContext context) => Contains(context.Event.Type);

    /// <summary>All events that are not in this set.</summary>
    public EventTypeSet Inverted() => new(_nameIds, !_isComplement);

    /// <summary>The events of both sets.</summary>
    /// <param name="other">The other set.</param>
    public EventTypeSet And(EventTypeSet other) => (_isComplement, other._isComplement) switch
    {
        (false, false) => new([.. _nameIds.Intersect(other._nameIds)], isComplement: false),
        (true, true) => new([.. _nameIds.Union(other._nameIds)], isComplement: true),
        (false, true) => new([.. _nameIds.Except(other._nameIds)], isComplement: false),
        (true, false) => other.And(this),
    };

    /// <summary>The events of either set.</summary>
    /// <param name="other">The other set.</param>
    public EventTypeSet Or(EventTypeSet other) => Inverted().And(other.Inverted()).Inverted();

    private bool[] Tabulate()
    {
        var byType = new bool[EventTable.TypesCount];
        foreach (var type in EventTable.Types)
        {
            byType[(int)type] = ContainsName(EventTable.NameId(type));
        }

        return byType;
    }
}
