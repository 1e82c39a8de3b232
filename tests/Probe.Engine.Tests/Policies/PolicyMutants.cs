using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies;

namespace KosmosProbe.Engine.Tests.Policies;

/// <summary>Policies that are wrong in one way: the proof must find them.</summary>
internal static class PolicyMutants
{
    /// <summary>The ways, and what each makes of a policy; null where there is nothing to break.</summary>
    public static readonly IReadOnlyDictionary<string, Func<KernelPolicy, Random, KernelPolicy?>> All =
        new Dictionary<string, Func<KernelPolicy, Random, KernelPolicy?>>(StringComparer.Ordinal)
        {
            ["opens are left out"] = (policy, random) => WithoutOneOf(policy, random, EventType.Open, EventType.Openat),
            ["sockets are left out"] = (policy, random) =>
                WithoutOneOf(policy, random, EventType.Connect, EventType.Sendto, EventType.Sendmsg),
            ["calls are left out"] = (policy, random) =>
                WithoutOneOf(policy, random, EventType.Chmod, EventType.Unlink, EventType.Mkdir),
            ["a mark is forgotten"] = (policy, random) => Change(policy, random, static (filter, random) =>
                filter.Marks.Count == 0 ? null : With(filter, marks: Without(filter.Marks, random))),
            ["names that were asked for are forgotten"] = (policy, random) =>
                Change(policy, random, static (filter, _) => filter.AskedNames ? With(filter, asked: false) : null),
            ["watched files are forgotten"] = (policy, random) => Change(policy, random, static (filter, _) =>
                filter.Identities ? With(filter, identities: false) : null),
            ["a port is forgotten"] = (policy, random) => Change(policy, random, static (filter, random) =>
                filter.Ports.Count < 2 ? null : new EventFilter(
                    filter.Marks, Without(filter.Ports, random), filter.Networks)),
            ["a network is forgotten"] = (policy, random) => Change(policy, random, static (filter, random) =>
                filter.Networks.Count < 2 ? null : new EventFilter(
                    filter.Marks, filter.Ports, Without(filter.Networks, random))),
        };

    private static KernelPolicy WithoutOneOf(KernelPolicy policy, Random random, params EventType[] types)
    {
        byte[] verdicts = policy.Verdicts.ToArray();
        var (first, count) = EventClasses.Of(types[random.Next(types.Length)]);
        verdicts.AsSpan(first, count).Clear();
        return new KernelPolicy(verdicts, [.. policy.Filters]);
    }

    private static KernelPolicy? Change(
        KernelPolicy policy, Random random, Func<EventFilter, Random, EventFilter?> change)
    {
        var changed = policy.Filters.Select(filter => change(filter, random)).ToList();
        if (changed.TrueForAll(static filter => filter is null)) return null;
        return new KernelPolicy(
            policy.Verdicts.ToArray(), [.. policy.Filters.Zip(changed, static (old, other) => other ?? old)]);
    }

    private static EventFilter With(
        EventFilter filter, IEnumerable<PathMark>? marks = null, bool? asked = null, bool? identities = null) =>
        new(marks ?? filter.Marks, filter.Ports, filter.Networks)
        {
            AskedNames = asked ?? filter.AskedNames,
            Identities = identities ?? filter.Identities,
        };

    private static List<T> Without<T>(IReadOnlyList<T> all, Random random)
    {
        int left = random.Next(all.Count);
        return [.. all.Where((_, i) => i != left)];
    }
}
