using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Rules.Collecting;

/// <summary>A named list of values as all files together make it.</summary>
internal sealed class NamedList(string name)
{
    public string Name => name;

    /// <summary>Where it was defined first.</summary>
    public required FileSpan First { get; init; }

    /// <summary>Where it was defined last.</summary>
    public required FileSpan Span { get; set; }

    /// <summary>The item that defined it last.</summary>
    public required RuleLocation Location { get; set; }

    /// <summary>When it was first defined, among all items.</summary>
    public int Number { get; init; }

    /// <summary>Falco lets it contain lists that were first defined before this.</summary>
    public int SeesBefore { get; set; }

    /// <summary>The items, each where it stands.</summary>
    public List<YamlValue> Items { get; set; } = [];
}
