using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// <c>spawned_process and A or B</c>: <c>and</c> binds tighter, so that B would be judged on every event. Where some
/// branches of the outermost <c>or</c> are for certain events, the others are judged on those events only: on their
/// types, and where such a branch asks how the call ended, on calls that ended so. Falco's own meaning (engine.strict)
/// leaves them as they are.
/// </summary>
internal static class UntypedBranches
{
    // spawned_process means execs that succeeded; a failed one would show the caller's command line once more.
    private static readonly HashSet<string> Outcomes = ["evt.res", "evt.rawres", "evt.failed"];

    /// <summary>The condition with its untyped branches restricted.</summary>
    /// <param name="root">A whole condition.</param>
    public static BoundNode Restrict(BoundNode root) => root switch
    {
        BoundGroup { Connective: Connective.Or } or => RestrictOr(or),

        // Exceptions stand behind the condition as `and not (...)`; what they except is still the condition. Any other
        // `or` in parentheses is one that its author meant so.
        BoundGroup { Connective: Connective.And, Children: [BoundGroup { Connective: Connective.Or } or, ..] } all
            when all.Children.Skip(1).All(child => child is BoundNot) =>
            new BoundGroup(Connective.And, [RestrictOr(or), .. all.Children.Skip(1)]),
        _ => root,
    };

    private static BoundGroup RestrictOr(BoundGroup or)
    {
        List<BoundNode> typed = [.. or.Children.Where(IsTyped).Select(EventsOf)];
        if (typed.Count == 0)
        {
            return or;
        }

        BoundNode only = typed.Count == 1 ? typed[0] : new BoundGroup(Connective.Or, typed);
        return or with
        {
            Children =
            [
                .. or.Children.Select(child => EventTypeAnalysis.Of(child).IsAll
                    ? new BoundGroup(Connective.And, [only, child])
                    : child),
            ],
        };
    }

    // "All but open" is no kind of event that its author had in mind for the other branches.
    private static bool IsTyped(BoundNode branch) =>
        EventTypeAnalysis.Of(branch) is { IsComplement: false, IsEmpty: false };

    /// <summary>What a branch asks of the event itself: its type and how it ended.</summary>
    private static BoundNode EventsOf(BoundNode branch)
    {
        var types = new BoundTypeCheck(EventTypeAnalysis.Of(branch));
        List<BoundNode> outcomes = [.. Conjuncts(branch).Where(IsAboutOutcome)];
        return outcomes.Count == 0 ? types : new BoundGroup(Connective.And, [types, .. outcomes]);
    }

    private static IEnumerable<BoundNode> Conjuncts(BoundNode node) =>
        node is BoundGroup { Connective: Connective.And } all ? all.Children.SelectMany(Conjuncts) : [node];

    private static bool IsAboutOutcome(BoundNode node) => node switch
    {
        BoundCheck check => Outcomes.Contains(check.Field.Name),
        BoundNot not => IsAboutOutcome(not.Child),
        BoundGroup group => group.Children.All(IsAboutOutcome),
        _ => false,
    };
}
