namespace KosmosProbe.Engine.Fields;

/// <summary>Fields that belong together, as lists and docs show them.</summary>
/// <param name="Name">What the fields' names start with, as a rule.</param>
/// <param name="Description">What they tell; empty when their names do.</param>
/// <param name="Fields">The fields, in the order in which Falco lists them.</param>
public sealed record FieldClass(string Name, string Description, IReadOnlyList<Field> Fields)
{
    /// <summary>Tells classes of one name apart; null when there is but one.</summary>
    public string? Scope { get; init; }

    /// <summary>Lists say whether arguments are indexes or keys, as Falco's do for plugins.</summary>
    public bool TellsArgumentKinds { get; init; }
}
