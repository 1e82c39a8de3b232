using System.Text;

namespace KosmosProbe.Engine.Language.Syntax;

/// <summary>A transformer's call: <c>tolower(proc.name)</c>; <c>val(proc.pname)</c> as well.</summary>
/// <param name="name">The name.</param>
/// <param name="arguments">Between the parentheses.</param>
/// <param name="argument">In brackets behind the call; null when there is none.</param>
/// <param name="span">The place.</param>
internal sealed class TransformerSyntax(
    string name, IReadOnlyList<OperandSyntax> arguments, string? argument, SourceSpan span) : OperandSyntax(span)
{
    /// <summary>The name of the one that only reads a field, on the right side.</summary>
    public const string Value = "val";

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>Between the parentheses.</summary>
    public IReadOnlyList<OperandSyntax> Arguments { get; } = arguments;

    /// <summary>In brackets behind the call; null when there is none.</summary>
    public string? Argument { get; } = argument;

    /// <inheritdoc/>
    public override void Print(StringBuilder text, PrintStyle style)
    {
        text.Append(Name).Append('(');
        PrintJoined(Arguments, ",", text, style);
        text.Append(')');
        FieldSyntax.PrintArgument(Argument, text);
    }
}
