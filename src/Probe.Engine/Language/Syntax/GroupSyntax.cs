using System.Text;

namespace KosmosProbe.Engine.Language.Syntax;

/// <summary>How a group joins its members.</summary>
internal enum Connective
{
    /// <summary>All hold.</summary>
    And,

    /// <summary>At least one holds.</summary>
    Or,
}

/// <summary>Two or more conditions joined by the same connective.</summary>
/// <param name="connective">The connective.</param>
/// <param name="children">The conditions, at least two.</param>
/// <param name="span">The place.</param>
internal sealed class GroupSyntax(
    Connective connective, IReadOnlyList<ConditionSyntax> children, SourceSpan span) : ConditionSyntax(span)
{
    /// <summary>The connective.</summary>
    public Connective Connective { get; } = connective;

    /// <summary>The conditions.</summary>
    public IReadOnlyList<ConditionSyntax> Children { get; } = children;

    /// <inheritdoc/>
    public override void Print(StringBuilder text, PrintStyle style)
    {
        text.Append('(');
        PrintJoined(Children, Connective == Connective.And ? " and " : " or ", text, style);
        text.Append(')');
    }
}
