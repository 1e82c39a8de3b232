using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies.Facts;
using KosmosProbe.Engine.Policies.Needs;

namespace KosmosProbe.Engine.Policies;

/// <summary>A policy that is being made: what nobody speaks of is sent.</summary>
/// <param name="pool">Where filters come from.</param>
internal sealed class PolicyVerdicts(FilterPool pool)
{
    private readonly byte[] _verdicts = KernelPolicy.Everything.Verdicts.ToArray();
    private readonly List<NeedOfClasses> _needs = [];
    private readonly Dictionary<EventFilter, NeedOfClasses> _byFilter = [];

    /// <summary>Says what the rules need of a type's events.</summary>
    /// <param name="type">The type.</param>
    /// <param name="needs">The needs.</param>
    /// <param name="possible">The classes that events can be of.</param>
    public void Set(EventType type, NeedMap needs, ClassSet possible)
    {
        // Where nothing is needed, what cannot be is left out as well, and the type's own number says so: the kernel
        // looks no further then.
        if (needs.Parts.Count == 0) _verdicts[(int)type] = KernelPolicy.LeaveOut;
        var left = needs.Parts.Count == 0 ? ClassSet.All : possible.Without(needs.Classes);
        foreach (int eventClass in left.Of(type)) _verdicts[eventClass] = KernelPolicy.LeaveOut;
        foreach (var (classes, need) in needs.Parts)
        {
            if (need != EventNeed.All) Of(need).Classes.AddRange(classes.Of(type));
        }
    }

    /// <summary>The policy.</summary>
    public KernelPolicy Make()
    {
        FewerFilters.Join(_needs, KernelPolicy.FiltersWanted);
        var filters = new List<EventFilter>();
        foreach (var one in _needs.Take(KernelPolicy.FiltersMax))
        {
            foreach (int eventClass in one.Classes)
            {
                _verdicts[eventClass] = (byte)(filters.Count + KernelPolicy.FirstFilter);
            }

            filters.Add(pool.Of(one.Need));
        }

        return new KernelPolicy(_verdicts, [.. filters]);
    }

    private NeedOfClasses Of(EventNeed need)
    {
        var filter = pool.Of(need);
        if (_byFilter.TryGetValue(filter, out var known)) return known;
        var added = new NeedOfClasses(need);
        _byFilter.Add(filter, added);
        _needs.Add(added);
        return added;
    }
}
