using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// What a condition comes to while some fields' values are still on their way: a condition without these fields that
/// holds whenever the original could, whatever the values turn out to be.
/// </summary>
internal static class Relaxation
{
    /// <summary>The relaxed condition.</summary>
    /// <param name="node">The condition.</param>
    /// <param name="isOpen">Whether a field's value is still on its way.</param>
    public static BoundNode Of(BoundNode node, Func<Field, bool> isOpen) => Visit(node, isOpen, answer: true);

    /// <summary>Whether a condition reads any such field.</summary>
    /// <param name="node">The condition.</param>
    /// <param name="isOpen">Whether a field's value is still on its way.</param>
    public static bool Reads(BoundNode node, Func<Field, bool> isOpen) => node switch
    {
        BoundGroup group => group.Children.Any(child => Reads(child, isOpen)),
        BoundNot not => Reads(not.Child, isOpen),
        BoundCheck check => isOpen(check.Field),
        BoundComparison comparison => isOpen(comparison.Left) || isOpen(comparison.Right),
        _ => false,
    };

    // Under a negation the check must be taken as false for the whole to be able to hold.
    private static BoundNode Visit(BoundNode node, Func<Field, bool> isOpen, bool answer) => node switch
    {
        BoundGroup group => group with { Children = [.. group.Children.Select(c => Visit(c, isOpen, answer))] },
        BoundNot not => new BoundNot(Visit(not.Child, isOpen, !answer)),
        _ => Reads(node, isOpen) ? new BoundConstant(answer) : node,
    };
}
