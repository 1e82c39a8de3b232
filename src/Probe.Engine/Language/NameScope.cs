namespace KosmosProbe.Engine.Language;

/// <summary>The macros and lists that a condition may name; values are as the author wrote them.</summary>
public sealed class NameScope
{
    /// <summary>Macro name to the text of its condition.</summary>
    public Dictionary<string, string> Macros { get; } = new(StringComparer.Ordinal);

    /// <summary>List name to its items, in order of definition; an item may itself be the name of a list.</summary>
    public OrderedDictionary<string, IReadOnlyList<string>> Lists { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>How conditions are understood.</summary>
public sealed record LanguageOptions
{
    /// <summary>Falco's own meaning everywhere (engine.strict): networks refused in address sets, and so on.</summary>
    public bool Strict { get; init; }

    /// <summary>The events that are judged whatever a condition says of them; null: those that it names.</summary>
    public EventTypeSet? Events { get; init; }
}
