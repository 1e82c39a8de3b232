using System.Text;

namespace KosmosProbe.Engine.Language.Syntax;

/// <summary>How a tree is printed.</summary>
internal enum PrintStyle
{
    /// <summary>As Falco prints a compiled condition; not always fit to be parsed again.</summary>
    Canonical,

    /// <summary>As a condition that parses to the same tree.</summary>
    Source,
}

/// <summary>A part of a parsed condition. Knows its place and prints itself.</summary>
/// <param name="span">The place.</param>
internal abstract class SyntaxNode(SourceSpan span)
{
    /// <summary>The place.</summary>
    public SourceSpan Span { get; } = span;

    /// <summary>Appends the node as text.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="style">How.</param>
    public abstract void Print(StringBuilder text, PrintStyle style);

    /// <summary>The node as text.</summary>
    /// <param name="style">How.</param>
    public string Print(PrintStyle style)
    {
        var text = new StringBuilder();
        Print(text, style);
        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => Print(PrintStyle.Canonical);

    /// <summary>Appends nodes with a separator between them.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="separator">Between two.</param>
    /// <param name="text">Where to.</param>
    /// <param name="style">How.</param>
    protected static void PrintJoined(
        IReadOnlyList<SyntaxNode> nodes, string separator, StringBuilder text, PrintStyle style)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            text.Append(i == 0 ? "" : separator);
            nodes[i].Print(text, style);
        }
    }
}

/// <summary>A node that is true or false.</summary>
/// <param name="span">The place.</param>
internal abstract class ConditionSyntax(SourceSpan span) : SyntaxNode(span);

/// <summary>A node that has a value: a field, a transformer, a literal, a list.</summary>
/// <param name="span">The place.</param>
internal abstract class OperandSyntax(SourceSpan span) : SyntaxNode(span);
