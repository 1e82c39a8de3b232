using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>
/// <c>spawned_process and A or B</c>: <c>and</c> binds tighter, so that B stands alone, without an event type.
/// </summary>
internal static class BranchesWithoutEvent
{
    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules)
        {
            if (OutermostOr(rule) is { } or)
            {
                Visit(context, rule, or.Syntax, or.Bound);
            }
        }
    }

    /// <summary>Whether some branches of a rule's outermost <c>or</c> name events and others do not.</summary>
    /// <param name="rule">The rule.</param>
    public static bool Has(LintedRule rule) => OutermostOr(rule) is { } or && or.Bound.Children.Any(IsTyped)
        && or.Bound.Children.Any(child => EventTypeAnalysis.Of(child).IsAll);

    // Exceptions stand behind the condition as `and not (...)`.
    private static (GroupSyntax Syntax, BoundGroup Bound)? OutermostOr(LintedRule rule) =>
        (rule.Written, rule.Meant) switch
        {
            (GroupSyntax { Connective: Connective.Or } syntax, BoundGroup bound) => (syntax, bound),
            (GroupSyntax { Children: [GroupSyntax { Connective: Connective.Or } syntax, ..] },
                BoundGroup { Connective: Connective.And, Children: [BoundGroup bound, ..] } all)
                when all.Children.Skip(1).All(child => child is BoundNot) => (syntax, bound),
            _ => null,
        };

    private static void Visit(LintContext context, LintedRule rule, GroupSyntax syntax, BoundGroup bound)
    {
        var branches = syntax.Children.Zip(bound.Children).ToList();
        var typed = branches.FindAll(branch => IsTyped(branch.Second));
        var untyped = branches.FindAll(branch => EventTypeAnalysis.Of(branch.Second).IsAll);
        if (typed.Count == 0)
        {
            return;
        }

        List<EventKind> kinds = [.. rule.Kinds];
        string fix = Parenthesised(typed, untyped)
            ?? "put a check on `evt.type` into the branch, or parentheses around what belongs together";
        foreach (var (branch, _) in untyped)
        {
            string words = $"`{Places.Text(branch.Span)}` stands alone, because `and` binds tighter than `or`: ";
            context.Tell(
                rule,
                context.PlaceOf(rule, branch),
                words + (context.Options.Strict
                    ? "it is judged on every event, and every event of a process that fits alerts"
                    : "Falco judges it on every system call and alerts for each one of a process that fits; "
                    + $"here it is judged on {Conjunctions.Names(kinds)} events, like the other branches"),
                fix,
                context.Options.Strict ? Severity.Problem : Severity.Advice);
        }
    }

    // As the engine decides whose events the other branches are meant for.
    private static bool IsTyped(BoundNode node) =>
        EventTypeAnalysis.Of(node) is { IsComplement: false, IsEmpty: false };

    /// <summary>What the author probably meant; null when the branches do not say.</summary>
    private static string? Parenthesised(
        List<(ConditionSyntax First, BoundNode Second)> typed,
        List<(ConditionSyntax First, BoundNode Second)> untyped)
    {
        if (typed is not [(GroupSyntax { Connective: Connective.And } syntax, BoundGroup bound)])
        {
            return null;
        }

        var parts = syntax.Children.Zip(bound.Children).ToList();
        var events = parts.FindAll(part => !EventTypeAnalysis.Of(part.Second).IsAll);
        var others = parts.FindAll(part => EventTypeAnalysis.Of(part.Second).IsAll);
        if (events.Count == 0 || others.Count == 0)
        {
            return null;
        }

        string first = string.Join(" and ", events.Select(part => Places.Text(part.First.Span)));
        string rest = string.Join(" and ", others.Select(part => Places.Text(part.First.Span)));
        string alone = string.Join(" or ", untyped.Select(branch => Places.Text(branch.First.Span)));
        return $"write `{first} and ({rest} or {alone})`";
    }
}
