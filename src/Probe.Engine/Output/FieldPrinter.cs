using System.Diagnostics;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// Prints one field in the two ways alerts need: as text, and as a typed JSON value. Chosen once at load; printing
/// reads, writes bytes and allocates nothing.
/// </summary>
internal sealed class FieldPrinter
{
    private const byte Comma = (byte)',';
    private readonly Field _field;
    private readonly ValueKind _kind;
    private readonly bool _isMany;

    /// <summary>A printer for a field that needs no argument any more.</summary>
    public FieldPrinter(Field field)
        : this(field, isPrinted: !field.FilterOnly)
    {
    }

    private FieldPrinter(Field field, bool isPrinted)
    {
        _field = field;
        _isMany = field.Shape != FieldShape.Single;
        _kind = isPrinted && field.Reader is not null ? KindOf(field.Type) : ValueKind.Missing;
    }

    /// <summary>
    /// A printer of what checks see: for those who look into conditions, it prints fields too that no alert shows.
    /// </summary>
    /// <param name="field">A field that needs no argument any more.</param>
    public static FieldPrinter OfChecked(Field field) => new(field, isPrinted: true);

    private enum ValueKind
    {
        Missing,
        Text,
        Bytes,
        Number,
        Boolean,
        Double,
        Address,
    }

    /// <summary>Writes the value as text; false, and nothing written, when it is missing.</summary>
    public bool TryWriteText(in EventContext context, ByteBuffer destination)
    {
        return _isMany ? TryWriteItems(context, destination) : TryWriteSingle(context, destination);
    }

    /// <summary>Writes the value as JSON: null when it is missing.</summary>
    /// <param name="context">What to read from.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="scratch">For text on its way to be escaped; its content is lost.</param>
    public void WriteJson(in EventContext context, ByteBuffer destination, ByteBuffer scratch)
    {
        if (_field.Shape == FieldShape.List)
        {
            WriteJsonList(context, destination, scratch);
            return;
        }

        if (_field.JsonNumber is { } read)
        {
            WriteJsonNumber(context, read, destination);
            return;
        }

        // What is joined for printing (names of ancestors) is one string.
        bool isString = _isMany || IsStringInJson;
        if (_kind == ValueKind.Double && !isString)
        {
            WriteJsonDouble(context, destination);
            return;
        }

        scratch.Clear();
        bool isThere = _isMany ? TryWriteItems(context, scratch) : TryWriteSingle(context, scratch);
        if (!isThere)
        {
            destination.Append("null"u8);
        }
        else if (isString)
        {
            JsonText.WriteString(scratch.Written, destination);
        }
        else
        {
            destination.Append(scratch.Written);
        }
    }

    private bool IsStringInJson => _kind switch
    {
        ValueKind.Text or ValueKind.Bytes or ValueKind.Address => true,
        ValueKind.Number => _field.Format != NumberFormat.Decimal,
        _ => false,
    };

    private static ValueKind KindOf(FieldType type) => type switch
    {
        FieldType.Bytes => ValueKind.Bytes,
        _ when type.IsText() => ValueKind.Text,
        _ when type.IsAddress() => ValueKind.Address,
        FieldType.Boolean => ValueKind.Boolean,
        FieldType.Double => ValueKind.Double,
        _ => ValueKind.Number,
    };

    private bool TryWriteSingle(in EventContext context, ByteBuffer destination)
    {
        switch (_kind)
        {
            case ValueKind.Missing:
                return false;
            case ValueKind.Text:
                return ((TextReader)_field.Reader!)(context, out var text) && AppendText(text, destination);
            case ValueKind.Bytes:
                return ((TextReader)_field.Reader!)(context, out var bytes) && AppendDotted(bytes, destination);
            case ValueKind.Number:
                return ((NumberReader)_field.Reader!)(context, out long number) && AppendNumber(number, destination);
            case ValueKind.Boolean:
                if (!((BooleanReader)_field.Reader!)(context, out bool truth))
                {
                    return false;
                }

                destination.Append(truth ? "true"u8 : "false"u8);
                return true;
            case ValueKind.Double:
                if (!((DoubleReader)_field.Reader!)(context, out double real))
                {
                    return false;
                }

                NumberText.WriteText(real, destination);
                return true;
            case ValueKind.Address:
                return ((AddressReader)_field.Reader!)(context, out var address) && AppendAddress(address, destination);
            default:
                throw new UnreachableException();
        }
    }

    private bool TryWriteItem(in EventContext context, int index, ByteBuffer destination)
    {
        switch (_kind)
        {
            case ValueKind.Text:
                return ((TextItemReader)_field.Reader!)(context, index, out var text) && AppendText(text, destination);
            case ValueKind.Bytes:
                return ((TextItemReader)_field.Reader!)(context, index, out var bytes)
                    && AppendDotted(bytes, destination);
            case ValueKind.Number:
                return ((NumberItemReader)_field.Reader!)(context, index, out long number)
                    && AppendNumber(number, destination);
            case ValueKind.Address:
                return ((AddressItemReader)_field.Reader!)(context, index, out var address)
                    && AppendAddress(address, destination);
            default:
                return false;
        }
    }

    // A list prints as (a,b); several ends or ancestors as their values with blanks between.
    private bool TryWriteItems(in EventContext context, ByteBuffer destination)
    {
        bool isList = _field.Shape == FieldShape.List;
        int count = _kind == ValueKind.Missing ? -1 : _field.Count!(context);
        if (count < 0 || (count == 0 && !isList))
        {
            return false;
        }

        if (isList)
        {
            destination.Append((byte)'(');
        }

        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                destination.Append(isList ? Comma : (byte)' ');
            }

            TryWriteItem(context, i, destination);
        }

        if (isList)
        {
            destination.Append((byte)')');
        }

        return true;
    }

    private void WriteJsonList(in EventContext context, ByteBuffer destination, ByteBuffer scratch)
    {
        int count = _kind == ValueKind.Missing ? -1 : _field.Count!(context);
        if (count <= 0)
        {
            destination.Append("null"u8);
            return;
        }

        destination.Append((byte)'[');
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                destination.Append(Comma);
            }

            scratch.Clear();
            if (!TryWriteItem(context, i, scratch))
            {
                destination.Append("null"u8);
            }
            else if (IsStringInJson)
            {
                JsonText.WriteString(scratch.Written, destination);
            }
            else
            {
                destination.Append(scratch.Written);
            }
        }

        destination.Append((byte)']');
    }

    private static void WriteJsonNumber(in EventContext context, NumberReader read, ByteBuffer destination)
    {
        if (read(context, out long number))
        {
            NumberText.Write(number, FieldType.AbsoluteTime, NumberFormat.Decimal, destination);
        }
        else
        {
            destination.Append("null"u8);
        }
    }

    private void WriteJsonDouble(in EventContext context, ByteBuffer destination)
    {
        if (((DoubleReader)_field.Reader!)(context, out double value))
        {
            NumberText.WriteJson(value, destination);
        }
        else
        {
            destination.Append("null"u8);
        }
    }

    private bool AppendNumber(long value, ByteBuffer destination)
    {
        NumberText.Write(value, _field.Type, _field.Format, destination);
        return true;
    }

    private static bool AppendText(ReadOnlySpan<byte> text, ByteBuffer destination)
    {
        destination.Append(text);
        return true;
    }

    private static bool AppendDotted(ReadOnlySpan<byte> bytes, ByteBuffer destination)
    {
        var target = destination.GetSpan(bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            target[i] = bytes[i] is >= 0x20 and < 0x7F ? bytes[i] : (byte)'.';
        }

        destination.Advance(bytes.Length);
        return true;
    }

    private static bool AppendAddress(IpAddress address, ByteBuffer destination)
    {
        destination.Advance(AddressText.Write(address, destination.GetSpan(AddressText.BytesMax)));
        return true;
    }
}
