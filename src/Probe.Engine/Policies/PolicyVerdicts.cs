using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies.Facts;
using KosmosProbe.Engine.Policies.Needs;

namespace KosmosProbe.Engine.Policies;

/// <summary>A policy that is being made: what nobody speaks of is sent.</summary>
/// <param name="pool">Where filters come from.</param>
internal sealed class PolicyVerdicts(FilterPool pool)
{
    private readonly byte[] _verdicts = KernelPolicy.Everything.Verdicts.ToArray();
    private readonly List<EventFilter> _filters = [];
    private readonly Dictionary<EventFilter, byte> _numbers = [];

    /// <summary>Says what the rules need of a type's events.</summary>
    /// <param name="type">The type.</param>
    /// <param name="needs">The needs.</param>
    /// <param name="possible">The classes that events can be of.</param>
    public void Set(EventType type, NeedMap needs, ClassSet possible)
    {
        // Where nothing is needed, what cannot be is left out as well: the kernel looks no further then.
        var left = needs.Parts.Count == 0 ? new ClassSet(UInt128.MaxValue) : possible.Without(needs.Classes);
        foreach (int eventClass in left.Of(type)) _verdicts[eventClass] = KernelPolicy.LeaveOut;

        foreach (var (classes, need) in needs.Parts)
        {
            if (need == EventNeed.All) continue;
            byte verdict = Number(pool.Of(need));
            foreach (int eventClass in classes.Of(type)) _verdicts[eventClass] = verdict;
        }
    }

    /// <summary>The policy.</summary>
    public KernelPolicy Make() => new(_verdicts, [.. _filters]);

    private byte Number(EventFilter filter)
    {
        if (_numbers.TryGetValue(filter, out byte number)) return number;
        if (_filters.Count >= KernelPolicy.FiltersMax) return KernelPolicy.Send;
        number = (byte)(_filters.Count + KernelPolicy.FirstFilter);
        _filters.Add(filter);
        _numbers.Add(filter, number);
        return number;
    }
}
