namespace KosmosProbe.Engine.Linting;

/// <summary>A kind of finding: one row of <see cref="LintChecks"/>.</summary>
internal sealed class LintCheck
{
    /// <summary>The name by which findings are told, looked up and allowed: lower case, joined by dashes.</summary>
    public required string Id { get; init; }

    /// <summary>How much its findings matter, unless one says otherwise.</summary>
    public required Severity Severity { get; init; }

    /// <summary>One sentence for the docs.</summary>
    public required string Sentence { get; init; }

    /// <summary>
    /// The condition of a rule that has such a finding, or conditions of several with <c>;;</c> between; run as a test.
    /// </summary>
    public required string Example { get; init; }

    /// <summary>Looks for findings.</summary>
    public required Action<LintContext> Run { get; init; }
}
