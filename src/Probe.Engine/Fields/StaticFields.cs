using System.Text;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>Fields that a configuration sets once and for all (<c>static_fields</c>): <c>static.NAME</c>.</summary>
public static class StaticFields
{
    private const string Prefix = "static.";

    /// <summary>Whether a field is one of these.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A table with these fields behind its own.</summary>
    /// <param name="table">The table.</param>
    /// <param name="values">Name, without the prefix, and value.</param>
    public static FieldTable AddTo(FieldTable table, IReadOnlyDictionary<string, string> values) => values.Count == 0
        ? table
        : new FieldTable(
            table.All.Concat(values.Select(pair => Row(pair.Key, Encoding.UTF8.GetBytes(pair.Value)))),
            source => table.OfSource(source) is var other && other != table ? AddTo(other, values) : null);

    private static Field Row(string name, byte[] value) => new()
    {
        Name = Prefix + name,
        Type = FieldType.Text,
        Lifetime = FieldLifetime.Container,
        Description = "Set by the configuration's static_fields.",
        Example = $"{Prefix}{name} exists",
        Reader = (TextReader)((in EventContext _, out ReadOnlySpan<byte> text) =>
        {
            text = value;
            return true;
        }),
    };
}
