using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// <c>spawned_process and A or B</c>: <c>and</c> binds tighter, so that B would be judged on every event. Where some
/// branches of the outermost <c>or</c> are for certain events, the others are judged on those events only. Falco's own
/// meaning (engine.strict) leaves them as they are.
/// </summary>
internal static class UntypedBranches
{
    /// <summary>The condition with its untyped branches restricted.</summary>
    /// <param name="root">A whole condition.</param>
    public static BoundNode Restrict(BoundNode root) => root switch
    {
        BoundGroup { Connective: Connective.Or } or => RestrictOr(or),

        // Exceptions stand behind the condition as `and not (...)`; what they except is still the condition.
        BoundGroup { Connective: Connective.And, Children: [BoundGroup { Connective: Connective.Or } or, ..] } all
            when all.Children.Skip(1).All(child => child is BoundNot) =>
            new BoundGroup(Connective.And, [RestrictOr(or), .. all.Children.Skip(1)]),
        _ => root,
    };

    private static BoundGroup RestrictOr(BoundGroup or)
    {
        var typed = or.Children.Select(EventTypeAnalysis.Of).Where(types => !types.IsAll && !types.IsEmpty).ToList();
        if (typed.Count == 0)
        {
            return or;
        }

        var only = new BoundTypeCheck(typed.Aggregate((left, right) => left.Or(right)));
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
}
