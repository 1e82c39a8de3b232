using System.Diagnostics.CodeAnalysis;
using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;

namespace KosmosProbe.Engine.Output;

/// <summary>What a template does at a missing value.</summary>
public enum MissingValue
{
    /// <summary>Print <c>&lt;NA&gt;</c> and go on, as in every alert.</summary>
    Print,

    /// <summary>Stop there, unless the template starts with an asterisk.</summary>
    Stop,
}

/// <summary>
/// An output template, parsed at load into literals and fields: <c>%field</c>, <c>%10field</c> padded or cut to ten
/// bytes, <c>%transformer(field)</c>. There is no escape for the percent sign. Immutable.
/// </summary>
public sealed class OutputFormat
{
    private const int WidthMax = 4096;
    private readonly Part[] _parts;
    private readonly bool _stopsAtMissing;

    private OutputFormat(Part[] parts, bool stopsAtMissing, Field[] values, Field[] plainFields)
    {
        _parts = parts;
        _stopsAtMissing = stopsAtMissing;
        Values = values;
        PlainFields = plainFields;
    }

    /// <summary>The values as the template has them, in its order, transformers included.</summary>
    public IReadOnlyList<Field> Values { get; }

    /// <summary>The fields that the values read: what an alert's output_fields hold.</summary>
    public IReadOnlyList<Field> PlainFields { get; }

    /// <summary>Parses a template. One leading asterisk is taken off; it says to print missing values.</summary>
    /// <param name="template">The template.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="missing">What to do at a missing value.</param>
    /// <param name="format">The parsed template.</param>
    /// <param name="error">What is wrong, with offsets into <paramref name="template"/>.</param>
    public static bool TryParse(
        string template,
        FieldTable fields,
        MissingValue missing,
        [NotNullWhen(true)] out OutputFormat? format,
        [NotNullWhen(false)] out LanguageError? error)
    {
        format = null;
        bool hasStar = template.StartsWith('*');
        int position = hasStar ? 1 : 0;
        var parts = new List<Part>();
        var values = new List<Field>();
        var plainFields = new List<Field>();
        while (position < template.Length)
        {
            int percent = template.IndexOf('%', position);
            int literalEnd = percent < 0 ? template.Length : percent;
            if (literalEnd > position)
            {
                parts.Add(new Part(Encoding.UTF8.GetBytes(template[position..literalEnd]), null, 0));
            }

            if (percent < 0)
            {
                break;
            }

            if (!TryParseWidth(template, percent, out int width, out int start, out error)
                || !TryBind(template, start, fields, out var value, out var inner, out position, out error))
            {
                return false;
            }

            parts.Add(new Part([], new FieldPrinter(value), width));
            values.Add(value);
            plainFields.AddRange(inner);
        }

        bool stops = missing == MissingValue.Stop && !hasStar;
        format = new OutputFormat([.. parts], stops, [.. values], [.. plainFields]);
        error = null;
        return true;
    }

    /// <summary>Writes the text. False when a missing value stopped it.</summary>
    /// <param name="context">What to read from.</param>
    /// <param name="destination">Where to; raw bytes, nothing escaped.</param>
    public bool Write(in EventContext context, ByteBuffer destination)
    {
        foreach (ref readonly var part in _parts.AsSpan())
        {
            if (part.Value is null)
            {
                destination.Append(part.Literal);
                continue;
            }

            int start = destination.Length;
            if (!part.Value.TryWriteText(context, destination))
            {
                if (_stopsAtMissing)
                {
                    return false;
                }

                destination.Append("<NA>"u8);
            }

            if (part.Width > 0)
            {
                Fit(start, part.Width, destination);
            }
        }

        return true;
    }

    private static void Fit(int start, int width, ByteBuffer destination)
    {
        int length = destination.Length - start;
        if (length > width)
        {
            destination.Truncate(start + width);
        }
        else
        {
            destination.AppendRepeated((byte)' ', width - length);
        }
    }

    private static bool TryParseWidth(
        string template, int percent, out int width, out int start, [NotNullWhen(false)] out LanguageError? error)
    {
        width = 0;
        start = percent + 1;
        error = null;
        while (start < template.Length && char.IsAsciiDigit(template[start]))
        {
            width = Math.Min((width * 10) + (template[start] - '0'), WidthMax + 1);
            start++;
        }

        if (width > WidthMax)
        {
            error = new LanguageError(percent, start - percent, $"a width is at most {WidthMax}");
        }
        else if (start == template.Length)
        {
            error = new LanguageError(percent, start - percent, "a field name was expected after `%`, found the end");
        }

        return error is null;
    }

    private static bool TryBind(
        string template,
        int start,
        FieldTable fields,
        [NotNullWhen(true)] out Field? value,
        [NotNullWhen(true)] out IReadOnlyList<Field>? inner,
        out int end,
        [NotNullWhen(false)] out LanguageError? error)
    {
        if (char.IsAsciiLetter(template[start]))
        {
            return ConditionLanguage.TryBindValue(template, start, fields, out value, out inner, out end, out error);
        }

        value = null;
        inner = null;
        end = start;
        string hint = template[start] == '%' ? "; a percent sign cannot be written" : string.Empty;
        error = new LanguageError(
            start, 1, $"a field name was expected after `%`, found `{template[start]}`{hint}");
        return false;
    }

    private readonly record struct Part(byte[] Literal, FieldPrinter? Value, int Width);
}
