using KosmosProbe.Engine.RuleTesting.Verdicts;

namespace KosmosProbe.Engine.RuleTesting;

/// <summary>What came of a case. Immutable.</summary>
/// <param name="Case">The case.</param>
public sealed record RuleTestResult(RuleTestCase Case)
{
    /// <summary>The alerts that came.</summary>
    public IReadOnlyList<ActualAlert> Alerts { get; init; } = [];

    /// <summary>What is not as expected.</summary>
    public IReadOnlyList<AlertDifference> Differences { get; init; } = [];

    /// <summary>Why the case could not be run; whole messages.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>How many events were judged.</summary>
    public long Events { get; init; }

    /// <summary>Whether the case holds.</summary>
    public bool Passed => Differences.Count == 0 && Errors.Count == 0;
}
