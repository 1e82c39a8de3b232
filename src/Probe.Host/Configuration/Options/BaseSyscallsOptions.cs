using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Configuration.Options;

/// <summary>base_syscalls: what is traced beside, or in spite of, what rules want.</summary>
internal sealed record BaseSyscallsOptions
{
    /// <summary>Traced whether a rule wants it or not.</summary>
    public IReadOnlyList<EventType> Added { get; init; } = [];

    /// <summary>Not traced, though a rule may want it.</summary>
    public IReadOnlyList<EventType> LeftOut { get; init; } = [];

    /// <summary>What is traced for a set of rules.</summary>
    /// <param name="rules">The rules.</param>
    public IEnumerable<EventType> Traced(RuleSet rules) =>
        rules.WantedTypes.Union(rules.FollowedTypes).Union(Added).Except(LeftOut);
}
