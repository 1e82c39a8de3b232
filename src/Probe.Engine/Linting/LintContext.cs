using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Linting.Logic;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Collecting;

namespace KosmosProbe.Engine.Linting;

/// <summary>What checks look at, and where they tell what they find.</summary>
internal sealed class LintContext
{
    private readonly List<Finding> _findings = [];
    private readonly HashSet<(string Id, FileSpan Span)> _told = [];
    private LintCheck? _current;

    /// <summary>The enabled rules, in order of evaluation.</summary>
    public required IReadOnlyList<LintedRule> Rules { get; init; }

    /// <summary>Where parts of conditions stand.</summary>
    public required Places Places { get; init; }

    /// <summary>Which name was defined first where.</summary>
    public required DefinitionOrder Order { get; init; }

    /// <summary>The comments that allow findings.</summary>
    public required Allowances Allowances { get; init; }

    /// <summary>The macros by name.</summary>
    public required IReadOnlyDictionary<string, Macro> Macros { get; init; }

    /// <summary>The lists by name.</summary>
    public required IReadOnlyDictionary<string, NamedList> Lists { get; init; }

    /// <summary>The fields there are.</summary>
    public required FieldTable Fields { get; init; }

    /// <summary>How rules are understood.</summary>
    public required RuleSetOptions Options { get; init; }

    /// <summary>What was found so far and is not allowed.</summary>
    public IEnumerable<Finding> Findings => _findings;

    /// <summary>Runs one check.</summary>
    /// <param name="check">The check.</param>
    public void Run(LintCheck check)
    {
        _current = check;
        check.Run(this);
        _current = null;
    }

    /// <summary>The place of a part of a rule's formula; the rule's name for what the engine put there.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="part">The part.</param>
    public Place PlaceOf(LintedRule rule, Formula part) =>
        part.Origin is { } origin ? Places.Of(rule, origin.Span) : PlaceOf(rule);

    /// <summary>The place of a rule's name.</summary>
    /// <param name="rule">The rule.</param>
    public static Place PlaceOf(LintedRule rule) => new(rule.Rule.Span, [$"rule \"{rule.Rule.Name}\""]);

    /// <summary>The place of a rule's whole condition, as written.</summary>
    /// <param name="rule">The rule.</param>
    public Place ConditionOf(LintedRule rule) => Places.Of(rule, rule.Written.Span);

    /// <summary>The place where a rule's condition names a macro; all of it when another macro does.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="macro">The macro's name.</param>
    public Place PlaceOfMacro(LintedRule rule, string macro) =>
        Find(rule.Written, macro) is { } found ? PlaceOf(rule, found) : ConditionOf(rule);

    /// <summary>The place of a part of a rule's condition.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="part">The part.</param>
    public Place PlaceOf(LintedRule rule, SyntaxNode part) => part is LiteralSyntax value
        ? Places.Of(rule, value)
        : Places.Of(rule, part.Span);

    private static MacroSyntax? Find(ConditionSyntax condition, string macro) => condition switch
    {
        MacroSyntax named => named.Name == macro ? named : null,
        NotSyntax not => Find(not.Child, macro),
        GroupSyntax group => group.Children.Select(child => Find(child, macro)).OfType<MacroSyntax>().FirstOrDefault(),
        _ => null,
    };

    /// <summary>
    /// Tells a finding, once for each place however many rules share it, unless a comment allows it.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="place">Where.</param>
    /// <param name="why">What is so and what follows from it.</param>
    /// <param name="fix">What to write instead.</param>
    /// <param name="severity">How much it matters; null: as the check's row says.</param>
    /// <returns>Whether it was told.</returns>
    public bool Tell(LintedRule? rule, Place place, string why, string fix, Severity? severity = null)
    {
        string id = _current!.Id;
        bool isAllowed = Allowances.Allow(id, place.Span) || (rule is not null && Allowances.Allow(id, rule.Rule.Span));
        if (isAllowed || !_told.Add((id, place.Span)))
        {
            return false;
        }

        _findings.Add(new Finding
        {
            Id = id,
            Severity = severity ?? _current.Severity,
            Span = place.Span,
            Rule = rule?.Rule.Name ?? string.Empty,
            Why = why,
            Fix = fix,
            Within = place.Within,
        });
        return true;
    }
}
