using System.Buffers.Binary;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>Reads the numbers and texts of one entry of a capture's head; never beyond its end.</summary>
/// <param name="entry">What may be read.</param>
/// <param name="offset">Where that begins in the capture, for errors.</param>
/// <param name="what">What is read, for errors: "a thread".</param>
internal ref struct ScapCursor(ReadOnlySpan<byte> entry, long offset, string what)
{
    private readonly ReadOnlySpan<byte> _entry = entry;

    /// <summary>Bytes read.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes left.</summary>
    public readonly int Left => _entry.Length - Position;

    /// <summary>8 bits.</summary>
    public byte U8() => Bytes(1)[0];

    /// <summary>16 bits.</summary>
    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(sizeof(ushort)));

    /// <summary>32 bits.</summary>
    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(sizeof(uint)));

    /// <summary>64 bits.</summary>
    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(sizeof(ulong)));

    /// <summary>64 bits, signed.</summary>
    public long I64() => (long)U64();

    /// <summary>A text behind its length in 16 bits, without the zero byte that some end in.</summary>
    public ReadOnlyMemory<byte> Text() => Bytes(U16()).TrimEnd((byte)0).ToArray();

    /// <summary>Any bytes behind their length in 16 bits, as they are.</summary>
    public ReadOnlyMemory<byte> Block() => Bytes(U16()).ToArray();

    /// <summary>Some bytes.</summary>
    /// <param name="count">How many.</param>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > Left)
        {
            throw new CaptureException(
                offset + Position,
                $"{what} needs {count} bytes here and has {Left} left",
                "the capture is cut off or damaged, record or copy it again");
        }

        var bytes = _entry.Slice(Position, count);
        Position += count;
        return bytes;
    }
}
