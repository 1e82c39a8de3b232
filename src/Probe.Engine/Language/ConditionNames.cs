using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language;

/// <summary>What a condition mentions, each list in the order of reading.</summary>
internal sealed class ConditionNames
{
    /// <summary>Fields as written, arguments included.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>Operators as written.</summary>
    public List<string> Operators { get; } = [];

    /// <summary>Macros.</summary>
    public List<string> Macros { get; } = [];

    /// <summary>Unquoted values, some of which may be names of lists.</summary>
    public List<string> Values { get; } = [];

    /// <summary>Events and other values that the type of an event is compared with.</summary>
    public List<string> Events { get; } = [];

    /// <summary>What a condition mentions.</summary>
    /// <param name="condition">Its syntax.</param>
    public static ConditionNames Of(ConditionSyntax condition)
    {
        var names = new ConditionNames();
        names.Visit(condition);
        return names;
    }

    private void Visit(ConditionSyntax condition)
    {
        switch (condition)
        {
            case GroupSyntax group:
                foreach (var child in group.Children)
                {
                    Visit(child);
                }

                break;
            case NotSyntax not:
                Visit(not.Child);
                break;
            case MacroSyntax macro:
                Macros.Add(macro.Name);
                break;
            default:
                Visit((CheckSyntax)condition);
                break;
        }
    }

    private void Visit(CheckSyntax check)
    {
        Visit(check.Left);
        Operators.Add(check.OperatorToken.Text);
        int first = Values.Count;
        if (check.Right is not null)
        {
            Visit(check.Right);
        }

        if (check.Left is FieldSyntax { Name: "evt.type" or "evt.asynctype" })
        {
            Events.AddRange(Values.Skip(first));
        }
    }

    private void Visit(OperandSyntax operand)
    {
        switch (operand)
        {
            case FieldSyntax field:
                Fields.Add(field.Print(PrintStyle.Canonical));
                break;
            case TransformerSyntax transformer:
                foreach (var argument in transformer.Arguments)
                {
                    Visit(argument);
                }

                break;
            case ListSyntax list:
                foreach (var item in list.Items)
                {
                    Visit(item);
                }

                break;
            case LiteralSyntax { Token.IsQuoted: false } literal:
                Values.Add(literal.Token.Text);
                break;
        }
    }
}
