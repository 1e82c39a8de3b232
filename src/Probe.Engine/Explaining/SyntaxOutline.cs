using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Explaining;

/// <summary>The outline of a condition as its author wrote it, macros and lists put in.</summary>
internal static class SyntaxOutline
{
    /// <summary>The outline.</summary>
    /// <param name="condition">Without names of macros and lists.</param>
    public static ConditionTree Of(ConditionSyntax condition) => Of(condition, null);

    private static ConditionTree Of(ConditionSyntax condition, SourceText? around)
    {
        var source = condition.Span.Source;
        var tree = condition switch
        {
            GroupSyntax group => Group(group, isNegated: false),
            NotSyntax { Child: GroupSyntax group } when group.Span.Source == source => Group(group, isNegated: true),
            NotSyntax not => Not(Of(not.Child, source)),
            _ => Check((CheckSyntax)condition),
        };
        return around is null ? tree : tree with { Macros = [.. Macros(source, around), .. tree.Macros] };
    }

    private static ConditionTree Group(GroupSyntax group, bool isNegated)
    {
        string text = group.Connective switch
        {
            Connective.And => isNegated ? "not all of" : "all of",
            _ => isNegated ? "none of" : "any of",
        };
        return new ConditionTree(text) { Parts = [.. group.Children.Select(child => Of(child, group.Span.Source))] };
    }

    private static ConditionTree Not(ConditionTree child) => child.Parts.Count == 0
        ? child with { Text = $"not {child.Text}" }
        : new ConditionTree("not") { Parts = [child] };

    private static ConditionTree Check(CheckSyntax check)
    {
        string text = $"{check.Left.Print(PrintStyle.Source)} {check.OperatorToken.Text}";
        text += check.Modifier is null ? string.Empty : $" {check.Modifier}";
        return check.Right switch
        {
            null => new ConditionTree(text),
            ListSyntax list => new ConditionTree(text)
            {
                Values = [.. list.Items.Select(item => item.Print(PrintStyle.Source))],
            },
            var right => new ConditionTree($"{text} {right.Print(PrintStyle.Source)}"),
        };
    }

    // From the text around inwards: a macro that is nothing but another macro counts too.
    private static Stack<string> Macros(SourceText source, SourceText around)
    {
        var macros = new Stack<string>();
        for (var at = source; at != around && at.Macro is { } macro; at = at.UsedAt.Source)
        {
            macros.Push(macro);
        }

        return macros;
    }
}
