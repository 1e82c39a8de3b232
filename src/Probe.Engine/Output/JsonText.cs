using System.Buffers;
using System.Text;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// Escapes text as Falco's JSON library does: the short escapes, other control characters as <c>\u00xx</c>, everything
/// else as it is, and U+FFFD for bytes that are no UTF-8. Utf8JsonWriter escapes more than that, hence this.
/// </summary>
public static class JsonText
{
    private static readonly SearchValues<byte> NotPlain = SearchValues.Create(CreateNotPlain());

    /// <summary>Writes a text, escaped and in quotes.</summary>
    /// <param name="text">UTF-8, perhaps invalid.</param>
    /// <param name="destination">Where to.</param>
    public static void WriteString(ReadOnlySpan<byte> text, ByteBuffer destination)
    {
        destination.Append((byte)'"');
        WriteEscaped(text, destination);
        destination.Append((byte)'"');
    }

    /// <summary>Writes a text, escaped, without quotes.</summary>
    /// <param name="text">UTF-8, perhaps invalid.</param>
    /// <param name="destination">Where to.</param>
    public static void WriteEscaped(ReadOnlySpan<byte> text, ByteBuffer destination)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny(NotPlain);
            if (plain < 0)
            {
                destination.Append(text);
                return;
            }

            destination.Append(text[..plain]);
            text = text[plain..];
            text = text[(text[0] < 0x80 ? WriteEscape(text[0], destination) : WriteRune(text, destination))..];
        }
    }

    /// <summary>A string as JSON, for what is encoded once at load.</summary>
    /// <param name="text">Any text.</param>
    public static byte[] Encode(string text)
    {
        const int Quotes = 2;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var buffer = new ByteBuffer(bytes.Length + Quotes);
        WriteString(bytes, buffer);
        return buffer.Written.ToArray();
    }

    private static int WriteEscape(byte value, ByteBuffer destination)
    {
        ReadOnlySpan<byte> escape = value switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\b' => "\\b"u8,
            (byte)'\f' => "\\f"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            _ => default,
        };
        if (!escape.IsEmpty)
        {
            destination.Append(escape);
            return 1;
        }

        destination.Append("\\u00"u8);
        destination.Append((byte)('0' + (value >> 4)));
        destination.Append("0123456789abcdef"u8[value & 0xF]);
        return 1;
    }

    private static int WriteRune(ReadOnlySpan<byte> text, ByteBuffer destination)
    {
        // A cut or broken sequence counts as one character up to the byte that cannot continue it.
        var status = Rune.DecodeFromUtf8(text, out _, out int length);
        destination.Append(status == OperationStatus.Done ? text[..length] : "\uFFFD"u8);
        return length;
    }

    private static byte[] CreateNotPlain()
    {
        var bytes = new List<byte> { (byte)'"', (byte)'\\' };
        for (int value = 0; value < 256; value++)
        {
            if (value is < 0x20 or >= 0x80)
            {
                bytes.Add((byte)value);
            }
        }

        return [.. bytes];
    }
}
