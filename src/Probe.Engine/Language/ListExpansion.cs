using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language;

/// <summary>
/// Puts the items of lists in place of their names, wherever an unquoted value is the name of a list. Falco replaces
/// text before it parses (<see cref="ListReplacement"/>); here values are replaced after, so that every value keeps its
/// place and an item may contain any character.
/// </summary>
/// <param name="names">The lists there are.</param>
internal sealed class ListExpansion(NameScope names)
{
    private const int ItemsMax = 1_000_000;

    private readonly List<string> _within = [];
    private int _items;

    /// <summary>The lists that were put in.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>The condition without names of lists.</summary>
    /// <param name="condition">With its macros put in.</param>
    public ConditionSyntax Expand(ConditionSyntax condition) => condition switch
    {
        GroupSyntax group => new GroupSyntax(group.Connective, [.. group.Children.Select(Expand)], group.Span),
        NotSyntax not => new NotSyntax(Expand(not.Child), not.Span),
        CheckSyntax { Right: LiteralSyntax value } check => With(check, One(value, check)),
        CheckSyntax { Right: ListSyntax list } check => With(check, Many(list)),
        _ => condition,
    };

    private static CheckSyntax With(CheckSyntax check, OperandSyntax right) =>
        new(check.Left, check.Operator, check.OperatorToken, check.Modifier, right, check.Span);

    private LiteralSyntax One(LiteralSyntax value, CheckSyntax check)
    {
        if (!IsList(value.Token))
        {
            return value;
        }

        var items = new List<OperandSyntax>();
        Add(value.Token, items);
        if (items.Count != 1)
        {
            Throw.Language(
                value.Span,
                $"list `{value.Token.Text}` has {items.Count} items, `{check.Operator.Spelling}` takes one value; "
                + $"write `in ({value.Token.Text})`");
        }

        return (LiteralSyntax)items[0];
    }

    private ListSyntax Many(ListSyntax list)
    {
        var items = new List<OperandSyntax>(list.Items.Count);
        foreach (var item in list.Items.Cast<LiteralSyntax>())
        {
            Add(item.Token, items);
        }

        return new ListSyntax(items, list.HasParentheses || items.Count != 1, list.Span);
    }

    private void Add(Token token, List<OperandSyntax> items)
    {
        if (++_items > ItemsMax)
        {
            Throw.Language(token.Span, $"more than {ItemsMax} values once lists are put in");
        }

        if (!IsList(token))
        {
            items.Add(new LiteralSyntax(token));
            return;
        }

        int start = _within.IndexOf(token.Text);
        if (start >= 0)
        {
            string cycle = string.Join(" -> ", _within.Skip(start).Append(token.Text).Select(n => $"`{n}`"));
            Throw.Language(token.Span, $"list `{token.Text}` contains itself: {cycle}");
        }

        Used.Add(token.Text);
        _within.Add(token.Text);
        foreach (string item in names.Lists[token.Text])
        {
            Add(Item(item, token.Span), items);
        }

        _within.RemoveAt(_within.Count - 1);
    }

    /// <summary>An item as a value at the place of the list's name; one in quotes of its own loses them.</summary>
    private static Token Item(string item, SourceSpan span)
    {
        bool isQuoted = item.Length > 1 && item[0] is '"' or '\'' && item[^1] == item[0];
        if (!isQuoted)
        {
            return new Token(item, span);
        }

        string list = span.Source.Text.Substring(span.Offset, span.Length);
        var source = new SourceText(item) { Macro = list, UsedAt = span };
        var lexer = new Lexer(source);
        return lexer.Quoted(out var token) && lexer.AtEnd
            ? new Token(token.Text, span, IsQuoted: true)
            : new Token(item, span);
    }

    private bool IsList(Token token) => !token.IsQuoted && names.Lists.ContainsKey(token.Text);
}
