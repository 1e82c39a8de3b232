using System.Text;

namespace KosmosProbe.Engine.Language.Syntax;

/// <summary>The name of a macro where a condition is expected.</summary>
/// <param name="name">The name.</param>
/// <param name="span">The place.</param>
internal sealed class MacroSyntax(string name, SourceSpan span) : ConditionSyntax(span)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public override void Print(StringBuilder text, PrintStyle style) => text.Append(Name);
}
