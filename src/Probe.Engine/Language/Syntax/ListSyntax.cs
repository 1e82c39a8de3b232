using System.Text;

namespace KosmosProbe.Engine.Language.Syntax;

/// <summary>Values in parentheses, or the bare name of a list where a list is expected.</summary>
/// <param name="items">The values.</param>
/// <param name="hasParentheses">False for a bare name.</param>
/// <param name="span">The place.</param>
internal sealed class ListSyntax(IReadOnlyList<OperandSyntax> items, bool hasParentheses, SourceSpan span)
    : OperandSyntax(span)
{
    /// <summary>The values.</summary>
    public IReadOnlyList<OperandSyntax> Items { get; } = items;

    /// <summary>False for a bare name.</summary>
    public bool HasParentheses { get; } = hasParentheses;

    /// <summary>Whether this is an argument of a transformer, whose lists Falco prints without blanks.</summary>
    public bool IsArgument { get; init; }

    /// <inheritdoc/>
    public override void Print(StringBuilder text, PrintStyle style)
    {
        // A bare name may have characters that are printed in quotes, and quotes stand in parentheses only.
        bool isQuoted = Items is [LiteralSyntax single] && LiteralSyntax.NeedsQuotes(single.Token.Text);
        bool hasParentheses = HasParentheses || isQuoted;
        text.Append(hasParentheses ? "(" : "");
        PrintJoined(Items, IsArgument ? "," : ", ", text, style);
        text.Append(hasParentheses ? ")" : "");
    }
}
