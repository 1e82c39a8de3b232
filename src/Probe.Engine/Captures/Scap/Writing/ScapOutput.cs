using System.Buffers.Binary;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// Blocks of a capture, put together in one buffer: numbers are little endian, texts have their length before them. It
/// grows to the largest that was written and is used again. One thread.
/// </summary>
internal sealed class ScapOutput
{
    private const int FirstBytes = 64 << 10;

    private byte[] _bytes = new byte[FirstBytes];
    private int _blockStart;

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written. Lifetime: until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written; keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Begins a block.</summary>
    /// <param name="type">One of <see cref="ScapBlock"/>.</param>
    public void BeginBlock(uint type)
    {
        _blockStart = Length;
        U32(type);
        U32(0);
    }

    /// <summary>Ends the block that was begun last: fills it up to four bytes, says its length at both ends.</summary>
    public void EndBlock()
    {
        while ((Length - _blockStart) % sizeof(uint) != 0)
        {
            U8(0);
        }

        uint bytes = (uint)(Length + ScapBlock.TrailerBytes - _blockStart);
        PutU32(_blockStart + sizeof(uint), bytes);
        U32(bytes);
    }

    /// <summary>8 bits.</summary>
    public void U8(byte value) => Room(sizeof(byte))[0] = value;

    /// <summary>16 bits.</summary>
    public void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Room(sizeof(ushort)), value);

    /// <summary>32 bits.</summary>
    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), value);

    /// <summary>64 bits.</summary>
    public void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);

    /// <summary>64 bits, signed.</summary>
    public void I64(long value) => U64((ulong)value);

    /// <summary>Bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    /// <summary>Bytes behind their length in 16 bits; what is too long for that is cut.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        var fitting = text[..Math.Min(text.Length, ushort.MaxValue)];
        U16((ushort)fitting.Length);
        Bytes(fitting);
    }

    /// <summary>Bytes of zero.</summary>
    public void Zeros(int count) => Room(count).Clear();

    /// <summary>Writes over 16 bits.</summary>
    public void PutU16(int at, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(0, Length)[at..], value);

    /// <summary>Writes over 32 bits.</summary>
    public void PutU32(int at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(0, Length)[at..], value);

    private Span<byte> Room(int count)
    {
        int start = Length;
        if (count > _bytes.Length - start)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + count));
        }

        Length += count;
        return _bytes.AsSpan(start, count);
    }
}
