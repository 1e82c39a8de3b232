using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>A field and a text that a condition compares it with.</summary>
/// <param name="Field">The field.</param>
/// <param name="Text">How, and with what.</param>
/// <param name="IsException">
/// What is compared stands under a <c>not</c>: that it holds keeps the condition from it.
/// </param>
/// <param name="Quantifier">How many values of the field it is about.</param>
internal readonly record struct ComparedText(Field Field, TextPredicate Text, bool IsException, Quantifier Quantifier);

/// <summary>All texts that a condition compares fields with.</summary>
internal static class ComparedTexts
{
    /// <summary>The texts, in order.</summary>
    /// <param name="root">The condition.</param>
    public static IEnumerable<ComparedText> Of(BoundNode root) => Visit(root, isNegated: false);

    private static IEnumerable<ComparedText> Visit(BoundNode node, bool isNegated) => node switch
    {
        BoundGroup group => group.Children.SelectMany(child => Visit(child, isNegated)),
        BoundNot not => Visit(not.Child, !isNegated),
        BoundCheck check => Visit(check, check.Predicate, isNegated),
        _ => [],
    };

    private static IEnumerable<ComparedText> Visit(BoundCheck check, Predicate predicate, bool isNegated) =>
        predicate switch
        {
            NotPredicate not => Visit(check, not.Inner, !isNegated),
            GroupPredicate group => group.Children.SelectMany(child => Visit(check, child, isNegated)),
            ExactlyOnePredicate one => one.Children.SelectMany(child => Visit(check, child, isNegated)),
            TextPredicate text => [new ComparedText(check.Field, text, isNegated, check.Quantifier)],
            _ => [],
        };
}
