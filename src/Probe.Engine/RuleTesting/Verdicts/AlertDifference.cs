namespace KosmosProbe.Engine.RuleTesting.Verdicts;

/// <summary>A part of an alert that is not what was expected.</summary>
/// <param name="What">Which part: <c>priority</c>, <c>output</c>, or the name of a field.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Actual">What came.</param>
public sealed record PartDifference(string What, string Expected, string Actual);

/// <summary>
/// What a case got otherwise than it expected: an alert that did not come, one that was not expected, or one that is
/// not as expected.
/// </summary>
/// <param name="Expected">Null for an alert that was not expected.</param>
/// <param name="Actual">Null for an alert that did not come.</param>
public sealed record AlertDifference(ExpectedAlert? Expected, ActualAlert? Actual)
{
    /// <summary>Where an alert that came is not as expected.</summary>
    public IReadOnlyList<PartDifference> Parts { get; init; } = [];

    /// <summary>Why an alert did not come, as far as that can be told.</summary>
    public WhyNot? WhyNot { get; init; }
}

/// <summary>Why a rule did not alert.</summary>
/// <param name="Reason">A clause, such as <c>its condition is false for event 2</c>.</param>
/// <param name="Part">What of the condition is false; null when it is not that.</param>
public sealed record WhyNot(string Reason, FalsePart? Part = null);

/// <summary>A part of a condition that is false for an event.</summary>
/// <param name="Text">A check, or what its parts are to each other.</param>
/// <param name="Found">For a check, the value that it was asked of; null where there is none to show.</param>
/// <param name="Parts">The parts that are to blame.</param>
public sealed record FalsePart(string Text, string? Found, IReadOnlyList<FalsePart> Parts);
