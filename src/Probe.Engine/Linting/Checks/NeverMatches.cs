using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Linting.Logic;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>Rules whose condition no event satisfies, told by the fewest parts that cannot hold together.</summary>
internal static class NeverMatches
{
    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules)
        {
            if (Conjunctions.AreImpossible(rule.Conjuncts, rule.Kinds))
            {
                Tell(context, rule);
            }
        }
    }

    private static void Tell(LintContext context, LintedRule rule)
    {
        var core = Conjunctions.Core(rule.Conjuncts, rule.All);
        var culprit = core.FindLast(part => part.Origin is not null) ?? core[^1];
        foreach (var part in core)
        {
            rule.Dead.UnionWith(part.Origin is { } origin ? [origin] : []);
        }

        var place = context.PlaceOf(rule, culprit);
        if (core.Count == 1 && culprit is Literal { Check.Field.Name: "evt.num" })
        {
            context.Tell(
                rule, place, $"the rule never alerts: {Conjunctions.Words(culprit)} is never so, events count from 1",
                "switch the rule off with `enabled: false`, or take it out", Severity.Advice);
            return;
        }

        List<EventKind> asked = [.. rule.All.Where(kind =>
            core.Where(part => part != culprit).All(part => kind.Fold(part) != Formula.False))];
        if (Conjunctions.Explain(culprit, asked) is { } reason)
        {
            string never = $"the rule never alerts: {Conjunctions.Words(culprit)} never holds, {reason.Why}";
            context.Tell(rule, place, never, reason.Fix);
            return;
        }

        string words = string.Join(" and ", core.Select(Conjunctions.Words));
        bool isEmptyList = culprit.Origin is CheckSyntax { Right: ListSyntax { Items.Count: 0 } };
        context.Tell(
            rule,
            place,
            core.Count == 1
                ? $"the rule never alerts: {words} never holds" + (isEmptyList ? ", the list is empty" : "")
                : $"the rule never alerts: {words} cannot all hold for one event",
            isEmptyList ? "give the list an item"
                : core.Count == 1 ? "take the contradiction out of it"
                : "join them by `or` if either is meant, or take one out");
    }
}
