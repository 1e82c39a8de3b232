using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// The <c>output_fields</c> of an alert: one JSON object, keys in byte order and once each. Keys are encoded at load.
/// Immutable.
/// </summary>
public sealed class OutputFields
{
    private readonly Entry[] _entries;

    /// <summary>The object of these fields.</summary>
    /// <param name="fields">Fields under their own names; the same name twice counts once.</param>
    /// <param name="extras">Fields added by configuration; they win over a field of the same name.</param>
    public OutputFields(IEnumerable<Field> fields, IEnumerable<ExtraField> extras)
    {
        var byName = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            byName[field.Name] = new Entry(KeyOf(field.Name), new FieldPrinter(field), null);
        }

        foreach (var extra in extras)
        {
            byName[extra.Name] = extra.Value is { } value
                ? new Entry(KeyOf(extra.Name), new FieldPrinter(value), null)
                : new Entry(KeyOf(extra.Name), null, extra.Format);
        }

        foreach (var own in OwnFields.Added)
        {
            byName.TryAdd(own.Name, new Entry(KeyOf(own.Name), new FieldPrinter(own), null)
            {
                IsMissing = own == OwnFields.Suppressed ? IsNoneSuppressed : HasOneName,
            });
        }

        _entries = [.. byName.OrderBy(pair => pair.Key, Utf8Order.Instance).Select(pair => pair.Value)];
    }

    /// <summary>
    /// Writes the object; null when there are no fields. The count of suppressed alerts is in it when there were any,
    /// and the other name of a file that has one, asked for or not.
    /// </summary>
    /// <param name="context">What to read from.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="scratch">For text on its way to be escaped; its content is lost.</param>
    public void WriteJson(in EventContext context, ByteBuffer destination, ByteBuffer scratch)
    {
        byte before = (byte)'{';
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.IsMissing is { } isMissing && isMissing(context)) continue;
            destination.Append(before);
            before = (byte)',';
            destination.Append(entry.Key);
            if (entry.Printer is { } printer)
            {
                printer.WriteJson(context, destination, scratch);
            }
            else
            {
                scratch.Clear();
                entry.Format!.Write(context, scratch);
                JsonText.WriteString(scratch.Written, destination);
            }
        }

        destination.Append(before == (byte)'{' ? "null"u8 : "}"u8);
    }

    private delegate bool Missing(in EventContext context);

    private static bool IsNoneSuppressed(in EventContext context) => context.Node.SuppressedAlerts == 0;

    private static bool HasOneName(in EventContext context) => context.SamePath.IsEmpty;

    private static byte[] KeyOf(string name) => [.. JsonText.Encode(name), (byte)':'];

    private readonly record struct Entry(byte[] Key, FieldPrinter? Printer, OutputFormat? Format)
    {
        /// <summary>Says when to leave it out; null: never.</summary>
        public Missing? IsMissing { get; init; }
    }
}

/// <summary>
/// A field that configuration adds to output_fields: either a value, typed and under its own name, or a template,
/// always a string.
/// </summary>
public sealed class ExtraField
{
    /// <summary>A typed value.</summary>
    /// <param name="value">The field; its name is the key.</param>
    public ExtraField(Field value)
    {
        Name = value.Name;
        Value = value;
    }

    /// <summary>A template.</summary>
    /// <param name="name">The key.</param>
    /// <param name="format">What to write.</param>
    public ExtraField(string name, OutputFormat format)
    {
        Name = name;
        Format = format;
    }

    /// <summary>The key in output_fields.</summary>
    public string Name { get; }

    /// <summary>The typed value, or null.</summary>
    public Field? Value { get; }

    /// <summary>The template, or null.</summary>
    public OutputFormat? Format { get; }
}

/// <summary>Orders names by their bytes in UTF-8, as C++ does; UTF-16 differs beyond the basic plane.</summary>
public sealed class Utf8Order : IComparer<string>
{
    /// <summary>The only one.</summary>
    public static readonly Utf8Order Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        int same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) return left.Length - right.Length;

        // A surrogate stands for a character beyond all others.
        bool isBeyond = char.IsSurrogate(left[same]);
        return isBeyond == char.IsSurrogate(right[same]) ? left[same] - right[same] : isBeyond ? 1 : -1;
    }
}
