using KosmosProbe.Engine.Linting.Logic;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>Rules for whose every event an earlier rule holds as well.</summary>
internal static class Shadowed
{
    public static void Run(LintContext context)
    {
        for (int i = 0; i < context.Rules.Count; i++)
        {
            var rule = context.Rules[i];
            if (rule.Dead.Count == 0 && rule.Kinds.Count > 0
                && context.Rules.Take(i).FirstOrDefault(earlier => Covers(earlier, rule)) is { } covering)
            {
                Tell(context, rule, covering);
            }
        }
    }

    private static bool Covers(LintedRule earlier, LintedRule later)
    {
        // Most pairs end here. The rules may tell other events apart than the later one alone does.
        bool isPossible = earlier.Rule.Source == later.Rule.Source
            && earlier.Restrictions.All(part => part.Subjects().Any(later.Subjects.Contains))
            && later.Kinds.All(kind => kind.Fold(earlier.Formula) != Formula.False);
        return isPossible && EventKind.Apart([earlier.Formula, later.Formula])
            .All(kind => Implies(kind.Fold(later.Formula), earlier.Restrictions.Select(kind.Fold)));
    }

    private static bool Implies(Formula formula, IEnumerable<Formula> parts) =>
        parts.All(part => Contradiction.IsIn(formula, part.Negated()));

    private static void Tell(LintContext context, LintedRule rule, LintedRule covering)
    {
        var at = covering.Rule.Span;
        string where = $"rule \"{covering.Rule.Name}\" ({at.File.Name}:{at.Line})";
        bool isFirst = context.Options.Matching == RuleMatching.First;
        context.Tell(
            rule,
            LintContext.PlaceOf(rule),
            isFirst
                ? $"the rule never alerts: {where} comes first and holds for all of its events"
                : $"{where} holds for all of its events too: with `rule_matching: first`, Falco's default, this rule "
                + "would never alert",
            isFirst
                ? $"put it before \"{covering.Rule.Name}\", or set `rule_matching: all`"
                : $"put it before \"{covering.Rule.Name}\" if the rules are ever to run with Falco's default",
            isFirst ? Severity.Problem : Severity.Advice);
    }
}
