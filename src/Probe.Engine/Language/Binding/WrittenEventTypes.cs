using System.Globalization;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// The events that a condition can hold for, as Falco reckons: from what is written, before anything is bound. Names of
/// event types restrict it, and so do checks on <c>evt.num</c> that are always or never true, as it counts from 1;
/// every other check holds for any event, negated or not.
/// </summary>
internal static class WrittenEventTypes
{
    /// <summary>The events of a condition.</summary>
    /// <param name="condition">Without names of macros and lists.</param>
    public static EventTypeSet Of(ConditionSyntax condition) => Of(condition, isNegated: false);

    private static EventTypeSet Of(ConditionSyntax node, bool isNegated)
    {
        switch (node)
        {
            case NotSyntax not:
                return Of(not.Child, !isNegated);
            case GroupSyntax group:
                bool isUnion = group.Connective == Connective.Or != isNegated;
                return group.Children.Select(child => Of(child, isNegated))
                    .Aggregate((left, right) => isUnion ? left.Or(right) : left.And(right));
            case CheckSyntax check when EventTypeChecks.Named(check) is { } named:
                return isNegated ? named.Inverted() : named;
            case CheckSyntax { Left: FieldSyntax { Name: "evt.num", Argument: null } } check
                when Certainty(check) is { } answer:
                return answer != isNegated ? EventTypeSet.All : EventTypeSet.Empty;
            default:
                return EventTypeSet.All;
        }
    }

    /// <summary>The answer that all numbers from 1 on give alike; null when they do not.</summary>
    private static bool? Certainty(CheckSyntax check)
    {
        if (check.Right is ListSyntax list)
        {
            bool isNever = check is { Operator.Spelling: "in", Modifier: null } && list.Items.All(IsZero);
            return isNever ? false : null;
        }

        return (check.Operator.Spelling, check.Right is null ? null : Number(check.Right)) switch
        {
            ("=" or "==", 0) => false,
            ("!=", 0) => true,
            ("<", 0 or 1) => false,
            ("<=", 0) => false,
            (">", 0) => true,
            (">=", 0 or 1) => true,
            _ => null,
        };
    }

    private static bool IsZero(OperandSyntax item) => Number(item) == 0;

    // What is not all digits either fails to bind or, with a sign, wraps to a great number.
    private static ulong? Number(OperandSyntax operand) =>
        operand is LiteralSyntax literal
        && ulong.TryParse(literal.Token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : null;
}
