using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>Values that a list or a check names twice.</summary>
internal static class DoubleValues
{
    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules)
        {
            Visit(context, rule, rule.Written);
            foreach (string name in rule.Compiled.Condition.UsedLists.Order(StringComparer.Ordinal))
            {
                var seen = new Dictionary<string, YamlValue>();
                foreach (var item in context.Lists[name].Items.Where(item => !seen.TryAdd(item.Text, item)))
                {
                    var first = seen[item.Text].Span;
                    context.Tell(
                        rule,
                        new Place(item.Span, [$"list \"{name}\""]),
                        $"`{item.Text}` is in the list already, at {first.File.Name}:{first.Line}:{first.Column}",
                        "take one out; if another value was meant, write it");
                }
            }
        }
    }

    private static void Visit(LintContext context, LintedRule rule, ConditionSyntax condition)
    {
        switch (condition)
        {
            case GroupSyntax group:
                foreach (var child in group.Children)
                {
                    Visit(context, rule, child);
                }

                break;
            case NotSyntax not:
                Visit(context, rule, not.Child);
                break;
            case CheckSyntax { Right: ListSyntax list }:
                var seen = new HashSet<string>();
                foreach (var value in list.Items.OfType<LiteralSyntax>())
                {
                    if (!seen.Add(value.Token.Text))
                    {
                        context.Tell(
                            rule,
                            context.PlaceOf(rule, value),
                            $"`{value.Token.Text}` is in the list already",
                            "take one out; if another value was meant, write it");
                    }
                }

                break;
        }
    }
}
