using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>Short forms for rows that give a field its reader for events of captures.</summary>
internal static class CaptureRows
{
    /// <summary>A field without argument.</summary>
    /// <param name="name">The field.</param>
    /// <param name="reader">Of the kind that fits its type.</param>
    public static (string Name, Func<Field, Field> Change) Text(string name, TextReader reader) =>
        (name, field => field.ReadBy(reader));

    /// <summary>A number.</summary>
    /// <param name="name">The field.</param>
    /// <param name="reader">Its reader.</param>
    public static (string Name, Func<Field, Field> Change) Number(string name, NumberReader reader) =>
        (name, field => field.ReadBy(reader));

    /// <summary>True or false.</summary>
    /// <param name="name">The field.</param>
    /// <param name="reader">Its reader.</param>
    public static (string Name, Func<Field, Field> Change) Flag(string name, BooleanReader reader) =>
        (name, field => field.ReadBy(reader));

    /// <summary>A field that needs an argument.</summary>
    /// <param name="name">The field.</param>
    /// <param name="reader">Gives the reader of an argument.</param>
    public static (string Name, Func<Field, Field> Change) Keyed(string name, Func<string, TextReader?> reader) =>
        (name, field => field.ReadBy(reader: null, reader));

    /// <summary>A text of the process' ancestors: with an index of that one, 0 being itself; without, of any.</summary>
    /// <param name="name">The field.</param>
    /// <param name="read">Reads it of a thread.</param>
    public static (string Name, Func<Field, Field> Change) Ancestry(string name, ThreadTextReader read) =>
        (name, field => field.ReadBy(
            new TextItemReader((in context, index, out value) =>
            {
                value = default;
                return RecordedAncestors.Item(context, index) is { } ancestor
                    && read(context, ancestor, out value);
            }),
            argument => Ancestors.TryIndex(argument, out int level) ? OfAncestor(level, read) : null,
            RecordedAncestors.Count));

    /// <summary>A text of the process at a level of its ancestry.</summary>
    /// <param name="level">0 is the process itself.</param>
    /// <param name="read">Reads it of a thread.</param>
    public static TextReader OfAncestor(int level, ThreadTextReader read) => (in context, out value) =>
    {
        value = default;
        return RecordedAncestors.At(context, level) is { } ancestor && read(context, ancestor, out value);
    };
}
