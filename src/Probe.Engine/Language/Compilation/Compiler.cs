using System.Linq.Expressions;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language.Binding;

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
    /// <param name="firstMatchOnly">Stop at the first that holds.</param>
    public static Judge CompileJudge(
        EventType type, IReadOnlyList<BoundNode> conditions, IReadOnlyList<int> rules, bool firstMatchOnly)
    {
        var parts = new List<Judge>();
        var gathered = new List<(BoundNode Condition, int Rule)>();
        int checks = 0;
        for (int i = 0; i < conditions.Count; i++)
        {
            var condition = Simplify.For(conditions[i], type);
            int count = CountChecks(condition);
            if (gathered.Count > 0 && checks + count > ChecksPerLambdaMax)
            {
                parts.Add(CompilePart(gathered, firstMatchOnly));
                gathered.Clear();
                checks = 0;
            }

            // A rule that cannot hold for this type costs nothing.
            if (condition is not BoundConstant { Value: false })
            {
                gathered.Add((condition, rules[i]));
                checks += count;
            }
        }

        if (gathered.Count > 0)
        {
            parts.Add(CompilePart(gathered, firstMatchOnly));
        }

        return parts.Count == 1 ? parts[0] : new JudgeSequence([.. parts], firstMatchOnly).Judge;
    }

    private static Judge CompilePart(List<(BoundNode Condition, int Rule)> rules, bool firstMatchOnly)
    {
        var emitter = new Emitter();
        var matches = Expression.Parameter(typeof(RuleMatches), "matches");
        var add = typeof(RuleMatches).GetMethod(nameof(RuleMatches.Add))!;
        var end = Expression.Label();
        var statements = new List<Expression>();
        foreach (var (condition, rule) in rules)
        {
            Expression found = Expression.Call(matches, add, Expression.Constant(rule));
            statements.Add(Expression.IfThen(
                emitter.Emit(condition),
                firstMatchOnly ? Expression.Block(found, Expression.Return(end)) : found));
        }

        statements.Add(Expression.Label(end));
        return Expression.Lambda<Judge>(emitter.Body(statements), emitter.Context, matches).Compile();
    }

    private static int CountChecks(BoundNode node) => node switch
    {
        BoundGroup group => group.Children.Sum(CountChecks),
        BoundCheck check => CountQuestions(check.Predicate),
        _ => 1,
    };

    private static int CountQuestions(Predicate predicate) =>
        predicate is GroupPredicate group ? group.Children.Sum(CountQuestions) : 1;
}
