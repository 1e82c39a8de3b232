using KosmosProbe.Engine.Policies.Needs;

namespace KosmosProbe.Engine.Policies;

/// <summary>Makes filters of needs, each once: many classes need the same. Not for more than one thread.</summary>
internal sealed class FilterPool
{
    private readonly Dictionary<string, EventFilter> _byMarks = [];
    private readonly Dictionary<MarkSet, int> _numbers = [];

    /// <summary>The filter of a need.</summary>
    /// <param name="need">Not all events, and not none.</param>
    public EventFilter Of(EventNeed need)
    {
        if (need.Ends is { } ends)
        {
            return new EventFilter([], ends.Ports, ends.Ranges is { } ranges ? AddressPrefix.Of(ranges) : null);
        }

        string key = $"{need.AskedNames}{need.Identities} " + string.Join(' ', need.Marks.Select(Number).Order());
        if (!_byMarks.TryGetValue(key, out var filter))
        {
            filter = new EventFilter(need.Marks.SelectMany(static set => set.Marks))
            {
                AskedNames = need.AskedNames,
                Identities = need.Identities,
            };
            _byMarks.Add(key, filter);
        }

        return filter;
    }

    private int Number(MarkSet set)
    {
        if (!_numbers.TryGetValue(set, out int number))
        {
            number = _numbers.Count;
            _numbers.Add(set, number);
        }

        return number;
    }
}
