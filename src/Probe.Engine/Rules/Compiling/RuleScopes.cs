using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules.Collecting;

namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>
/// What conditions may name. All macros and lists of the set, whatever the order; under engine.strict a macro sees only
/// those before it, and so does a list, whose items are replaced one level deep.
/// </summary>
internal static class RuleScopes
{
    /// <summary>What a rule may name.</summary>
    public static NameScope Of(RuleCollector items, bool isStrict) => Of(items, items.Macros, isStrict);

    /// <summary>What a macro may name.</summary>
    public static NameScope Of(RuleCollector items, Macro macro) =>
        Of(items, items.Macros.Where(other => other.Number < macro.SeesBefore), isStrict: true);

    private static NameScope Of(RuleCollector items, IEnumerable<Macro> macros, bool isStrict)
    {
        var scope = new NameScope();
        foreach (var macro in macros.Where(macro => macro.IsSound))
        {
            scope.Macros[macro.Name] = macro.Condition.ToString();
        }

        var byName = items.Lists.ToDictionary(list => list.Name, StringComparer.Ordinal);
        foreach (var list in items.Lists)
        {
            scope.Lists[list.Name] = [.. list.Items.SelectMany(item => isStrict
                && byName.TryGetValue(item.Text, out var inner) && inner.Number < list.SeesBefore
                    ? inner.Items.Select(value => value.Text)
                    : [item.Text])];
        }

        return scope;
    }
}
