using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Rules;

/// <summary>
/// The rules that compare a file's name with exact paths, to be judged once more when a file was opened under another
/// name: as though it had been opened by such a path. Only the rules that name this very path may hold then.
/// Compiled beside the start: where the paths lead is not known before either.
/// </summary>
internal sealed class IdentityRules
{
    /// <summary>Paths that are followed at most; those of later rules are left out.</summary>
    internal const int PathsMax = 4096;

    /// <summary>The opens.</summary>
    internal static readonly EventType[] OpenTypes = [.. EventTable.Types.Where(FdText.IsOpen)];

    private static readonly EventType[] Types = [.. EventTable.Types.Where(FileIdentities.TellsFile)];

    // By these a path comes to lead elsewhere.
    private static readonly EventType[] Changes =
    [
        EventType.Rename, EventType.Renameat, EventType.Renameat2, EventType.Mount, EventType.Umount,
        EventType.Umount2, EventType.MoveMount, EventType.PivotRoot,
    ];

    private readonly ByteTable<List<int>> _rulesByPath = new();
    private readonly bool _firstMatchOnly;
    private volatile Judge?[]? _judges;

    /// <summary>Begins to compile.</summary>
    /// <param name="active">The rules in force; none: no file counts under another name.</param>
    /// <param name="firstMatchOnly">rule_matching: first.</param>
    public IdentityRules(IReadOnlyList<CompiledRule> active, bool firstMatchOnly)
    {
        _firstMatchOnly = firstMatchOnly;
        List<byte[]> paths = [];
        List<CompiledRule> rules = [];
        foreach (var rule in active.Where(static rule => Array.Exists(Types, rule.Condition.EventTypes.Contains)))
        {
            bool any = false;
            foreach (byte[] path in ExactPaths.Of(rule.Condition.Root)) any |= Add(path, rule.Number, paths);
            if (any) rules.Add(rule);
        }

        Paths = paths;
        Followed = paths.Count > 0 ? Changes : [];
        Compiled = rules.Count > 0 ? Task.Run(() => _judges = Compile(rules, Types)) : Task.CompletedTask;
    }

    /// <summary>The paths.</summary>
    public IReadOnlyList<byte[]> Paths { get; }

    /// <summary>The events that tell where the paths lead by now.</summary>
    public IReadOnlyList<EventType> Followed { get; }

    /// <summary>Ends when the rules are compiled.</summary>
    public Task Compiled { get; }

    /// <summary>
    /// Judges an event as though it had opened a path. True when a rule holds that has not held yet.
    /// </summary>
    /// <param name="context">The event, to be judged by that path.</param>
    /// <param name="path">The path.</param>
    /// <param name="held">The rules that held already; those that hold now are added.</param>
    /// <param name="found">Overwritten: the rules that hold now.</param>
    public bool Match(in EventContext context, byte[] path, RuleMatches held, RuleMatches found)
    {
        found.Clear();
        if ((_firstMatchOnly && held.Count > 0) || !_rulesByPath.TryFind(path, out var rules)
            || _judges?[(int)context.Event.Type] is not { } judge)
        {
            return false;
        }

        judge(context, found);
        found.Keep(rules, held);
        if (_firstMatchOnly) found.KeepFirst();
        foreach (int rule in found.Rules) held.Add(rule);
        return found.Count > 0;
    }

    private bool Add(byte[] path, int rule, List<byte[]> paths)
    {
        if (_rulesByPath.TryFind(path, out var rules))
        {
            rules.Add(rule);
            return true;
        }

        if (paths.Count >= PathsMax) return false;
        paths.Add(path);
        _rulesByPath.Add(path, [rule]);
        return true;
    }

    /// <summary>Compiles rules anew, apart from the others.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="types">The events that they are to judge.</param>
    internal static Judge?[] Compile(List<CompiledRule> rules, EventType[] types)
    {
        var table = new Judge?[EventTable.TypesCount];
        var judges = ConditionLanguage.CompileJudges(
            types, [.. rules.Select(rule => rule.Condition)], [.. rules.Select(rule => rule.Number)],
            firstMatchOnly: false);
        foreach (var (type, judge) in judges)
        {
            table[(int)type] = judge;
        }

        return table;
    }
}
