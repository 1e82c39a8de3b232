using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Language.Transforming;

/// <summary>join and concat: several texts as one, with or without a separator; missing when one of them is.</summary>
internal sealed class JoinTransformer
{
    private readonly byte[] _separator;
    private readonly Part[] _parts;

    private JoinTransformer(byte[] separator, IEnumerable<TransformerArgument> arguments)
    {
        _separator = separator;
        _parts = [.. arguments.Select(Part.Of)];
    }

    /// <summary>Binds join.</summary>
    /// <param name="call">The call.</param>
    public static Field BindJoin(TransformerCall call)
    {
        if (call.Arguments[0] is not LiteralArgument separator)
        {
            Throw.Language(call.Arguments[0].Span, "found a field, expected the separator as a value in quotes");
            return null;
        }

        byte[] bytes = LiteralText.ToBytes(separator.Value.Text);
        var items = call.Arguments[1] is ListArgument list ? list.Items : [call.Arguments[1]];
        return Single(call, new JoinTransformer(bytes, items));
    }

    /// <summary>Binds concat.</summary>
    /// <param name="call">The call.</param>
    public static Field BindConcat(TransformerCall call) => Single(call, new JoinTransformer([], call.Arguments));

    private static Field Single(TransformerCall call, JoinTransformer join) =>
        TransformedFields.Single(call, FieldType.Text, new TextReader(join.Read));

    private bool Read(in EventContext context, out ReadOnlySpan<byte> value)
    {
        // Texts of parts may lie in the scratch too, so that the length is counted before memory is taken.
        value = default;
        if (!TryMeasure(context, out int length))
        {
            return false;
        }

        var joined = context.Node.Scratch.Take(length);
        var rest = joined;
        bool isFirst = true;
        foreach (var part in _parts)
        {
            int count = part.Count(context);
            for (int i = 0; i < count; i++)
            {
                part.TryRead(context, i, out var text);
                Append(ref rest, isFirst ? default : _separator);
                Append(ref rest, text);
                isFirst = false;
            }
        }

        value = joined[..^rest.Length];
        return true;
    }

    private bool TryMeasure(in EventContext context, out int length)
    {
        length = 0;
        foreach (var part in _parts)
        {
            int count = part.Count(context);
            if (count < 0)
            {
                return false;
            }

            for (int i = 0; i < count; i++)
            {
                if (!part.TryRead(context, i, out var text))
                {
                    return false;
                }

                length += text.Length + _separator.Length;
            }
        }

        return true;
    }

    private static void Append(ref Span<byte> rest, scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(rest);
        rest = rest[text.Length..];
    }

    /// <summary>A text, a field, or a list field whose values are joined as well.</summary>
    private sealed class Part
    {
        private readonly byte[]? _literal;
        private readonly Field? _field;

        private Part(byte[] literal) => _literal = literal;

        private Part(Field field) => _field = field;

        public static Part Of(TransformerArgument argument) => argument is LiteralArgument literal
            ? new Part(LiteralText.ToBytes(literal.Value.Text))
            : new Part(TransformedFields.Field(argument, FieldType.Text, FieldType.Path));

        public int Count(in EventContext context) => _field?.Count is { } count ? count(context) : 1;

        public bool TryRead(in EventContext context, int index, out ReadOnlySpan<byte> text)
        {
            text = _literal;
            return _field?.Reader switch
            {
                null => true,
                TextReader reader => reader(context, out text),
                TextItemReader reader => reader(context, index, out text),
                _ => throw new System.Diagnostics.UnreachableException("texts have text readers"),
            };
        }
    }
}
