using System.Linq.Expressions;
using System.Reflection;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>Turns bound conditions into delegates: simplify, emit, compile. Runs once, when rules are loaded.</summary>
internal static class Compiler
{
    /// <summary>
    /// A check is three or four basic blocks and some 60 bytes of IL; the JIT stops optimising above 2,000 blocks or
    /// 60,000 bytes. Rules are gathered into one lambda until it has this many checks.
    /// </summary>
    private const int ChecksPerLambdaMax = 400;

    /// <summary>One condition.</summary>
    /// <param name="condition">Bound.</param>
    public static Condition Compile(BoundNode condition)
    {
        var emitter = new Emitter();
        var body = emitter.Emit(Simplify.ForAnyEvent(condition));
        return Expression.Lambda<Condition>(emitter.Body(body), emitter.Context).Compile();
    }

    /// <summary>All conditions filed under one event type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="conditions">In order of evaluation.</param>
    /// <param name="rules">The rules' numbers, beside the conditions.</param>
    /// <param name="firstMatchOnly">Tell the first that holds.</param>
    public static Judge CompileJudge(
        EventType type, IReadOnlyList<BoundNode> conditions, IReadOnlyList<int> rules, bool firstMatchOnly)
    {
        // A rule that cannot hold for this type costs nothing.
        var filed = conditions.Select((condition, i) => FiledRule.Of(Simplify.For(condition, type), rules[i]))
            .OfType<FiledRule>()
            .ToList();
        int[] places = new int[rules.Count == 0 ? 0 : rules.Max() + 1];
        for (int i = 0; i < rules.Count; i++) places[rules[i]] = i;

        var parts = Split(RuleTree.Of(filed)).Select(part => CompilePart(part, places, firstMatchOnly)).ToArray();
        return parts.Length == 1 ? parts[0] : new JudgeSequence(parts).Judge;
    }

    // Rules that share checks are neighbours in the tree, so most of them stay together.
    private static List<List<RuleNode>> Split(List<RuleNode> tree)
    {
        var parts = new List<List<FiledRule>>();
        int checks = 0;
        foreach (var leaf in RuleTree.Leaves(tree))
        {
            int count = leaf.Checks.Sum(CountChecks);
            if (parts.Count == 0 || checks + count > ChecksPerLambdaMax)
            {
                parts.Add([]);
                checks = 0;
            }

            parts[^1].Add(leaf.Filed);
            checks += count;
        }

        return parts.Count == 1 ? [tree] : [.. parts.Select(RuleTree.Of)];
    }

    private static Judge CompilePart(List<RuleNode> rules, int[] places, bool firstMatchOnly)
    {
        var emitter = new Emitter();
        var matches = Expression.Parameter(typeof(RuleMatches), "matches");
        var statements = rules.Select(node => Emit(node, emitter, matches)).ToList();

        // The tree's order is not that of evaluation.
        string end = firstMatchOnly ? nameof(RuleMatches.KeepFirstOf) : nameof(RuleMatches.PutInOrder);
        var method = typeof(RuleMatches).GetMethod(end, BindingFlags.Instance | BindingFlags.NonPublic)!;
        statements.Add(Expression.Call(matches, method, Expression.Constant(places)));
        return Expression.Lambda<Judge>(emitter.Body(statements), emitter.Context, matches).Compile();
    }

    private static Expression Emit(RuleNode node, Emitter emitter, Expression matches) => node switch
    {
        RuleGuard guard => Expression.IfThen(
            emitter.Emit(guard.Guard), Expression.Block(guard.Nodes.Select(inner => Emit(inner, emitter, matches)))),
        RuleLeaf { Checks.Count: 0 } leaf => Add(leaf, matches),
        RuleLeaf leaf => Expression.IfThen(
            Junction.Of(Connective.And, [.. leaf.Checks.Select(emitter.Emit)]), Add(leaf, matches)),
        _ => throw new System.Diagnostics.UnreachableException($"no code for {node.GetType().Name}"),
    };

    private static MethodCallExpression Add(RuleLeaf leaf, Expression matches) => Expression.Call(
        matches, typeof(RuleMatches).GetMethod(nameof(RuleMatches.Add))!, Expression.Constant(leaf.Filed.Rule));

    private static int CountChecks(BoundNode node) => node switch
    {
        BoundGroup group => group.Children.Sum(CountChecks),
        BoundCheck check => CountQuestions(check.Predicate),
        _ => 1,
    };

    private static int CountQuestions(Predicate predicate) =>
        predicate is GroupPredicate group ? group.Children.Sum(CountQuestions) : 1;
}
