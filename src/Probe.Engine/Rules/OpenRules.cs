using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;

namespace KosmosProbe.Engine.Rules;

/// <summary>
/// The rules whose conditions read what a container runtime tells, as they are while it has not told yet: could one
/// still hold? Only the first moments of a container ask, so they are compiled beside everything else once somebody
/// does; until they are there every event that such a rule could be about is taken for one.
/// </summary>
internal sealed class OpenRules
{
    private readonly bool[] _mayBeAbout = new bool[EventTable.TypesCount];
    private readonly Lazy<Task> _compiling;
    private volatile Judge?[]? _judges;

    /// <summary>Compiles nothing yet.</summary>
    /// <param name="active">The rules in force.</param>
    /// <param name="threads">As <see cref="RuleSetOptions.CompilingThreads"/>.</param>
    public OpenRules(IReadOnlyList<CompiledRule> active, int threads)
    {
        var open = active.Select(rule => rule.Condition.While(ContainerReaders.IsTold))
            .OfType<BoundCondition>()
            .ToList();
        foreach (var type in EventTable.Types)
        {
            _mayBeAbout[(int)type] = open.Exists(condition => condition.EventTypes.Contains(type));
        }

        _compiling = new Lazy<Task>(() => Task.Run(() => { _judges = Compile(open, threads); }));
    }

    /// <summary>Begins to compile the rules if nobody has; ends when they are compiled.</summary>
    public Task Compiled => _compiling.Value;

    /// <summary>Whether any rule could hold, whatever will be told.</summary>
    /// <param name="context">An event in a container that has not been described yet.</param>
    /// <param name="matches">Overwritten.</param>
    public bool MayHold(in EventContext context, RuleMatches matches)
    {
        int type = (int)context.Event.Type;
        if (!_mayBeAbout[type]) return false;
        if (_judges is not { } judges)
        {
            _ = Compiled;
            return true;
        }

        matches.Clear();
        judges[type]?.Invoke(context, matches);
        return matches.Count > 0;
    }

    private static Judge?[] Compile(List<BoundCondition> conditions, int threads)
    {
        var table = new Judge?[EventTable.TypesCount];
        int[] numbers = [.. Enumerable.Range(0, conditions.Count)];
        var judges = ConditionLanguage.CompileJudges(
            [.. EventTable.Types], conditions, numbers, firstMatchOnly: true, threads);
        foreach (var (type, judge) in judges)
        {
            table[(int)type] = judge;
        }

        return table;
    }
}
