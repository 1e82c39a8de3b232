using System.Text;

namespace KosmosProbe.Engine.Language.Syntax;

/// <summary>A field, perhaps with an argument in brackets.</summary>
/// <param name="name">The name: <c>proc.aname</c>.</param>
/// <param name="argument">The argument; null when there is none, which is not the empty argument.</param>
/// <param name="span">The place.</param>
internal sealed class FieldSyntax(string name, string? argument, SourceSpan span) : OperandSyntax(span)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The argument; null when there is none.</summary>
    public string? Argument { get; } = argument;

    /// <inheritdoc/>
    public override void Print(StringBuilder text, PrintStyle style)
    {
        text.Append(Name);
        PrintArgument(Argument, text);
    }

    /// <summary>Appends an argument in its brackets; nothing for null.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="text">Where to.</param>
    public static void PrintArgument(string? argument, StringBuilder text)
    {
        if (argument is null)
        {
            return;
        }

        text.Append('[');
        bool isBare = argument.Length > 0 && !argument.AsSpan().ContainsAny("[]")
            && !LiteralSyntax.NeedsQuotes(argument);
        if (isBare)
        {
            text.Append(argument);
        }
        else
        {
            LiteralSyntax.PrintQuoted(argument, text);
        }

        text.Append(']');
    }
}
