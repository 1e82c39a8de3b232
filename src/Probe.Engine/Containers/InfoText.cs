using System.Text;

namespace KosmosProbe.Engine.Containers;

/// <summary>
/// Texts of a container as bytes. A runtime may answer anything: what is longer than a name, path or image can sensibly
/// be is cut at a character and ends in an ellipsis, which shows that it was cut.
/// </summary>
internal static class InfoText
{
    /// <summary>Bytes of one text at most: the longest path the kernel takes.</summary>
    public const int BytesMax = 4096;

    /// <summary>Bytes of a joined text at most.</summary>
    public const int JoinedBytesMax = 64 * 1024;

    private static ReadOnlySpan<byte> CutMark => "…"u8;

    /// <summary>A text's bytes; null stays null.</summary>
    /// <param name="text">Any text; halves of surrogate pairs become U+FFFD.</param>
    public static byte[]? Bytes(string? text)
    {
        if (text is null)
        {
            return null;
        }

        // A character takes one byte at least, so what lies beyond the limit is not worth encoding.
        return Cut(Encoding.UTF8.GetBytes(text.Length > BytesMax ? text[..(BytesMax + 1)] : text), BytesMax);
    }

    /// <summary>Items joined by a separator; cut where they get too long.</summary>
    /// <param name="items">Texts.</param>
    /// <param name="separator">What stands between them.</param>
    public static byte[] Join(IEnumerable<byte[]> items, ReadOnlySpan<byte> separator)
    {
        var joined = new List<byte>();
        foreach (byte[] item in items)
        {
            if (joined.Count > 0)
            {
                joined.AddRange(separator);
            }

            joined.AddRange(item);
            if (joined.Count > JoinedBytesMax)
            {
                break;
            }
        }

        return Cut([.. joined], JoinedBytesMax);
    }

    private static byte[] Cut(byte[] text, int bytesMax)
    {
        if (text.Length <= bytesMax)
        {
            return text;
        }

        int end = bytesMax - CutMark.Length;
        while (end > 0 && (text[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return [.. text.AsSpan(0, end), .. CutMark];
    }
}
