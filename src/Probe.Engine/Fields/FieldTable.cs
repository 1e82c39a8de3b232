using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Fields;

/// <summary>The fields that rules may name. An instance, so that tests bring their own.</summary>
public sealed class FieldTable
{
    private readonly Dictionary<string, Field> _byName = new(StringComparer.Ordinal);
    private readonly Func<string, FieldTable?>? _others;
    private readonly Dictionary<string, Field?>? _resolved;

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

    private FieldTable(FieldTable other)
    {
        (_byName, _others) = (other._byName, other._others);
        _resolved = new Dictionary<string, Field?>(StringComparer.Ordinal);
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

    /// <summary>
    /// The same fields for one set of rules: a field with an argument is made once, however many rules name it.
    /// </summary>
    internal FieldTable ForOneSet() => new(this);

    /// <summary>The field of an argument; null when the argument does not fit.</summary>
    /// <param name="field">A field that takes arguments.</param>
    /// <param name="argument">As written.</param>
    internal Field? Resolve(Field field, string argument)
    {
        if (_resolved is null) return field.WithArgument?.Invoke(argument);
        string name = $"{field.Name}[{argument}]";
        if (!_resolved.TryGetValue(name, out var resolved))
        {
            resolved = field.WithArgument?.Invoke(argument);
            _resolved.Add(name, resolved);
        }

        return resolved;
    }
}
