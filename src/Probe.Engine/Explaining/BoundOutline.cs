using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Explaining;

/// <summary>
/// The outline of a bound condition, in the order in which it is judged. Every check is written in the language's
/// syntax and means what stands there, a missing value included.
/// </summary>
internal static class BoundOutline
{
    private const string Never = "never";
    private const string Always = "always";

    /// <summary>The outline.</summary>
    /// <param name="node">Simplified, so that only checks are negated.</param>
    public static ConditionTree Of(BoundNode node) => node switch
    {
        BoundConstant constant => new ConditionTree(constant.Value ? Always : Never),
        BoundTypeCheck check => Types(check.Types),
        BoundGroup group => Group(group.Connective, group.Children.Select(Of)),
        BoundNot not => new ConditionTree("not") { Parts = [Of(not.Child)] },
        BoundComparison comparison => Comparison(comparison),
        _ => Check((BoundCheck)node),
    };

    private static ConditionTree Group(Connective connective, IEnumerable<ConditionTree> parts) =>
        new(connective == Connective.And ? "all of" : "any of") { Parts = [.. parts] };

    private static ConditionTree Types(EventTypeSet types)
    {
        if (types.IsAll)
        {
            return new ConditionTree("evt.type exists") { Lifetime = FieldLifetime.Event };
        }

        var named = types.IsComplement ? types.Inverted() : types;
        var names = Enumerable.Range(0, EventTable.NamesCount).Where(named.ContainsName).Select(EventTable.Name);
        return new ConditionTree(types.IsComplement ? "not evt.type in" : "evt.type in")
        {
            Values = [.. names],
            Lifetime = FieldLifetime.Event,
        };
    }

    private static ConditionTree Comparison(BoundComparison comparison)
    {
        bool isPlain = !comparison.Right.Name.Contains('(', StringComparison.Ordinal);
        string right = isPlain ? $"val({comparison.Right.Name})" : comparison.Right.Name;
        string not = comparison.IsNegated ? "not " : string.Empty;
        return new ConditionTree($"{not}{comparison.Left.Name} {comparison.Operator.Spelling} {right}")
        {
            Lifetime = comparison.Left.Lifetime > comparison.Right.Lifetime
                ? comparison.Left.Lifetime
                : comparison.Right.Lifetime,
        };
    }

    private static ConditionTree Check(BoundCheck check)
    {
        // Several questions about one value, which is read once: as many checks.
        if (check.Predicate is GroupPredicate group && check.Quantifier == Quantifier.One)
        {
            return Group(group.Connective, group.Children.Select(one => Check(check with { Predicate = one })));
        }

        return Leaf(check) with { Lifetime = check.Field.Lifetime };
    }

    private static ConditionTree Leaf(BoundCheck check)
    {
        if (check is { WhenMissing: true, Predicate: ConstantPredicate { Answer: true } })
        {
            return new ConditionTree(Always);
        }

        // What holds when the value is missing is the negation of what does not.
        if (check.WhenMissing)
        {
            var opposite = Leaf(Simplify.Negate(check));
            return opposite.Parts.Count == 0
                ? opposite with { Text = $"not {opposite.Text}" }
                : new ConditionTree("not") { Parts = [opposite] };
        }

        var predicate = check.Predicate;
        bool isNegated = predicate is NotPredicate || check.Quantifier == Quantifier.None;
        var asked = predicate is NotPredicate not ? not.Inner : predicate;
        if (PredicateText.Of(asked, check.Field) is not { } text)
        {
            return Several(check);
        }

        if (!isNegated)
        {
            string spelling = IsAnyOfList(check) && text.Operator == "in" ? "intersects" : text.Operator;
            return Written(check.Field, spelling, text.Values);
        }

        if (text.IsEquality && check.Quantifier != Quantifier.All)
        {
            return Written(check.Field, "!=", text.Values);
        }

        // All fail, where there is a list, is the opposite of any that passes; one fails, of all that pass.
        string positive = check is { Field.Shape: FieldShape.List, Quantifier: Quantifier.All } && text.Operator == "in"
            ? "intersects"
            : text.Operator;
        var inner = Written(check.Field, positive, text.Values);
        return Group(
            Connective.And,
            [new ConditionTree($"{check.Field.Name} exists"), inner with { Text = $"not {inner.Text}" }]);
    }

    // Questions that no operator asks at once: several about each of many values, or exactly one of unlike ones.
    private static ConditionTree Several(BoundCheck check)
    {
        var (word, children) = check.Predicate switch
        {
            GroupPredicate group => (group.Connective == Connective.And ? "all of" : "any of", group.Children),
            ExactlyOnePredicate one => ("exactly one of", one.Children),
            NotPredicate { Inner: ExactlyOnePredicate one } => ("none or several of", one.Children),
            NotPredicate { Inner: GroupPredicate group } =>
                (group.Connective == Connective.And ? "not all of" : "none of", group.Children),
            _ => throw new System.Diagnostics.UnreachableException($"no words for {check.Predicate.GetType().Name}"),
        };
        string whose = check.Quantifier switch
        {
            Quantifier.One => string.Empty,
            Quantifier.Any => $", for any value of {check.Field.Name}",
            Quantifier.All => $", for every value of {check.Field.Name}",
            _ => $", for no value of {check.Field.Name}",
        };
        var each = check with { Quantifier = Quantifier.One };
        return new ConditionTree(word + whose)
        {
            Parts = [.. children.Select(one => Check(each with { Predicate = one }))],
        };
    }

    private static bool IsAnyOfList(BoundCheck check) =>
        check is { Field.Shape: FieldShape.List, Quantifier: Quantifier.Any };

    private static ConditionTree Written(Field field, string spelling, IReadOnlyList<string>? values)
    {
        // What takes one value stands without parentheses, what takes a list has them.
        bool isList = spelling is "in" or "intersects" or "pmatch" || spelling.Contains(' ', StringComparison.Ordinal);
        string text = $"{field.Name} {spelling}";
        return values is null ? new ConditionTree(text)
            : isList ? new ConditionTree(text) { Values = values }
            : new ConditionTree($"{text} {values[0]}");
    }
}
