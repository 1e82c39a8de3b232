using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Linting.Logic;

/// <summary>
/// Makes formulas of bound conditions. A predicate that is made of several becomes several questions of the same field,
/// which is exact for fields with one value.
/// </summary>
/// <param name="origins">Where bound nodes stand.</param>
internal sealed class FormulaBuilder(IReadOnlyDictionary<BoundNode, ConditionSyntax> origins)
{
    private static readonly Predicate Exists = new ConstantPredicate(true);

    /// <summary>A node as a formula.</summary>
    /// <param name="node">The node, not simplified.</param>
    public Formula Build(BoundNode node) => Build(node, isNegated: false, null);

    private Formula Build(BoundNode node, bool isNegated, ConditionSyntax? around)
    {
        var origin = origins.GetValueOrDefault(node) ?? around;
        switch (node)
        {
            case BoundConstant constant:
                return constant.Value != isNegated ? Formula.True : Formula.False;
            case BoundNot not:
                return Build(not.Child, !isNegated, origin);
            case BoundGroup group:
                bool isOr = group.Connective == Connective.Or != isNegated;
                return Formula.Join(
                    isOr ? Connective.Or : Connective.And,
                    group.Children.Select(child => Build(child, isNegated, origin)),
                    origin);
            case BoundCheck { Quantifier: Quantifier.One } check:
                var question = Split(check, check.Predicate, origin);
                return isNegated ? question.Negated() : question;
            default:
                return new Literal(node, isNegated) { Origin = origin };
        }
    }

    private static Formula Split(BoundCheck check, Predicate predicate, ConditionSyntax? origin)
    {
        switch (predicate)
        {
            case NotPredicate not:
                var there = new Literal(check with { Predicate = Exists }, IsNegated: false) { Origin = origin };
                return Formula.Join(Connective.And, [there, Split(check, not.Inner, origin).Negated()], origin);
            case GroupPredicate group:
                return Formula.Join(
                    group.Connective, group.Children.Select(child => Split(check, child, origin)), origin);
            default:
                return new Literal(check with { Predicate = predicate }, IsNegated: false) { Origin = origin };
        }
    }
}
