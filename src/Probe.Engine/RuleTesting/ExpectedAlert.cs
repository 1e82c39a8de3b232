using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.RuleTesting;

/// <summary>An alert that a case expects: its rule, and what else the case wants to know of it. Immutable.</summary>
public sealed record ExpectedAlert
{
    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>Where the name stands.</summary>
    public required FileSpan Span { get; init; }

    /// <summary>The number of the event, from 1; null when it does not matter.</summary>
    public long? Event { get; init; }

    /// <summary>The priority; null when it does not matter.</summary>
    public Priority? Priority { get; init; }

    /// <summary>The whole message, without time and priority; null when it does not matter.</summary>
    public string? Output { get; init; }

    /// <summary>What the message must contain.</summary>
    public IReadOnlyList<string> OutputParts { get; init; } = [];

    /// <summary>Some of the output_fields, as texts; null stands for one without a value.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Fields { get; init; } = [];
}
