using KosmosProbe.Engine.Rules.Compiling;

namespace KosmosProbe.Engine.Rules.Collecting;

/// <summary>A named condition as all files together make it.</summary>
internal sealed class Macro(string name)
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

    /// <summary>Falco lets it use macros that were first defined before this.</summary>
    public int SeesBefore { get; set; }

    public MappedText Condition { get; set; } = new();

    /// <summary>False: its condition was reported; what uses it is not to be blamed.</summary>
    public bool IsSound { get; set; } = true;
}
