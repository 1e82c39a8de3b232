using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// Files conditions under the event types they can hold for and compiles one judge per type. Types whose conditions are
/// the same once checks on the type are answered share a judge (open, openat and creat mostly do), and the judges are
/// compiled side by side: compiling is most of what loading rules costs.
/// </summary>
internal static class JudgeTable
{
    /// <summary>The judges, by event type; null where no condition can hold.</summary>
    /// <param name="types">The event types there are.</param>
    /// <param name="conditions">In order of evaluation.</param>
    /// <param name="rules">The rules' numbers, beside the conditions.</param>
    /// <param name="firstMatchOnly">Stop at the first that holds.</param>
    /// <param name="threads">That compile, at most.</param>
    public static Dictionary<EventType, Judge> Compile(
        IReadOnlyList<EventType> types,
        IReadOnlyList<BoundCondition> conditions,
        IReadOnlyList<int> rules,
        bool firstMatchOnly,
        int threads)
    {
        var checks = conditions.Select(condition => TypeChecks(condition.Root).ToList()).ToList();
        var groups = types
            .Where(type => conditions.Any(condition => condition.EventTypes.Contains(type)))
            .GroupBy(type => Answers(type, conditions, checks))
            .Select(group => group.ToList())
            .ToList();

        var judges = new Judge[groups.Count];
        Parallel.For(0, groups.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            var type = groups[i][0];
            var filed = Enumerable.Range(0, conditions.Count)
                .Where(c => conditions[c].EventTypes.Contains(type))
                .ToList();
            judges[i] = Compiler.CompileJudge(
                type, [.. filed.Select(c => conditions[c].Root)], [.. filed.Select(c => rules[c])], firstMatchOnly);
        });

        var table = new Dictionary<EventType, Judge>();
        for (int i = 0; i < groups.Count; i++)
        {
            foreach (var type in groups[i])
            {
                table.Add(type, judges[i]);
            }
        }

        return table;
    }

    /// <summary>
    /// What an event type answers to every check on the type, as text. Nothing else in a condition depends on the type
    /// before an event is there.
    /// </summary>
    private static string Answers(
        EventType type, IReadOnlyList<BoundCondition> conditions, List<List<BoundTypeCheck>> checks)
    {
        var answers = new StringBuilder();
        for (int i = 0; i < conditions.Count; i++)
        {
            bool isFiled = conditions[i].EventTypes.Contains(type);
            answers.Append(isFiled ? '+' : '-');
            if (isFiled)
            {
                checks[i].ForEach(check => answers.Append(check.Types.Contains(type) ? '1' : '0'));
            }
        }

        return answers.ToString();
    }

    private static IEnumerable<BoundTypeCheck> TypeChecks(BoundNode node) => node switch
    {
        BoundTypeCheck check => [check],
        BoundGroup group => group.Children.SelectMany(TypeChecks),
        BoundNot not => TypeChecks(not.Child),
        _ => [],
    };
}
