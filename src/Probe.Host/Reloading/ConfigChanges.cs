using KosmosProbe.Host.Configuration;

namespace KosmosProbe.Host.Reloading;

/// <summary>What differs between two configurations.</summary>
internal static class ConfigChanges
{
    /// <summary>
    /// The keys whose values differ, dotted; a list counts as one value. A mapping that only one of the two has is
    /// named by its parts.
    /// </summary>
    /// <param name="former">One configuration.</param>
    /// <param name="next">The other.</param>
    public static IReadOnlyList<string> Between(ConfigMap former, ConfigMap next)
    {
        var values = Flat(former);
        foreach (var (key, value) in Flat(next))
        {
            if (values.TryGetValue(key, out string? old) && old == value) values.Remove(key);
            else values[key] = value;
        }

        return [.. values.Keys.Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Flat(ConfigMap map)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        AddTo(values, "", map);
        return values;
    }

    private static void AddTo(Dictionary<string, string> values, string prefix, ConfigMap map)
    {
        foreach (var (key, _, value) in map.Entries)
        {
            if (value is ConfigMap inner) AddTo(values, $"{prefix}{key}.", inner);
            else if (value is not ConfigScalar { IsNull: true }) values[prefix + key] = Text(value);
        }
    }

    // Lengths first, so that no two values have one text.
    private static string Text(ConfigNode node) => node switch
    {
        ConfigScalar scalar => $"{scalar.Text.Length}:{scalar.Text}",
        ConfigList list => $"[{list.Items.Count}:{string.Concat(list.Items.Select(Text))}]",
        ConfigMap map => $"{{{string.Concat(map.Entries.Select(static entry =>
            $"{entry.Key.Length}:{entry.Key}{Text(entry.Value)}"))}}}",
        _ => "",
    };
}
