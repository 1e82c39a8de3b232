using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Linting.Logic;

/// <summary>
/// A condition made for reasoning: negations stand at the leaves, and every leaf asks one plain question of one field.
/// Immutable.
/// </summary>
internal abstract record Formula
{
    /// <summary>True whatever the event.</summary>
    public static readonly Formula True = new Truth(true);

    /// <summary>False whatever the event.</summary>
    public static readonly Formula False = new Truth(false);

    /// <summary>The place in the condition that says it; null for what the engine adds.</summary>
    public ConditionSyntax? Origin { get; init; }

    /// <summary>The opposite.</summary>
    public Formula Negated() => this switch
    {
        Truth truth => truth.Value ? False : True,
        Literal literal => literal with { IsNegated = !literal.IsNegated },
        Junction junction => junction with
        {
            Connective = junction.Connective == Connective.And ? Connective.Or : Connective.And,
            Parts = [.. junction.Parts.Select(part => part.Negated())],
        },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What the formula asks about.</summary>
    public IEnumerable<string> Subjects() => this switch
    {
        Literal literal => [literal.Subject],
        Junction junction => junction.Parts.SelectMany(part => part.Subjects()),
        _ => [],
    };

    /// <summary>All or any of several, folded: no truth among the parts, no group of the same kind.</summary>
    /// <param name="connective">All or any.</param>
    /// <param name="parts">The several.</param>
    /// <param name="origin">The place that joins them.</param>
    public static Formula Join(Connective connective, IEnumerable<Formula> parts, ConditionSyntax? origin = null)
    {
        bool decisive = connective == Connective.Or;
        var kept = new List<Formula>();
        foreach (var part in parts.SelectMany(part =>
            part is Junction junction && junction.Connective == connective ? junction.Parts : [part]))
        {
            if (part is not Truth truth)
            {
                kept.Add(part);
            }
            else if (truth.Value == decisive)
            {
                return decisive ? True : False;
            }
        }

        return kept.Count switch
        {
            0 => decisive ? False : True,
            1 => kept[0],
            _ => new Junction(connective, kept) { Origin = origin },
        };
    }
}

/// <summary>A known answer.</summary>
/// <param name="Value">The answer.</param>
internal sealed record Truth(bool Value) : Formula;

/// <summary>A question or its opposite.</summary>
/// <param name="Atom">A check with a plain predicate, a comparison of fields, or a check on the event type.</param>
/// <param name="IsNegated">The opposite: it holds as well when the field is missing.</param>
internal sealed record Literal(BoundNode Atom, bool IsNegated) : Formula
{
    /// <summary>What the question is about; checks with the same subject can contradict each other.</summary>
    public string Subject { get; } = Atom switch
    {
        BoundCheck { Quantifier: Quantifier.One } check => Sight(check.Field.Name),
        BoundCheck check => $"each {check.Field.Name}",
        BoundComparison comparison =>
            $"{comparison.Left.Name} {comparison.Operator.Spelling} {comparison.Right.Name}",
        _ => "evt.type",
    };

    // One address under two names.
    private static string Sight(string field) => field switch
    {
        "fd.snet" => "fd.sip",
        "fd.cnet" => "fd.cip",
        "fd.lnet" => "fd.lip",
        "fd.rnet" => "fd.rip",
        _ => field,
    };

    /// <summary>The check; null when the question is another.</summary>
    public BoundCheck? Check => Atom as BoundCheck;
}

/// <summary>All or any of several.</summary>
/// <param name="Connective">All or any.</param>
/// <param name="Parts">The several.</param>
internal sealed record Junction(Connective Connective, IReadOnlyList<Formula> Parts) : Formula;
