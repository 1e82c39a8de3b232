using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Rules;

/// <summary>
/// The rules that compare a file's name with exact paths, to be judged once more when a file was opened under another
/// name: as though it had been opened by such a path. Only the rules that name this very path may hold then.
/// </summary>
internal sealed class IdentityRules
{
    /// <summary>Paths that are followed at most; those of later rules are left out.</summary>
    internal const int PathsMax = 4096;

    private static readonly EventType[] Types = [.. EventTable.Types.Where(FileIdentities.TellsFile)];

    // By these a path comes to lead elsewhere.
    private static readonly EventType[] Changes =
    [
        EventType.Rename, EventType.Renameat, EventType.Renameat2, EventType.Mount, EventType.Umount,
        EventType.Umount2, EventType.MoveMount, EventType.PivotRoot,
    ];

    private static readonly EventType[] Links = [EventType.Link, EventType.Linkat];

    private static readonly List<int> None = [];

    private readonly ByteTable<List<int>> _rulesByPath = new();

    /// <summary>Collects the paths.</summary>
    /// <param name="active">The rules in force; none: no file counts under another name.</param>
    public IdentityRules(IReadOnlyList<CompiledRule> active)
    {
        List<byte[]> paths = [];
        foreach (var rule in active.Where(static rule => Array.Exists(Types, rule.Condition.EventTypes.Contains)))
        {
            foreach (byte[] path in ExactPaths.Of(rule.Condition.Root)) Add(path, rule.Number, paths);
        }

        foreach (var rule in active.Where(static rule => Array.Exists(Links, rule.Condition.EventTypes.Contains)))
        {
            foreach (byte[] path in ExactPaths.OfLinks(rule.Condition.Root)) Add(path, rule.Number, paths);
        }

        Paths = paths;
        Followed = paths.Count > 0 ? Changes : [];
    }

    /// <summary>The paths.</summary>
    public IReadOnlyList<byte[]> Paths { get; }

    /// <summary>The events that tell where the paths lead by now.</summary>
    public IReadOnlyList<EventType> Followed { get; }

    /// <summary>The rules that name a path.</summary>
    /// <param name="path">The path.</param>
    public List<int> Of(byte[] path) => _rulesByPath.TryFind(path, out var rules) ? rules : None;

    private void Add(byte[] path, int rule, List<byte[]> paths)
    {
        if (_rulesByPath.TryFind(path, out var rules))
        {
            rules.Add(rule);
        }
        else if (paths.Count < PathsMax)
        {
            paths.Add(path);
            _rulesByPath.Add(path, [rule]);
        }
    }
}
