using System.Text;

namespace KosmosProbe.Engine.Language.Syntax;

/// <summary>A check: a value, an operator, perhaps a modifier, and what to compare with.</summary>
/// <param name="left">The value.</param>
/// <param name="operator">The operator.</param>
/// <param name="operatorToken">The operator as written.</param>
/// <param name="modifier">oneof, anyof or allof; null when there is none.</param>
/// <param name="right">What to compare with; null for <c>exists</c>.</param>
/// <param name="span">The place.</param>
internal sealed class CheckSyntax(
    OperandSyntax left,
    Operator @operator,
    Token operatorToken,
    string? modifier,
    OperandSyntax? right,
    SourceSpan span)
    : ConditionSyntax(span)
{
    /// <summary>The value.</summary>
    public OperandSyntax Left { get; } = left;

    /// <summary>The operator.</summary>
    public Operator Operator { get; } = @operator;

    /// <summary>The operator as written.</summary>
    public Token OperatorToken { get; } = operatorToken;

    /// <summary>oneof, anyof or allof; null when there is none.</summary>
    public string? Modifier { get; } = modifier;

    /// <summary>What to compare with; null for <c>exists</c>.</summary>
    public OperandSyntax? Right { get; } = right;

    /// <summary>The constants among what it compares with.</summary>
    public IReadOnlyList<LiteralSyntax> Constants => Right switch
    {
        LiteralSyntax literal => [literal],
        ListSyntax list => [.. list.Items.OfType<LiteralSyntax>()],
        _ => [],
    };

    /// <inheritdoc/>
    public override void Print(StringBuilder text, PrintStyle style)
    {
        Left.Print(text, style);
        text.Append(' ').Append(OperatorToken.Text);
        if (Modifier is not null)
        {
            text.Append(' ').Append(Modifier);
        }

        if (Right is not null)
        {
            text.Append(' ');
            Right.Print(text, style);
        }
    }
}
