using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language;

/// <summary>
/// Puts the conditions of macros in place of their names; each keeps its own grouping. Names resolve over the whole
/// scope, whatever the order of definition. A macro that leads back to itself is an error, and so is a condition that
/// grows beyond all use.
/// </summary>
/// <param name="names">The macros and lists there are.</param>
/// <param name="replacement">Puts lists into the text of macros; null when they are put in later.</param>
internal sealed class MacroExpansion(NameScope names, ListReplacement? replacement)
{
    /// <summary>A rule of the official set has some hundred nodes; doubling macros reach any number.</summary>
    private const int NodesMax = 20_000;

    /// <summary>Far beyond what people write; a chain of thousands would be walked from each of its links.</summary>
    private const int MacrosMax = 250;

    private readonly List<string> _within = [];
    private int _depth;
    private int _nodes;

    /// <summary>The macros that were put in.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>The condition without names of macros.</summary>
    /// <param name="condition">As parsed.</param>
    public ConditionSyntax Expand(ConditionSyntax condition)
    {
        if (++_nodes > NodesMax)
        {
            Throw.Language(condition.Span, $"the condition has more than {NodesMax} parts once its macros are put in");
        }

        if (++_depth > Parser.RuleDepthMax * 2)
        {
            Throw.Language(condition.Span, "the condition is nested too deep once its macros are put in");
        }

        var expanded = condition switch
        {
            GroupSyntax group =>
                new GroupSyntax(group.Connective, [.. group.Children.Select(Expand)], group.Span),
            NotSyntax not => new NotSyntax(Expand(not.Child), not.Span),
            MacroSyntax macro => Body(macro),
            _ => condition,
        };
        _depth--;
        return expanded;
    }

    private ConditionSyntax Body(MacroSyntax macro)
    {
        if (!names.Macros.TryGetValue(macro.Name, out string? text))
        {
            string message = names.Lists.ContainsKey(macro.Name)
                ? $"`{macro.Name}` is a list, expected a check or a macro"
                : $"unknown macro `{macro.Name}`";
            Throw.Unknown(macro.Span, message, LanguageErrorKind.UnknownMacro, macro.Name, names.Macros.Keys);
        }

        int start = _within.IndexOf(macro.Name);
        if (start >= 0)
        {
            string cycle = string.Join(" -> ", _within.Skip(start).Append(macro.Name).Select(n => $"`{n}`"));
            Throw.Unknown(
                macro.Span,
                $"macro `{macro.Name}` uses itself: {cycle}",
                LanguageErrorKind.MacroLoop,
                macro.Name,
                []);
        }

        if (_within.Count == MacrosMax)
        {
            Throw.Language(macro.Span, $"nested too deep: more than {MacrosMax} macros within one another");
        }

        Used.Add(macro.Name);
        _within.Add(macro.Name);
        var source = replacement?.Of(text, macro.Name, macro.Span)
            ?? new SourceText(text) { Macro = macro.Name, UsedAt = macro.Span };
        var body = Expand(new Parser(source, 0, names.Lists.ContainsKey).Condition());
        _within.RemoveAt(_within.Count - 1);
        return body;
    }
}
