using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Linting;

/// <summary>A place in a rules file and the items around it, innermost first.</summary>
/// <param name="Span">The place.</param>
/// <param name="Within">The items.</param>
internal sealed record Place(FileSpan Span, IReadOnlyList<string> Within);

/// <summary>Finds where in the files a part of an expanded condition stands: in a rule, a macro or a list.</summary>
/// <param name="macros">The macros by name.</param>
/// <param name="lists">The lists by name.</param>
internal sealed class Places(IReadOnlyDictionary<string, Macro> macros, IReadOnlyDictionary<string, NamedList> lists)
{
    /// <summary>The place of a part of a rule's condition.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="span">The part.</param>
    public Place Of(LintedRule rule, SourceSpan span)
    {
        var within = new List<string>();
        for (var source = span.Source; source.Macro is { } macro; source = source.UsedAt.Source)
        {
            within.Add($"condition of macro \"{macro}\"");
        }

        within.Add($"condition of rule \"{rule.Rule.Name}\"");
        var text = span.Source.Macro is { } name ? macros[name].Condition : rule.Text;
        return new Place(text.SpanAt(span.Offset, span.Length), within);
    }

    /// <summary>The place of a value: where a list has it, when it came from one.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="value">The value.</param>
    public Place Of(LintedRule rule, LiteralSyntax value)
    {
        var place = Of(rule, value.Span);
        string written = Text(value.Span);
        bool isListed = !value.Token.IsQuoted || written.Length == 0 || written[0] is not ('"' or '\'');
        if (isListed && lists.TryGetValue(written, out var list) && Find(list, value.Token.Text, []) is { } found)
        {
            return new Place(found.Item.Span, [$"list \"{found.List.Name}\"", .. place.Within]);
        }

        return place;
    }

    /// <summary>The text of a part of a condition on one line.</summary>
    /// <param name="span">The part.</param>
    public static string Text(SourceSpan span) => string.Join(
        ' ',
        span.Source.Text.Substring(span.Offset, span.Length)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private (NamedList List, YamlValue Item)? Find(NamedList list, string text, HashSet<string> visited)
    {
        if (list.Items.Find(item => item.Text == text || item.Text.Trim('"', '\'') == text) is { } own
            && !lists.ContainsKey(own.Text))
        {
            return (list, own);
        }

        foreach (var item in list.Items)
        {
            if (lists.TryGetValue(item.Text, out var inner) && visited.Add(inner.Name)
                && Find(inner, text, visited) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
