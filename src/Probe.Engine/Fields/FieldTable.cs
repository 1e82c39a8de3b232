using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Fields;

/// <summary>The fields that rules may name. An instance, so that tests bring their own.</summary>
public sealed class FieldTable
{
    private readonly Dictionary<string, Field> _byName = new(StringComparer.Ordinal);

    /// <summary>A table of these fields.</summary>
    /// <param name="fields">Rows; names are unique.</param>
    public FieldTable(IEnumerable<Field> fields)
    {
        foreach (var field in fields)
        {
            _byName.Add(field.Name, field);
        }
    }

    /// <summary>All fields, in table order.</summary>
    public IReadOnlyCollection<Field> All => _byName.Values;

    /// <summary>Finds a field by the name without argument.</summary>
    /// <param name="name">As written in rules.</param>
    /// <param name="field">The field.</param>
    public bool TryFind(string name, [NotNullWhen(true)] out Field? field) => _byName.TryGetValue(name, out field);
}
