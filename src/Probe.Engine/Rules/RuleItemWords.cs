namespace KosmosProbe.Engine.Rules;

/// <summary>The chain of items in words, for messages of one glance: <c>condition of rule "x"</c>.</summary>
internal static class RuleItemWords
{
    /// <summary>The items that have a name, innermost first.</summary>
    /// <param name="chain">Outermost first.</param>
    /// <param name="message">What is said; an item that it names already is left out at the inner end.</param>
    public static IEnumerable<string> Of(IReadOnlyList<RuleLocation> chain, string message)
    {
        for (int i = chain.Count - 1; i >= 0; i--)
        {
            var location = chain[i];
            if (location.Item is RuleItem.PluginEntry or RuleItem.PluginAlternative)
            {
                yield return "required_plugin_versions";
            }
            else if (location.Item
                is RuleItem.Rule or RuleItem.Macro or RuleItem.List or RuleItem.Exception or RuleItem.TestCase)
            {
                bool isNamed = i == chain.Count - 1
                    && message.Contains($"`{location.Name}`", StringComparison.Ordinal);
                if (isNamed || location is { Item: RuleItem.TestCase, Name: "" })
                {
                    continue;
                }

                string part = i + 1 < chain.Count ? PartOf(chain[i + 1].Item) : string.Empty;
                yield return $"{part}{location.Item.Name()} \"{location.Name}\"";
            }
        }
    }

    private static string PartOf(RuleItem item) => item switch
    {
        RuleItem.RuleCondition or RuleItem.MacroCondition or RuleItem.Expression => "condition of ",
        RuleItem.RuleOutput => "output of ",
        _ => string.Empty,
    };
}
