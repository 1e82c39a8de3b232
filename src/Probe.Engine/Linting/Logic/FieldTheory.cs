using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Engine.Linting.Logic;

/// <summary>
/// Whether several questions about one subject can have the answers they are said to have. A missing value answers
/// every question with no, so that only a yes says anything about the value. Says no only where it is certain.
/// </summary>
internal static class FieldTheory
{
    /// <summary>False only when the literals cannot hold together.</summary>
    /// <param name="literals">Literals about one subject, at least one.</param>
    public static bool MayHold(IReadOnlyList<Literal> literals)
    {
        if (!literals.Any(literal => !literal.IsNegated))
        {
            return true;
        }

        if (literals[0].Atom is not BoundCheck { Field: var field } check)
        {
            return literals[0].Atom is BoundTypeCheck || literals.All(literal => !literal.IsNegated);
        }

        return check.Quantifier == Quantifier.One
            ? MayHold(field, Predicates(literals, isNegated: false), Predicates(literals, isNegated: true))
            : MayHoldForSome(field, literals);
    }

    private static List<Predicate> Predicates(IEnumerable<Literal> literals, bool isNegated) =>
        [.. literals.Where(literal => literal.IsNegated == isNegated).Select(literal => literal.Check!.Predicate)];

    private static bool MayHold(Field field, List<Predicate> passed, List<Predicate> failed)
    {
        if (field.Type.IsText())
        {
            return TextTheory.MayHold(field, passed, failed);
        }

        if (NumberTheory.Domain(field.Type) is not { } values)
        {
            return !passed.Any(failed.Contains);
        }

        // Events are counted from 1; `evt.num = 0` is how authors write "never".
        values = field.Name == "evt.num" ? values.And(AboveZero) : values;
        foreach (var predicate in passed)
        {
            values = NumberTheory.Satisfying(field.Type, predicate) is { } set ? values.And(set) : values;
        }

        foreach (var predicate in failed)
        {
            values = NumberTheory.Satisfying(field.Type, predicate) is { } set ? values.And(set.Inverted()) : values;
        }

        return !values.IsEmpty && !passed.Any(failed.Contains);
    }

    private static Intervals AboveZero => Intervals.Of([(1, UInt128.MaxValue)]);

    // Of a field with several values each question may be about another value: pairs are compared, not all at once.
    private static bool MayHoldForSome(Field field, IReadOnlyList<Literal> literals)
    {
        List<BoundCheck> yes = [.. literals.Where(literal => !literal.IsNegated).Select(literal => literal.Check!)];
        List<BoundCheck> no = [.. literals.Where(literal => literal.IsNegated).Select(literal => literal.Check!)];
        foreach (var check in yes)
        {
            bool isNever = check.Quantifier == Quantifier.Any && !MayHold(field, [check.Predicate], []);
            bool isDenied = no.Exists(other => Implies(field, check, other));
            bool isExcluded = check.Quantifier == Quantifier.None && yes.Exists(other =>
                other.Quantifier == Quantifier.Any && Implies(field, other.Predicate, check.Predicate));
            if (isNever || isDenied || isExcluded)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Implies(Field field, BoundCheck check, BoundCheck other) => check.Quantifier == other.Quantifier
        && (check.Quantifier == Quantifier.None
            ? Implies(field, other.Predicate, check.Predicate)
            : Implies(field, check.Predicate, other.Predicate));

    private static bool Implies(Field field, Predicate predicate, Predicate other) =>
        ReferenceEquals(predicate, other)
        || (IsPlain(predicate) && IsPlain(other) && !MayHold(field, [predicate], [other]));

    private static bool IsPlain(Predicate predicate) => predicate is not (NotPredicate or GroupPredicate);
}
