using System.Text;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Transformers by the words of the reference; what is made of a missing value, null, is missing.</summary>
internal static class PlainTransformers
{
    private const string Base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public static PlainValue? Read(TransformerSyntax call, SampleEvent sample)
    {
        if (call.Name is "join" or "concat")
        {
            return Join(call, sample);
        }

        if (PlainValue.Read(call.Arguments[0], sample) is not { } value)
        {
            return null;
        }

        return call.Name switch
        {
            "tolower" => Each(value, PlainText.Lower),
            "toupper" => Each(value, PlainText.Upper),
            "basename" => Each(value, text => text[(Array.LastIndexOf(text, (byte)'/') + 1)..]),
            "b64" => Decode((byte[])value.Items[0]) is { } bytes ? value with { Items = [bytes] } : null,
            "len" => new PlainValue(FieldType.UInt64, FieldShape.Single, [Length(value)]),
            "getopt" => PlainOptions.Read(value, Literal(call.Arguments[1]), call.Argument),
            _ => throw new ArgumentOutOfRangeException(nameof(call), call.Name, "no transformer"),
        };
    }

    private static PlainValue Each(PlainValue value, Func<byte[], byte[]> change) =>
        value with { Items = [.. value.Items.Select(item => (object)change((byte[])item))] };

    private static long Length(PlainValue value)
    {
        if (value.Shape == FieldShape.List)
        {
            return value.Items.Length;
        }

        byte[] text = (byte[])value.Items[0];
        int end = value.Type == FieldType.Bytes ? -1 : Array.IndexOf(text, (byte)0);
        return end < 0 ? text.Length : end;
    }

    private static PlainValue? Join(TransformerSyntax call, SampleEvent sample)
    {
        bool isJoin = call.Name == "join";
        string separator = isJoin ? Literal(call.Arguments[0]) : "";
        var parts = isJoin
            ? call.Arguments[1] is ListSyntax list ? list.Items : [call.Arguments[1]]
            : call.Arguments;
        var texts = new List<byte[]>();
        foreach (var part in parts)
        {
            var value = part is LiteralSyntax ? PlainValue.Text(Literal(part)) : PlainValue.Read(part, sample);
            if (value is null)
            {
                return null;
            }

            texts.AddRange(value.Items.Cast<byte[]>());
        }

        var joined = new List<byte>();
        for (int i = 0; i < texts.Count; i++)
        {
            joined.AddRange(i == 0 ? [] : PlainText.Bytes(separator));
            joined.AddRange(texts[i]);
        }

        return new PlainValue(FieldType.Text, FieldShape.Single, [joined.ToArray()]);
    }

    /// <summary>
    /// Base64 with or without its padding; null when there is another character, a digit alone, or a bit that belongs
    /// to no byte.
    /// </summary>
    private static byte[]? Decode(byte[] text)
    {
        string digits = Encoding.Latin1.GetString(text);
        digits = digits.EndsWith("==", StringComparison.Ordinal) ? digits[..^2]
            : digits.EndsWith('=') ? digits[..^1]
            : digits;
        string bits = string.Concat(digits.Select(d => Convert.ToString(Base64Digits.IndexOf(d), 2).PadLeft(6, '0')));
        bool isBase64 = digits.All(d => Base64Digits.Contains(d, StringComparison.Ordinal)) && digits.Length % 4 != 1
            && !bits[(bits.Length / 8 * 8)..].Contains('1', StringComparison.Ordinal);
        var bytes = bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2));
        return isBase64 ? [.. bytes] : null;
    }

    private static string Literal(OperandSyntax operand) => ((LiteralSyntax)operand).Token.Text;
}
