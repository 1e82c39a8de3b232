using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules.Collecting;

namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>Which macros and lists are named anywhere, so that the author hears of those that are not.</summary>
internal sealed class NameUsage
{
    private readonly RuleCollector _items;
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);

    public NameUsage(RuleCollector items)
    {
        _items = items;
        foreach (var macro in items.Macros)
        {
            AddWords(macro.Condition.ToString());
        }

        foreach (var item in items.Lists.SelectMany(list => list.Items))
        {
            AddWords(item.Text);
        }
    }

    /// <summary>Counts the names that a condition's text has.</summary>
    public void AddWords(string text) => _words.UnionWith(Identifiers.Words(text).Select(word => word.Word));

    /// <summary>Counts the names that a bound condition used.</summary>
    public void Add(BoundCondition condition)
    {
        _words.UnionWith(condition.UsedMacros);
        _words.UnionWith(condition.UsedLists);
    }

    /// <summary>Whether anything names a macro or list.</summary>
    public bool Has(string name) => _words.Contains(name);

    public void Report(RuleReport report)
    {
        foreach (var macro in _items.Macros.Where(macro => !_words.Contains(macro.Name)))
        {
            report.Add(RuleCode.UnusedMacro, macro.Span, $"nothing uses macro `{macro.Name}`", macro.Location);
        }

        foreach (var list in _items.Lists.Where(list => !_words.Contains(list.Name)))
        {
            report.Add(RuleCode.UnusedList, list.Span, $"nothing uses list `{list.Name}`", list.Location);
        }
    }
}
