using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// What judging a node is expected to cost, and how likely it is to hold, guessed from what it asks: a text is hardly
/// ever one that a rule names, so <c>in</c> seldom holds and <c>not in</c> nearly always. Guesses decide in which order
/// checks are asked and nothing else.
/// </summary>
/// <param name="Cost">In the unit of <see cref="Simplify.Cost"/>, with what is not asked because others decide left
/// out.</param>
/// <param name="Odds">From 0, never, to 1, always; in between.</param>
internal readonly record struct Prospect(double Cost, double Odds)
{
    private const double Even = 0.5;
    private const double Rare = 0.05;
    private const double Seldom = 0.1;

    // No check is so sure that it would never be asked, or so likely that nothing else would.
    private const double Least = 0.01;

    /// <summary>What to expect of a node.</summary>
    /// <param name="node">Simplified; the children of a group in order.</param>
    public static Prospect Of(BoundNode node) => node switch
    {
        BoundConstant constant => new Prospect(0, Bounded(constant.Value ? 1 : 0)),
        BoundGroup group => OfGroup(group),
        BoundNot not => Of(not.Child).Opposite,
        BoundCheck check => new Prospect(Simplify.Cost(check), OddsOf(check)),
        _ => new Prospect(Simplify.Cost(node), Even),
    };

    /// <summary>
    /// How late it should be asked among others: what decides the whole cheaply comes first. Those of the same worth
    /// keep their order.
    /// </summary>
    /// <param name="connective">Between it and the others.</param>
    public double Rank(Connective connective) => Cost / (connective == Connective.And ? 1 - Odds : Odds);

    private Prospect Opposite => this with { Odds = 1 - Odds };

    private static Prospect OfGroup(BoundGroup group)
    {
        bool isAnd = group.Connective == Connective.And;
        double cost = 0;
        double goesOn = 1;
        foreach (var child in group.Children)
        {
            var (childCost, odds) = Of(child);
            cost += goesOn * childCost;
            goesOn *= isAnd ? odds : 1 - odds;
        }

        return new Prospect(cost, Bounded(isAnd ? goesOn : 1 - goesOn));
    }

    private static double OddsOf(BoundCheck check)
    {
        double odds = OddsOf(check.Predicate, check.Field);
        return check.Quantifier == Quantifier.None ? 1 - odds : odds;
    }

    private static double OddsOf(Predicate predicate, Field field) => predicate switch
    {
        NotPredicate not => 1 - OddsOf(not.Inner, field),
        GroupPredicate group => OddsOf(group, field),
        ConstantPredicate constant => Bounded(constant.Answer ? 1 : 0),
        TextPredicate text => OddsOf(text, field),
        AddressPredicate => Seldom,
        _ => Even,
    };

    private static double OddsOf(GroupPredicate group, Field field)
    {
        bool isAnd = group.Connective == Connective.And;
        double goesOn = 1;
        foreach (var child in group.Children)
        {
            double odds = OddsOf(child, field);
            goesOn *= isAnd ? odds : 1 - odds;
        }

        return Bounded(isAnd ? goesOn : 1 - goesOn);
    }

    // Letters and what a container is are one of few things: the host, a file.
    private static double OddsOf(TextPredicate text, Field field) => text.Test switch
    {
        TextTest.Less or TextTest.LessOrEqual or TextTest.Greater or TextTest.GreaterOrEqual => Even,
        TextTest.Equal when field.Lifetime == FieldLifetime.Container => Even,
        TextTest.Equal => text.Values.All(static value => value.Length <= 1) ? Even : Rare,
        _ => Seldom,
    };

    private static double Bounded(double odds) => Math.Clamp(odds, Least, 1 - Least);
}
