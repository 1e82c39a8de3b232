using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Explaining;

/// <summary>A macro or list that a rule uses.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it is defined.</param>
public sealed record UsedName(string Name, FileSpan Place);

/// <summary>What is left of a condition for some types of events: that is what is judged.</summary>
/// <param name="Events">The types' names.</param>
/// <param name="Condition">Simplified, those first that decide cheaply; its checks say how long they last.</param>
public sealed record JudgedCondition(IReadOnlyList<string> Events, ConditionTree Condition);

/// <summary>What a rule compiles to.</summary>
public sealed record RuleExplanation
{
    /// <summary>The rule.</summary>
    public required CompiledRule Rule { get; init; }

    /// <summary>Where it is defined.</summary>
    public required FileSpan Place { get; init; }

    /// <summary>Whether it is judged, after selection and the least priority.</summary>
    public required bool IsActive { get; init; }

    /// <summary>The condition with exceptions, macros and lists put in.</summary>
    public required ConditionTree Expanded { get; init; }

    /// <summary>The condition simplified for an event of any type.</summary>
    public required ConditionTree Simplified { get; init; }

    /// <summary>Names of the events it can hold for; null when no check restricts them.</summary>
    public required IReadOnlyList<string>? Events { get; init; }

    /// <summary>Those of them that the kernel programs trace.</summary>
    public required IReadOnlyList<string> Traced { get; init; }

    /// <summary>What is judged, for types that are traced.</summary>
    public required IReadOnlyList<JudgedCondition> Judged { get; init; }

    /// <summary>The macros it uses, directly or through others.</summary>
    public required IReadOnlyList<UsedName> Macros { get; init; }

    /// <summary>The lists it uses, directly or through others.</summary>
    public required IReadOnlyList<UsedName> Lists { get; init; }

    /// <summary>The events that the kernel sends from the host; of a rule that is not in force none.</summary>
    public required IReadOnlyList<SentEvents> SentFromHost { get; init; }

    /// <summary>Which events the kernel sends from containers as long as nothing is known of them.</summary>
    public required IReadOnlyList<SentEvents> SentFromContainers { get; init; }

    /// <summary>What Falco would do otherwise, a sentence each.</summary>
    public required IReadOnlyList<string> Differences { get; init; }
}
