using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>Finds a parameter in events of any type by its name or its number: what a rule's check prepares.</summary>
internal sealed class ParameterLookup
{
    private readonly int[]? _places;
    private readonly int _place;

    /// <summary>A parameter by name.</summary>
    /// <param name="name">As in the catalogue.</param>
    public ParameterLookup(string name)
    {
        _places = RecordedParameters.Places(name);
        _place = RecordedParameters.GenericPlace(name);
    }

    /// <summary>A parameter by number.</summary>
    /// <param name="index">From 0.</param>
    public ParameterLookup(int index) => _place = index;

    /// <summary>The parameter; null when the event has none.</summary>
    /// <param name="view">A recorded event.</param>
    public RecordedParameter? Find(in Event view)
    {
        int place = _places is null || RecordedCalls.IsGeneric(view) ? _place : _places[EventTable.NameId(view.Type)];
        var all = RecordedParameters.Of(view);
        return (uint)place < (uint)all.Length ? all[place] : null;
    }
}
