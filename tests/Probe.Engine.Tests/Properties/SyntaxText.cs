using System.Text;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>
/// A tree as text of which two different trees never have the same: brackets around every part, every value by its
/// characters' numbers. Written without the trees' own printing, which is what it judges.
/// </summary>
internal static class SyntaxText
{
    public static string Of(SyntaxNode node, bool withQuotes)
    {
        var text = new StringBuilder();
        Write(node, withQuotes, text);
        return text.ToString();
    }

    private static void Write(SyntaxNode? node, bool withQuotes, StringBuilder text)
    {
        switch (node)
        {
            case null:
                text.Append("none");
                break;
            case GroupSyntax group:
                Several(group.Connective.ToString(), group.Children, withQuotes, text);
                break;
            case NotSyntax not:
                Several("Not", [not.Child], withQuotes, text);
                break;
            case MacroSyntax macro:
                text.Append("Macro:").Append(macro.Name);
                break;
            case CheckSyntax check:
                Several(
                    $"{check.OperatorToken.Text}:{check.Operator.Spelling}:{check.Modifier}",
                    [check.Left, check.Right], withQuotes, text);
                break;
            case FieldSyntax field:
                text.Append("Field:").Append(field.Name).Append(Characters(field.Argument));
                break;
            case TransformerSyntax transformer:
                Several(
                    $"Transformer:{transformer.Name}{Characters(transformer.Argument)}",
                    transformer.Arguments, withQuotes, text);
                break;
            case ListSyntax list:
                // A bare name that cannot stand without quotes comes back in parentheses.
                bool isName = !list.HasParentheses && SyntaxParts.IsBare(((LiteralSyntax)list.Items[0]).Token.Text);
                Several(isName ? "Name" : "List", list.Items, withQuotes, text);
                break;
            case LiteralSyntax literal:
                // What cannot stand without quotes comes back with them.
                bool isQuoted = literal.Token.IsQuoted || !SyntaxParts.IsBare(literal.Token.Text);
                text.Append(withQuotes && isQuoted ? "Quoted" : "Value").Append(Characters(literal.Token.Text));
                break;
        }
    }

    private static void Several(
        string name, IEnumerable<SyntaxNode?> children, bool withQuotes, StringBuilder text)
    {
        text.Append(name).Append('[');
        foreach (var child in children)
        {
            Write(child, withQuotes, text);
            text.Append(';');
        }

        text.Append(']');
    }

    private static string Characters(string? value) =>
        value is null ? "" : "<" + string.Join(' ', value.Select(c => ((int)c).ToString("x", null))) + ">";
}
