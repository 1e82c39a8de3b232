using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.RuleTesting;

/// <summary>
/// What a test sets otherwise than the configuration does; what it does not name stays as configured. Immutable.
/// </summary>
internal sealed record RuleTestSettings
{
    /// <summary>rule_matching</summary>
    public RuleMatching? Matching { get; init; }

    /// <summary>engine.strict</summary>
    public bool? Strict { get; init; }

    /// <summary>priority</summary>
    public Priority? LeastPriority { get; init; }

    /// <summary>rules</summary>
    public IReadOnlyList<RuleSelection>? Selection { get; init; }

    /// <summary>append_output</summary>
    public IReadOnlyList<OutputAddition>? Additions { get; init; }

    /// <summary>The same text for the same settings, as far as they were written alike.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>These, and what they do not name from others.</summary>
    /// <param name="outer">The file's, for those of a case.</param>
    public RuleTestSettings Over(RuleTestSettings outer) => new()
    {
        Matching = Matching ?? outer.Matching,
        Strict = Strict ?? outer.Strict,
        LeastPriority = LeastPriority ?? outer.LeastPriority,
        Selection = Selection ?? outer.Selection,
        Additions = Additions ?? outer.Additions,
        Key = $"{outer.Key}\n{Key}",
    };

    /// <summary>The options of a run with these settings.</summary>
    /// <param name="configured">As configured.</param>
    public RuleSetOptions Apply(RuleSetOptions configured) => configured with
    {
        Matching = Matching ?? configured.Matching,
        Strict = Strict ?? configured.Strict,
        LeastPriority = LeastPriority ?? configured.LeastPriority,
        Selection = Selection ?? configured.Selection,
        Additions = Additions ?? configured.Additions,
    };
}
