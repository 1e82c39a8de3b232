using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting.Inline;

namespace KosmosProbe.Engine.RuleTesting;

/// <summary>How the alerts that came are held against those that were expected.</summary>
public enum AlertsWanted
{
    /// <summary>These and no others, in this order.</summary>
    Exactly,

    /// <summary>These and no others, in any order.</summary>
    InAnyOrder,

    /// <summary>These, in any order; others may come as well.</summary>
    AmongOthers,
}

/// <summary>One test: what happens, and which alerts that must give. Immutable.</summary>
public sealed class RuleTestCase
{
    /// <summary>Its name; unique in its file.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required FileSpan Span { get; init; }

    /// <summary>A capture, absolute; null when the events stand in the file.</summary>
    public string? Capture { get; init; }

    /// <summary>The events of system calls that stand in the file.</summary>
    internal IReadOnlyList<InlineEvent> Events { get; init; } = [];

    /// <summary>The audit events; empty when there are events of system calls, or a capture.</summary>
    internal IReadOnlyList<InlineAuditEvent> AuditEvents { get; init; } = [];

    /// <summary>The alerts, in order; empty: none may come.</summary>
    public required IReadOnlyList<ExpectedAlert> Expected { get; init; }

    /// <summary>How they are compared.</summary>
    public AlertsWanted Wanted { get; init; }

    /// <summary>How the rules are understood.</summary>
    internal RuleTestSettings Settings { get; init; } = new();
}
