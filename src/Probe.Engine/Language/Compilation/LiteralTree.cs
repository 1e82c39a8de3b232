using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// Puts rules that want the same text to be one of theirs below one question for all their texts: a set, or all
/// beginnings at once, costs little more than one text does, and most events are about none of them. Under it a rule
/// asks for its own texts as before, in groups if there are many, so that the time an event takes hardly grows with
/// the number of rules.
/// </summary>
internal static class LiteralTree
{
    // With fewer the one question saves less than it costs.
    private const int RulesMin = 4;
    private const int GroupsMax = 32;

    /// <summary>The rules, those that can be below such questions; the order is another.</summary>
    /// <param name="rules">Rules that share no check.</param>
    public static IEnumerable<RuleNode> Of(IReadOnlyList<RuleLeaf> rules) => rules
        .GroupBy(static rule => LiteralsOf(rule) is { } literals ? KeyOf(literals) : string.Empty)
        .SelectMany(static group => group.Key.Length > 0 && group.Count() >= RulesMin
            ? [Grow([.. group])]
            : group.AsEnumerable<RuleNode>());

    private static RuleNode Grow(RuleLeaf[] rules)
    {
        var literals = rules.Select(static rule => LiteralsOf(rule)!).ToList();
        byte[][] values = [.. literals.SelectMany(static one => one.Text.Values)];
        var text = new TextPredicate(literals[0].Text.Test, values);
        var guard = new BoundCheck(literals[0].Field, Quantifier.One, text, WhenMissing: false);
        return new RuleGuard(guard, rules.Length <= GroupsMax
            ? rules
            : [.. rules.Chunk(Math.Max(RulesMin, (rules.Length + GroupsMax - 1) / GroupsMax)).Select(Grow)]);
    }

    private static string KeyOf(Literals literals) => $"{literals.Text.Test} {literals.Field.Name}";

    // The first texts of which one must be there for the rule to hold.
    private static Literals? LiteralsOf(RuleLeaf rule)
    {
        foreach (var node in rule.Checks)
        {
            if (node is BoundCheck { Quantifier: Quantifier.One, WhenMissing: false } check
                && TextsOf(check.Predicate) is { } text)
            {
                return new Literals(check.Field, text);
            }
        }

        return null;
    }

    private static TextPredicate? TextsOf(Predicate predicate) => predicate switch
    {
        TextPredicate text when IsLiteral(text.Test) => text,
        GroupPredicate { Connective: Connective.And } group =>
            group.Children.Select(TextsOf).FirstOrDefault(static text => text is not null),
        _ => null,
    };

    private static bool IsLiteral(TextTest test) => test is TextTest.Equal or TextTest.Prefix or TextTest.Suffix
        or TextTest.PathPrefix or TextTest.Contains or TextTest.ContainsIgnoreCase;

    private sealed record Literals(Fields.Field Field, TextPredicate Text);
}
