namespace KosmosProbe.Engine.Rules;

/// <summary>A plugin that rules need.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The least version.</param>
public sealed record PluginVersion(string Name, string Version)
{
    /// <summary>Where a file asks for it; null for what is built in.</summary>
    public FileSpan? Span { get; init; }
}

/// <summary>What rules files need.</summary>
public sealed class RuleRequirements
{
    private readonly List<IReadOnlyList<PluginVersion>> _plugins = [];

    /// <summary>The highest level of the language that any file needs.</summary>
    public EngineVersion Engine { get; private set; }

    /// <summary>The plugins: for each need the plugin asked for, then those that do as well.</summary>
    public IReadOnlyList<IReadOnlyList<PluginVersion>> Plugins => _plugins;

    internal void Add(EngineVersion needed)
    {
        if (needed.Satisfies(Engine) || Engine == default)
        {
            Engine = needed;
        }
    }

    internal void Add(IReadOnlyList<PluginVersion> alternatives)
    {
        if (alternatives.Count > 0)
        {
            _plugins.Add(alternatives);
        }
    }
}
