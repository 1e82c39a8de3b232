using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// Rewrites a bound condition into an equal one that is cheaper to judge: negations at the leaves, constants folded,
/// checks on one value joined, those first that decide cheaply. Conditions have no effects, so that order is free.
/// </summary>
internal static class Simplify
{
    /// <summary>Simplifies for any event.</summary>
    /// <param name="node">The condition.</param>
    public static BoundNode ForAnyEvent(BoundNode node) => Visit(node, isNegated: false, null);

    /// <summary>Simplifies for one event type, whose checks on the event type have a known answer.</summary>
    /// <param name="node">The condition.</param>
    /// <param name="type">The type.</param>
    public static BoundNode For(BoundNode node, EventType type) => Visit(node, isNegated: false, type);

    /// <summary>How dear a node is to judge.</summary>
    /// <param name="node">The node.</param>
    public static int Cost(BoundNode node) => node switch
    {
        BoundGroup group => group.Children.Sum(Cost),
        BoundNot not => Cost(not.Child),
        BoundCheck check => check.Predicate.Cost + ReadCost(check.Field),
        BoundComparison comparison => 5 + ReadCost(comparison.Left) + ReadCost(comparison.Right),
        _ => 1,
    };

    private static int ReadCost(Field field)
    {
        bool isTransformed = field.Name.Contains('(');
        return (field.Shape == FieldShape.Single ? 1 : 8) + (field.Type.IsText() ? 2 : 0) + (isTransformed ? 20 : 0);
    }

    private static BoundNode Visit(BoundNode node, bool isNegated, EventType? type)
    {
        switch (node)
        {
            case BoundConstant constant:
                return new BoundConstant(constant.Value != isNegated);
            case BoundNot not:
                return Visit(not.Child, !isNegated, type);
            case BoundTypeCheck check:
                var types = isNegated ? check.Types.Inverted() : check.Types;
                return type is { } known ? new BoundConstant(types.Contains(known))
                    : types.IsAll ? new BoundConstant(true)
                    : new BoundTypeCheck(types);
            case BoundCheck check:
                return Folded(isNegated ? Negate(check) : check);
            case BoundComparison comparison:
                return comparison with { IsNegated = comparison.IsNegated != isNegated };
            case BoundGroup group:
                bool isOr = group.Connective == Connective.Or != isNegated;
                return Group(
                    isOr ? Connective.Or : Connective.And, group.Children.Select(c => Visit(c, isNegated, type)));
            default:
                throw new System.Diagnostics.UnreachableException($"no rule for {node.GetType().Name}");
        }
    }

    // `not x in ()` holds whether the value is there or not.
    private static BoundNode Folded(BoundCheck check) =>
        check is { Quantifier: Quantifier.One, Predicate: ConstantPredicate constant }
            && constant.Answer == check.WhenMissing
            ? new BoundConstant(constant.Answer)
            : check;

    /// <summary>The opposite of a check holds when the value is missing, and when it is there and fails.</summary>
    /// <param name="check">The check.</param>
    public static BoundCheck Negate(BoundCheck check)
    {
        bool whenMissing = !check.WhenMissing;
        return check.Quantifier switch
        {
            Quantifier.One => check with { Predicate = NotPredicate.Of(check.Predicate), WhenMissing = whenMissing },

            // Not every one passes: at least one fails. None and all are each other's opposite likewise.
            Quantifier.All => check with
            {
                Quantifier = Quantifier.Any,
                Predicate = NotPredicate.Of(check.Predicate),
                WhenMissing = whenMissing,
            },
            Quantifier.Any => check with
            {
                Quantifier = Quantifier.All,
                Predicate = NotPredicate.Of(check.Predicate),
                WhenMissing = whenMissing,
            },
            _ => check with { Quantifier = Quantifier.Any, WhenMissing = whenMissing },
        };
    }

    private static BoundNode Group(Connective connective, IEnumerable<BoundNode> nodes)
    {
        bool decisive = connective == Connective.Or;
        var children = new List<BoundNode>();
        var pending = new Stack<BoundNode>(nodes.Reverse());
        while (pending.TryPop(out var node))
        {
            switch (node)
            {
                case BoundConstant constant when constant.Value == decisive:
                    return constant;
                case BoundConstant:
                    break;
                case BoundGroup group when group.Connective == connective:
                    foreach (var child in group.Children.Reverse())
                    {
                        pending.Push(child);
                    }

                    break;
                default:
                    children.Add(node);
                    break;
            }
        }

        var joined = Join(connective, children);
        if (connective == Connective.Or && joined.Count > 1 && Factored(joined) is { } factored)
        {
            return factored;
        }

        return joined.Count switch
        {
            0 => new BoundConstant(!decisive),
            1 => joined[0],
            _ => new BoundGroup(connective, [.. joined.OrderBy(node => Prospect.Of(node).Rank(connective))]),
        };
    }

    /// <summary>
    /// What all branches ask is asked once: <c>(a and b) or (a and c)</c> is <c>a and (b or c)</c>. Null when there is
    /// no such check.
    /// </summary>
    private static BoundNode? Factored(List<BoundNode> branches)
    {
        var first = Parts(branches[0]);
        List<BoundNode> common = [.. first.Where(part =>
            branches.Skip(1).All(branch => Parts(branch).Contains(part, SameNode.Comparer)))];
        if (common.Count == 0)
        {
            return null;
        }

        var rests = branches.Select(branch => Group(
            Connective.And, Parts(branch).Where(part => !common.Contains(part, SameNode.Comparer))));
        return Group(Connective.And, [.. common, Group(Connective.Or, rests)]);
    }

    private static IReadOnlyList<BoundNode> Parts(BoundNode node) =>
        node is BoundGroup { Connective: Connective.And } group ? group.Children : [node];

    /// <summary>Joins checks on one value, so that it is read once and asked as few questions as possible.</summary>
    private static List<BoundNode> Join(Connective connective, List<BoundNode> nodes)
    {
        var joined = new List<BoundNode>();
        var questions = new Dictionary<(Field Field, bool WhenMissing), List<Predicate>>();
        foreach (var node in nodes)
        {
            if (node is not BoundCheck { Quantifier: Quantifier.One } check)
            {
                joined.Add(node);
                continue;
            }

            var key = (check.Field, check.WhenMissing);
            if (!questions.TryGetValue(key, out var predicates))
            {
                predicates = [];
                questions.Add(key, predicates);
            }

            predicates.Add(check.Predicate);
        }

        foreach (var (key, predicates) in questions)
        {
            var all = GroupPredicate.Of(connective, predicates);
            joined.Add(new BoundCheck(key.Field, Quantifier.One, all, key.WhenMissing));
        }

        return joined;
    }
}
