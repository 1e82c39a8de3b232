using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Rules.Collecting;

/// <summary>
/// A rule's excepted cases: fields, an operator for each, and tuples of values. With a single field (no sequence) the
/// values are a plain list.
/// </summary>
internal sealed class ExceptionClause(string name, YamlValue item)
{
    public string Name => name;

    /// <summary>Where it stands.</summary>
    public YamlValue Item => item;

    /// <summary>True when <c>fields</c> is a single text.</summary>
    public bool IsSingleField { get; init; }

    public required IReadOnlyList<YamlValue> Fields { get; init; }

    /// <summary>As many as fields, blanks normalised.</summary>
    public required IReadOnlyList<string> Operators { get; init; }

    public List<YamlValue> Values { get; } = [];
}
