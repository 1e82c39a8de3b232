using System.Buffers;
using System.Buffers.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Language.Transforming;

/// <summary>b64: decodes base64; a text that is none is missing.</summary>
internal sealed class Base64Transformer
{
    private const int Quantum = 4;
    private readonly TextReader _inner;

    private Base64Transformer(TextReader inner) => _inner = inner;

    /// <summary>Binds b64.</summary>
    /// <param name="call">The call.</param>
    public static Field Bind(TransformerCall call)
    {
        var field = TransformedFields.Field(call.Arguments[0], FieldType.Text, FieldType.Bytes);
        if (field.Shape != FieldShape.Single)
        {
            Throw.Language(call.Arguments[0].Span, $"`{field.Name}` is a list, `b64` takes one text");
        }

        return TransformedFields.Single(
            call, field.Type, new TextReader(new Base64Transformer((TextReader)field.Reader!).Read));
    }

    private bool Read(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!_inner(context, out var text))
        {
            return false;
        }

        // The decoder wants padding and skips blanks; here padding is optional and blanks are wrong.
        int padded = text.EndsWith("=="u8) ? 2 : text.EndsWith("="u8) ? 1 : 0;
        text = text[..^padded];
        int padding = (Quantum - text.Length % Quantum) % Quantum;
        bool hasOther = text.ContainsAnyInRange((byte)0, (byte)' ') || text.Contains((byte)'=');
        if (padding == Quantum - 1 || hasOther)
        {
            return false;
        }

        var decoded = context.Node.Scratch.Take(text.Length + padding);
        text.CopyTo(decoded);
        decoded[text.Length..].Fill((byte)'=');
        if (Base64.DecodeFromUtf8InPlace(decoded, out int written) != OperationStatus.Done)
        {
            return false;
        }

        value = decoded[..written];
        return true;
    }
}
