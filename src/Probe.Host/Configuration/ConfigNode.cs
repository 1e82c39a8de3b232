namespace KosmosProbe.Host.Configuration;

/// <summary>
/// A value of the configuration, with its place, so that every later complaint can say where. YAML's tree, small enough
/// to be changed by <c>-o</c> before it is read.
/// </summary>
internal abstract class ConfigNode(Place place)
{
    /// <summary>Where it was written.</summary>
    public Place Place { get; } = place;

    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value, as text; null and quoted texts are told apart.</summary>
internal sealed class ConfigScalar(Place place, string text, bool quoted) : ConfigNode(place)
{
    /// <summary>The text, environment variables already replaced.</summary>
    public string Text { get; } = text;

    /// <summary>The text as written. What may be shown to others: variables often hold what is secret.</summary>
    public string Written { get; init; } = text;

    /// <summary>True when it stands in quotes: a text, whatever it looks like.</summary>
    public bool IsQuoted { get; } = quoted;

    /// <summary>True for an absent value: nothing, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => !IsQuoted && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Kind => IsNull ? "nothing" : $"'{Text}'";
}

/// <summary>A list.</summary>
internal sealed class ConfigList(Place place) : ConfigNode(place)
{
    /// <summary>The items, in order.</summary>
    public List<ConfigNode> Items { get; } = [];

    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>A mapping. Keys keep their order and their own places.</summary>
internal sealed class ConfigMap(Place place) : ConfigNode(place)
{
    private readonly Dictionary<string, (Place Key, ConfigNode Value)> _entries = new(StringComparer.Ordinal);

    /// <summary>Key, the key's place, value.</summary>
    public IEnumerable<(string Key, Place Place, ConfigNode Value)> Entries =>
        _entries.Select(static entry => (entry.Key, entry.Value.Key, entry.Value.Value));

    /// <inheritdoc/>
    public override string Kind => "a mapping";

    /// <summary>The value of a key, or null.</summary>
    /// <param name="key">As written.</param>
    public ConfigNode? Find(string key) => _entries.TryGetValue(key, out var entry) ? entry.Value : null;

    /// <summary>Sets a key, over any value it had.</summary>
    /// <param name="key">As written.</param>
    /// <param name="place">Where the key was written.</param>
    /// <param name="value">Its value.</param>
    public void Set(string key, Place place, ConfigNode value) => _entries[key] = (place, value);
}
