using System.Text;

namespace KosmosProbe.Engine.Language.Syntax;

/// <summary>A negated condition.</summary>
/// <param name="child">What is negated.</param>
/// <param name="span">The place.</param>
internal sealed class NotSyntax(ConditionSyntax child, SourceSpan span) : ConditionSyntax(span)
{
    /// <summary>What is negated.</summary>
    public ConditionSyntax Child { get; } = child;

    /// <inheritdoc/>
    public override void Print(StringBuilder text, PrintStyle style)
    {
        // Two nots in a row cancel when read, so a negated negation needs its parentheses to come back.
        bool needsGroup = style == PrintStyle.Source && Child is NotSyntax;
        text.Append(needsGroup ? "not (" : "not ");
        Child.Print(text, style);
        text.Append(needsGroup ? ")" : "");
    }
}
