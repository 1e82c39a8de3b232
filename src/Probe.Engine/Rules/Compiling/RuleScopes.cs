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
    public static NameScope Of(RuleCollector items, bool isStrict)
    {
        var scope = new NameScope();
        AddMacros(scope, items.Macros);
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

    /// <summary>What a macro may name under engine.strict.</summary>
    /// <param name="items">All there is.</param>
    /// <param name="macro">The macro.</param>
    /// <param name="all">What a rule may name; macros may name the same lists.</param>
    public static NameScope Of(RuleCollector items, Macro macro, NameScope all)
    {
        var scope = new NameScope { Lists = all.Lists };
        AddMacros(scope, items.Macros.Where(other => other.Number < macro.SeesBefore));
        return scope;
    }

    private static void AddMacros(NameScope scope, IEnumerable<Macro> macros)
    {
        foreach (var macro in macros.Where(macro => macro.IsSound))
        {
            scope.Macros[macro.Name] = macro.Condition.ToString();
        }
    }
}
