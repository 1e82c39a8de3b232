using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Linting.Logic;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>
/// Branches of an <c>or</c> that never hold where they stand: the rule works, and is blind to what the branch is for.
/// </summary>
internal static class DeadBranches
{
    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules.Where(rule => rule.Dead.Count == 0))
        {
            Visit(context, rule, rule.Formula, []);
        }
    }

    private static void Visit(LintContext context, LintedRule rule, Formula formula, IReadOnlyList<Formula> beside)
    {
        if (formula is not Junction junction)
        {
            return;
        }

        foreach (var part in junction.Parts)
        {
            if (junction.Connective == Connective.And)
            {
                var others = junction.Parts.Where(other => !ReferenceEquals(other, part));
                Visit(context, rule, part, [.. beside, .. others]);
            }
            else if (IsWritten(junction) && IsDead(rule, part, beside))
            {
                Tell(context, rule, part, beside);
            }
            else
            {
                Visit(context, rule, part, beside);
            }
        }
    }

    // What `not (a and b)` becomes is not what the author wrote, nor are the single values of one check.
    private static bool IsWritten(Junction junction) =>
        junction.Origin is GroupSyntax { Connective: Connective.Or };

    // A macro serves many rules: its branch is dead only when it is so wherever the macro stands.
    private static bool IsDead(LintedRule rule, Formula part, IReadOnlyList<Formula> beside) =>
        part.Origin is { } origin && !Conjunctions.HasSwitch(part) && !rule.Dead.Contains(origin)
        && Conjunctions.AreImpossible(origin.Span.Source.Macro is null ? [.. beside, part] : [part], rule.All);

    private static void Tell(LintContext context, LintedRule rule, Formula part, IReadOnlyList<Formula> beside)
    {
        List<EventKind> asked = [.. rule.All.Where(kind => beside.All(other => kind.Fold(other) != Formula.False))];
        var core = Conjunctions.Core([.. beside, part], rule.All);
        var reason = Conjunctions.Explain(part, asked);
        List<Formula> others = [.. core.Where(other => !ReferenceEquals(other, part) && other.Origin is not null)];
        string because = reason is not null ? $", {reason.Why}"
            : others.Count > 0
                ? $" beside {string.Join(" and ", others.Select(Conjunctions.Words))}{Lack(rule, part, others)}"
            : "";
        rule.Dead.Add(part.Origin!);
        context.Tell(
            rule,
            context.PlaceOf(rule, part),
            $"this branch never holds{because}",
            reason?.Fix ?? "take the branch out, or put it where it can hold");
    }

    // What stands beside the branch may ask for what the branch's own events do not have.
    private static string Lack(LintedRule rule, Formula part, List<Formula> others)
    {
        List<EventKind> own = [.. rule.All.Where(kind => kind.Fold(part) != Formula.False)];
        return others.Count == 1 && Conjunctions.Explain(others[0], own) is { } lack ? $": {lack.Why}" : "";
    }
}
