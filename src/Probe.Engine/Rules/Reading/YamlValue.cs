using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;

namespace KosmosProbe.Engine.Rules.Reading;

/// <summary>Shape of a YAML value.</summary>
internal enum YamlKind
{
    Null,
    Scalar,
    Sequence,
    Mapping,
}

/// <summary>A value of a rules file that knows where it stands. The first of two equal keys counts.</summary>
internal sealed class YamlValue
{
    private ScalarMap? _map;

    public required YamlKind Kind { get; init; }

    public required FileSpan Span { get; set; }

    /// <summary>A scalar's text; empty for others.</summary>
    public string Text { get; init; } = string.Empty;

    public ScalarStyle Style { get; init; }

    /// <summary>A sequence's items.</summary>
    public List<YamlValue> Items { get; } = [];

    /// <summary>A mapping's keys and values.</summary>
    public List<KeyValuePair<YamlValue, YamlValue>> Members { get; } = [];

    /// <summary>Finds a mapping's value.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out YamlValue? value)
    {
        value = Members.Find(member => member.Key.Kind == YamlKind.Scalar && member.Key.Text == key).Value;
        return value is not null;
    }

    /// <summary>Where a character of the scalar's text stands in the file.</summary>
    public int OffsetOf(int index) => (_map ??= new ScalarMap(this)).OffsetOf(index);
}
