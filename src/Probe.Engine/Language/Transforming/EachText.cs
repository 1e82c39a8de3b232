using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Language.Transforming;

/// <summary>Turns one text into another; the result may lie in the context's scratch memory.</summary>
/// <param name="context">What is judged.</param>
/// <param name="value">The text.</param>
internal delegate ReadOnlySpan<byte> TextChange(scoped in EventContext context, ReadOnlySpan<byte> value);

/// <summary>A transformer that turns one text into another, for a field or for each value of a list field.</summary>
internal sealed class EachText
{
    private readonly TextChange _change;
    private readonly TextReader? _inner;
    private readonly TextItemReader? _innerItem;

    private EachText(Field field, TextChange change)
    {
        _change = change;
        _inner = field.Reader as TextReader;
        _innerItem = field.Reader as TextItemReader;
    }

    /// <summary>Binds a transformer of this sort.</summary>
    /// <param name="call">The call.</param>
    /// <param name="change">What it does.</param>
    public static Field Bind(TransformerCall call, TextChange change)
    {
        var field = TransformedFields.Field(call.Arguments[0], FieldType.Text, FieldType.Path);
        var each = new EachText(field, change);
        return field.Shape == FieldShape.Single
            ? TransformedFields.Single(call, field.Type, new TextReader(each.Read))
            : TransformedFields.List(call, field.Type, field.Count!, each.ReadItem);
    }

    private bool Read(in EventContext context, out ReadOnlySpan<byte> value)
    {
        bool found = _inner!(context, out var text);
        value = found ? _change(context, text) : default;
        return found;
    }

    private bool ReadItem(in EventContext context, int index, out ReadOnlySpan<byte> value)
    {
        bool found = _innerItem!(context, index, out var text);
        value = found ? _change(context, text) : default;
        return found;
    }
}
