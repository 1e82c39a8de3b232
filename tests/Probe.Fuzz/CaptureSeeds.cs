using System.Buffers.Binary;
using System.IO.Compression;

namespace KosmosProbe.Fuzz;

/// <summary>
/// Makes small captures of large ones: the beginning, what of the head is small, and the first events of each number, a
/// few of them at a time.
/// </summary>
public static class CaptureSeeds
{
    private const int BytesMax = 6_000;
    private const int HeadBlockBytesMax = 700;
    private const int EventsPerSeed = 12;
    private const uint Section = 0x0A0D0D0A;
    private const int CodeOffset = 20;

    /// <summary>The captures that are made of one.</summary>
    /// <param name="file">A scap file, plain or packed.</param>
    public static IEnumerable<byte[]> From(string file)
    {
        byte[] bytes = Unpack(File.ReadAllBytes(file));
        List<byte[]> head = [];
        Dictionary<int, byte[]> events = [];
        for (int at = 0; at + sizeof(ulong) <= bytes.Length;)
        {
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + sizeof(uint)));
            if (length < 12 || length > bytes.Length - at)
            {
                yield break;
            }

            byte[] block = bytes[at..(at + length)];
            bool isEvent = type is 0x204 or 0x208 or 0x216 or 0x217 or 0x221 or 0x222;
            if (isEvent)
            {
                int start = 10 + (type is 0x208 or 0x217 or 0x222 ? sizeof(uint) : 0);
                events.TryAdd(BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(start + CodeOffset)), block);
            }
            else if (type == Section || (length <= HeadBlockBytesMax && head.Sum(part => part.Length) < BytesMax / 3))
            {
                head.Add(block);
            }

            at += length;
        }

        foreach (var some in events.Values.Chunk(EventsPerSeed))
        {
            byte[] seed = [.. head.Concat(some).SelectMany(part => part)];
            yield return seed.Length <= BytesMax ? seed : seed[..BytesMax];
        }
    }

    /// <summary>A capture as it was written.</summary>
    /// <param name="bytes">Packed with gzip or not.</param>
    public static byte[] Unpack(byte[] bytes)
    {
        if (bytes is not [0x1F, 0x8B, ..])
        {
            return bytes;
        }

        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
