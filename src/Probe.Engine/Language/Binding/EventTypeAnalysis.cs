using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// The events that a condition can hold for. Checks on the event type restrict it, and checks on <c>evt.num</c> that
/// are always or never true (it counts from 1); every other check holds for any event, negated or not.
/// </summary>
internal static class EventTypeAnalysis
{
    /// <summary>The events for which a node can be true.</summary>
    /// <param name="node">The node.</param>
    public static EventTypeSet Of(BoundNode node) => Of(node, isNegated: false);

    private static EventTypeSet Of(BoundNode node, bool isNegated)
    {
        switch (node)
        {
            case BoundConstant constant:
                return constant.Value != isNegated ? EventTypeSet.All : EventTypeSet.Empty;
            case BoundNot not:
                return Of(not.Child, !isNegated);
            case BoundTypeCheck check:
                return isNegated ? check.Types.Inverted() : check.Types;
            case BoundGroup group:
                bool isUnion = group.Connective == Connective.Or != isNegated;
                return group.Children.Select(child => Of(child, isNegated))
                    .Aggregate((left, right) => isUnion ? left.Or(right) : left.And(right));
            case BoundCheck { Field.Name: "evt.num" } check when Certainty(check.Predicate) is { } answer:
                return answer != isNegated ? EventTypeSet.All : EventTypeSet.Empty;
            default:
                return EventTypeSet.All;
        }
    }

    /// <summary>The answer to a question that numbers from 1 on all answer alike; null when they do not.</summary>
    private static bool? Certainty(Predicate predicate) => predicate switch
    {
        ConstantPredicate { Answer: false } => false,
        NotPredicate not => !Certainty(not.Inner),
        NumberSetPredicate set => set.Numbers.All(n => n == 0) ? false : null,
        NumberOrderPredicate { Order: ExpressionType.LessThan, Number: 0 or 1 } => false,
        NumberOrderPredicate { Order: ExpressionType.LessThanOrEqual, Number: 0 } => false,
        NumberOrderPredicate { Order: ExpressionType.GreaterThan, Number: 0 } => true,
        NumberOrderPredicate { Order: ExpressionType.GreaterThanOrEqual, Number: 0 or 1 } => true,
        _ => null,
    };
}
