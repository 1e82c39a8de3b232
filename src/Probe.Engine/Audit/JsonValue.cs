using System.Runtime.InteropServices;
using System.Text.Json;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;

namespace KosmosProbe.Engine.Audit;

/// <summary>
/// What fields give of a JSON value: of a text what it says, of anything else its JSON without blanks. Escapes have
/// been looked through before (<see cref="AuditBody"/>), so that nothing here can fail.
/// </summary>
internal static class JsonValue
{
    /// <summary>The text of a value.</summary>
    /// <param name="value">Of a document that is still there.</param>
    /// <param name="scratch">Where it goes when it is not in the document as it is.</param>
    public static ReadOnlySpan<byte> TextOf(JsonElement value, TextScratch scratch)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (IsAsItIs(value, raw)) return Inner(value, raw);
        var text = scratch.Take(raw.Length);
        int length = Write(value, raw, text);
        scratch.GiveBack(raw.Length - length);
        return text[..length];
    }

    /// <summary>The same, put behind what a buffer holds.</summary>
    /// <param name="value">Of a document that is still there.</param>
    /// <param name="buffer">Where to.</param>
    public static void Append(JsonElement value, ByteBuffer buffer)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (IsAsItIs(value, raw)) buffer.Append(Inner(value, raw));
        else buffer.Advance(Write(value, raw, buffer.GetSpan(raw.Length)));
    }

    private static bool IsAsItIs(JsonElement value, ReadOnlySpan<byte> raw) => value.ValueKind switch
    {
        JsonValueKind.String => !raw.Contains((byte)'\\'),
        JsonValueKind.Object or JsonValueKind.Array => raw.IndexOfAny(" \t\r\n"u8) < 0,
        _ => true,
    };

    private static ReadOnlySpan<byte> Inner(JsonElement value, ReadOnlySpan<byte> raw) =>
        value.ValueKind == JsonValueKind.String ? raw[1..^1] : raw;

    private static int Write(JsonElement value, ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        if (value.ValueKind != JsonValueKind.String) return WithoutBlanks(raw, destination);
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        return reader.CopyString(destination);
    }

    private static int WithoutBlanks(ReadOnlySpan<byte> json, Span<byte> destination)
    {
        int length = 0;
        bool isText = false;
        for (int i = 0; i < json.Length; i++)
        {
            byte one = json[i];
            if (!isText && IsBlank(one)) continue;
            destination[length++] = one;
            if (one == (byte)'"') isText = !isText;
            else if (one == (byte)'\\') destination[length++] = json[++i];
        }

        return length;
    }

    private static bool IsBlank(byte one) => one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
