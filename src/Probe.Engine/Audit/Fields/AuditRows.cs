using System.Globalization;
using System.Text.Json;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Audit.Fields;

/// <summary>Finds a value in an audit event. False: it has none.</summary>
/// <param name="root">The event.</param>
/// <param name="value">The value.</param>
internal delegate bool FindValue(JsonElement root, out JsonElement value);

/// <summary>Short forms for the rows of audit fields. All are texts, as those of Falco's plugin are.</summary>
internal static class AuditRows
{
    /// <summary>The value at a path.</summary>
    public static Field At(string name, string description, string example, params string[] path) =>
        Value(name, description, example, JsonPath.Of(path).TryFind);

    /// <summary>A value that is found in the event.</summary>
    public static Field Value(string name, string description, string example, FindValue find) =>
        FieldRows.Text(name, description, example, Reader(find));

    /// <summary>Several values.</summary>
    public static Field List(string name, string description, string example, AuditList list) => new()
    {
        Name = name,
        Type = FieldType.Text,
        Shape = FieldShape.List,
        Description = description,
        Example = example,
        Count = list.Count,
        Reader = new TextItemReader(list.TryItem),
    };

    /// <summary>Several values; with an index those that one item of the array gives.</summary>
    public static Field Indexed(string name, string description, string example, AuditList list) => new()
    {
        Name = name,
        Type = FieldType.Text,
        Shape = FieldShape.List,
        Description = description,
        Example = example,
        Count = list.Count,
        Reader = new TextItemReader(list.TryItem),
        Argument = ArgumentRule.IndexOptional,
        WithArgument = argument => TryIndex(argument, out int index)
            ? List($"{name}[{argument}]", description, example, list.At(index))
            : null,
    };

    /// <summary>A text that depends on a key.</summary>
    public static Field Keyed(string name, string description, string example, Func<string, TextReader?> reader) =>
        new()
        {
            Name = name,
            Type = FieldType.Text,
            Description = description,
            Example = example,
            Argument = ArgumentRule.KeyRequired,
            WithArgument = key => key.Length > 0 && reader(key) is { } read
                ? FieldRows.Text($"{name}[{key}]", description, example, read)
                : null,
        };

    /// <summary>Reads the text of a value.</summary>
    /// <param name="find">Finds it.</param>
    public static TextReader Reader(FindValue find) => (in context, out value) =>
    {
        value = default;
        if (context.Node.Audit is not { } audit || !find(audit.Root, out var found)) return false;
        value = JsonValue.TextOf(found, context.Node.Scratch);
        return true;
    };

    /// <summary>An item itself.</summary>
    public static bool Itself(JsonElement common, JsonElement item, AuditValues values)
    {
        values.Add(item);
        return true;
    }

    /// <summary>What lies at a path in the item; an item without it gives nothing.</summary>
    /// <param name="path">From the item on.</param>
    public static AddItem Member(params string[] path)
    {
        var way = JsonPath.Of(path);
        return (_, item, values) =>
        {
            if (way.TryFind(item, out var member)) values.Add(member);
            return true;
        };
    }

    /// <summary>Each value of the array that lies at a path in the item.</summary>
    /// <param name="path">From the item on.</param>
    public static AddItem Members(params string[] path)
    {
        var way = JsonPath.Of(path);
        return (_, item, values) =>
        {
            if (!way.TryFind(item, out var members) || members.ValueKind != JsonValueKind.Array) return true;
            foreach (var member in members.EnumerateArray()) values.Add(member);
            return true;
        };
    }

    private static bool TryIndex(string argument, out int index) =>
        int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
