using KosmosProbe.Engine.Rules.Compiling;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>Names that Falco would not know where they are used, because it reads their definitions later.</summary>
internal static class LaterDefinitions
{
    public static void Run(LintContext context)
    {
        // A file is refused for a name once, at its first use.
        var told = new HashSet<(int File, string Name)>();
        foreach (var rule in context.Rules)
        {
            int own = context.Order.NumberOf(rule.Rule.Span.File);
            foreach (var (offset, word) in Identifiers.Words(rule.Text.ToString()))
            {
                if (PointOf(context, rule, word) is { } point && point.File > own && !told.Contains((own, word))
                    && TellRule(context, rule, offset, word, point))
                {
                    told.Add((own, word));
                }
            }

            foreach (string macro in rule.Compiled.Condition.UsedMacros.Order(StringComparer.Ordinal))
            {
                TellMacro(context, rule, macro);
            }
        }
    }

    private static DefinitionPoint? PointOf(LintContext context, LintedRule rule, string word) =>
        rule.Compiled.Condition.UsedLists.Contains(word) ? context.Order.List(word)
        : rule.Compiled.Condition.UsedMacros.Contains(word) ? context.Order.Macro(word)
        : null;

    private static bool TellRule(
        LintContext context, LintedRule rule, int offset, string word, DefinitionPoint point)
    {
        bool isList = rule.Compiled.Condition.UsedLists.Contains(word);
        return context.Tell(
            rule,
            new Place(rule.Text.SpanAt(offset, word.Length), [$"condition of rule \"{rule.Rule.Name}\""]),
            $"{(isList ? "list" : "macro")} `{word}` is defined in a later file, {point.FileName}: Falco compiles "
            + $"each file with those before it, and {(isList ? "takes the name for a value" : "refuses it")} here",
            "read that file first (files of a directory are read in order of their names), or define it here");
    }

    // Falco puts macros in when it reads them, so that even within a file one sees only those above it.
    private static void TellMacro(LintContext context, LintedRule rule, string name)
    {
        var macro = context.Macros[name];
        if (context.Order.Macro(name) is not { } own)
        {
            return;
        }

        foreach (var (offset, word) in Identifiers.Words(macro.Condition.ToString()))
        {
            if (context.Macros.ContainsKey(word) && context.Order.Macro(word) is { } at && at.Item > own.Item)
            {
                context.Tell(
                    rule,
                    new Place(macro.Condition.SpanAt(offset, word.Length), [$"condition of macro \"{name}\""]),
                    $"macro `{word}` is defined below the macro that uses it: Falco refuses the name here",
                    $"define `{word}` above `{name}`");
            }
        }
    }
}
