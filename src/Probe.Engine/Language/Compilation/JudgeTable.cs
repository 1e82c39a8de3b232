using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// Files conditions under the event types they can hold for and compiles one judge per type. Types whose conditions are
/// the same once checks on the type are answered share a judge (open, openat and creat mostly do), and the judges are
/// compiled side by side: compiling is most of what loading rules costs.
/// </summary>
/// <param name="conditions">In order of evaluation.</param>
/// <param name="rules">The rules' numbers, beside the conditions.</param>
/// <param name="firstMatchOnly">Tell the first that holds.</param>
internal sealed class JudgeTable(
    IReadOnlyList<BoundCondition> conditions, IReadOnlyList<int> rules, bool firstMatchOnly)
{
    private readonly List<List<BoundTypeCheck>> _checks =
        [.. conditions.Select(static condition => TypeChecks(condition.Root).ToList())];

    /// <summary>The judges, by event type; a type for which no condition can hold has none.</summary>
    /// <param name="types">The event types there are.</param>
    /// <param name="threads">That compile, at most.</param>
    public Dictionary<EventType, Judge> Compile(IReadOnlyList<EventType> types, int threads)
    {
        var groups = types
            .Where(type => conditions.Any(condition => condition.EventTypes.Contains(type)))
            .GroupBy(Answers)
            .Select(group => group.ToList())
            .ToList();

        var judges = new Judge[groups.Count];
        Parallel.For(0, groups.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
            judges[i] = Compile(groups[i][0])!);

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

    /// <summary>The judge of one type; null when no condition can hold for it.</summary>
    /// <param name="type">The type.</param>
    public Judge? Compile(EventType type)
    {
        var filed = Enumerable.Range(0, conditions.Count)
            .Where(c => conditions[c].EventTypes.Contains(type))
            .ToList();
        return filed.Count == 0
            ? null
            : Compiler.CompileJudge(
                type, [.. filed.Select(c => conditions[c].Root)], [.. filed.Select(c => rules[c])], firstMatchOnly);
    }

    /// <summary>
    /// What an event type answers to every check on the type, as text: types of the same answers have the same judge.
    /// Nothing else in a condition depends on the type before an event is there.
    /// </summary>
    /// <param name="type">The type.</param>
    public string Answers(EventType type)
    {
        var answers = new StringBuilder();
        for (int i = 0; i < conditions.Count; i++)
        {
            bool isFiled = conditions[i].EventTypes.Contains(type);
            answers.Append(isFiled ? '+' : '-');
            if (isFiled)
            {
                _checks[i].ForEach(check => answers.Append(check.Types.Contains(type) ? '1' : '0'));
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
