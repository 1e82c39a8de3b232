using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>A rule under one event type.</summary>
/// <param name="Checks">All of them must hold; those first that decide cheaply.</param>
/// <param name="Rule">The rule's number.</param>
internal sealed record FiledRule(IReadOnlyList<BoundNode> Checks, int Rule)
{
    /// <summary>A rule; null when it can never hold.</summary>
    /// <param name="condition">Simplified.</param>
    /// <param name="rule">The rule's number.</param>
    public static FiledRule? Of(BoundNode condition, int rule) => condition switch
    {
        BoundConstant { Value: false } => null,
        BoundConstant => new FiledRule([], rule),
        BoundGroup { Connective: Connective.And } group => new FiledRule(group.Children, rule),
        _ => new FiledRule([condition], rule),
    };
}

/// <summary>A part of a tree of rules.</summary>
internal abstract record RuleNode;

/// <summary>Rules that share a check, which is asked once.</summary>
/// <param name="Guard">The check.</param>
/// <param name="Nodes">The rules, without it.</param>
internal sealed record RuleGuard(BoundNode Guard, IReadOnlyList<RuleNode> Nodes) : RuleNode;

/// <summary>One rule.</summary>
/// <param name="Checks">What is left to be asked.</param>
/// <param name="Filed">The rule as it was.</param>
internal sealed record RuleLeaf(IReadOnlyList<BoundNode> Checks, FiledRule Filed) : RuleNode;

/// <summary>
/// Puts rules that begin alike below one another: most ask first whether a file was opened for writing, or whether they
/// are in a container, and an event answers that once for all of them. Only cheap checks are drawn together, because
/// they are asked before the others of their rules.
/// </summary>
internal static class RuleTree
{
    // A text compared with a set is below; a search in a text is above, and so are ancestors.
    private const int GuardCostMax = 10;

    // What nearly always holds keeps no rule from being asked; behind what seldom holds it is hardly ever asked itself.
    private const double GuardOddsMax = 0.75;

    /// <summary>The tree.</summary>
    /// <param name="rules">In order of evaluation; the tree's order is another.</param>
    public static List<RuleNode> Of(IEnumerable<FiledRule> rules) =>
        Grow([.. rules.Select(static rule => new RuleLeaf(rule.Checks, rule))]);

    /// <summary>The rules of a tree, those next to one another that share most.</summary>
    /// <param name="nodes">The tree.</param>
    public static IEnumerable<RuleLeaf> Leaves(IEnumerable<RuleNode> nodes) => nodes.SelectMany(static node =>
        node is RuleGuard guard ? Leaves(guard.Nodes) : [(RuleLeaf)node]);

    private static List<RuleNode> Grow(List<RuleLeaf> rules)
    {
        var nodes = new List<RuleNode>();
        var uses = new Dictionary<BoundNode, List<RuleLeaf>>(SameNode.Comparer);
        foreach (var rule in rules)
        {
            foreach (var check in rule.Checks.Where(CanGuard))
            {
                if (!uses.TryGetValue(check, out var users)) uses[check] = users = [];
                if (users.Count == 0 || !ReferenceEquals(users[^1], rule)) users.Add(rule);
            }
        }

        var placed = new HashSet<RuleLeaf>(ReferenceEqualityComparer.Instance);
        var shared = uses.Where(static use => use.Value.Count > 1)
            .OrderByDescending(static use => use.Value.Count)
            .ThenBy(static use => Simplify.Cost(use.Key));
        foreach (var (guard, users) in shared)
        {
            users.RemoveAll(placed.Contains);
            if (users.Count < 2) continue;
            placed.UnionWith(users);
            nodes.Add(new RuleGuard(guard, Grow([.. users.Select(rule => Without(rule, guard))])));
        }

        nodes.AddRange(LiteralTree.Of([.. rules.Where(rule => !placed.Contains(rule))]));
        return nodes;
    }

    private static bool CanGuard(BoundNode check) =>
        Simplify.Cost(check) <= GuardCostMax && Prospect.Of(check).Odds <= GuardOddsMax;

    private static RuleLeaf Without(RuleLeaf rule, BoundNode guard) =>
        rule with { Checks = [.. rule.Checks.Where(check => !SameNode.Comparer.Equals(check, guard))] };
}
