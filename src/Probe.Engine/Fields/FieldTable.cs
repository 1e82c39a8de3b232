using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Fields;

/// <summary>The fields that rules may name. An instance, so that tests bring their own.</summary>
public sealed class FieldTable
{
    private readonly Dictionary<string, Field> _byName = new(StringComparer.Ordinal);
    private readonly Func<string, FieldTable?>? _others;

    /// <summary>A table of these fields.</summary>
    /// <param name="fields">Rows; names are unique.</param>
    /// <param name="others">Gives the table of a source that has fields of its own; null for any other source.</param>
    public FieldTable(IEnumerable<Field> fields, Func<string, FieldTable?>? others = null)
    {
        _others = others;
        foreach (var field in fields)
        {
            _byName.Add(field.Name, field);
        }
    }

    /// <summary>All fields, in table order.</summary>
    public IReadOnlyCollection<Field> All => _byName.Values;

    /// <summary>The fields that rules of a source may name: these, unless the source has its own.</summary>
    /// <param name="source">Its name.</param>
    public FieldTable OfSource(string source) => _others?.Invoke(source) ?? this;

    /// <summary>Finds a field by the name without argument.</summary>
    /// <param name="name">As written in rules.</param>
    /// <param name="field">The field.</param>
    public bool TryFind(string name, [NotNullWhen(true)] out Field? field) => _byName.TryGetValue(name, out field);
}
