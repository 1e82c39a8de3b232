using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Language.Transforming;

/// <summary>len: bytes of a text up to its first NUL, all bytes of bytes, values of a list.</summary>
internal sealed class LengthTransformer
{
    private readonly TextReader? _text;
    private readonly CountReader? _count;
    private readonly bool _endsAtNul;

    private LengthTransformer(Field field)
    {
        _text = field.Reader as TextReader;
        _count = field.Count;
        _endsAtNul = field.Type != FieldType.Bytes;
    }

    /// <summary>Binds len.</summary>
    /// <param name="call">The call.</param>
    public static Field Bind(TransformerCall call)
    {
        if (call.Arguments[0] is FieldArgument { Field: { Shape: FieldShape.List } list })
        {
            return TransformedFields.Single(
                call, FieldType.UInt64, new NumberReader(new LengthTransformer(list).ReadCount));
        }

        var field = TransformedFields.Field(call.Arguments[0], FieldType.Text, FieldType.Path, FieldType.Bytes);
        var length = new LengthTransformer(field);
        return TransformedFields.Single(call, FieldType.UInt64, new NumberReader(length.ReadText));
    }

    private bool ReadText(in EventContext context, out long value)
    {
        bool found = _text!(context, out var text);
        int end = _endsAtNul ? text.IndexOf((byte)0) : -1;
        value = end >= 0 ? end : text.Length;
        return found;
    }

    private bool ReadCount(in EventContext context, out long value)
    {
        value = _count!(context);
        return value >= 0;
    }
}
