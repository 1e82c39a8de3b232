using System.Buffers.Binary;
using System.Text;

namespace KosmosProbe.Engine.Tests.Captures.Scap;

/// <summary>Writes captures byte by byte, right or wrong, of any version of the format.</summary>
internal sealed class ScapBytes
{
    private readonly List<byte> _bytes = [];

    /// <summary>A capture that begins as every one does.</summary>
    public static ScapBytes Begun() => new ScapBytes().Block(0x0A0D0D0A, Part(0x1A2B3C4Du, (ushort)1, (ushort)2, -1L));

    /// <summary>What was written.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>Any bytes.</summary>
    public ScapBytes Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A block whose content is filled up to a multiple of four bytes.</summary>
    public ScapBytes Block(uint type, params byte[][] content)
    {
        byte[] bytes = Joined(content);
        uint length = (uint)(bytes.Length + 3) / 4 * 4 + 12;
        return Raw(Part(type, length)).Raw(bytes).Raw(new byte[length - 12 - bytes.Length]).Raw(Part(length));
    }

    /// <summary>An event of the second version, which says how many parameters it has.</summary>
    public ScapBytes Event(ushort code, ulong tid, params byte[][] parameters) =>
        Block(0x216, Content(code, tid, flags: null, hasCount: true, parameters));

    /// <summary>An event of the first version, which does not.</summary>
    public ScapBytes OldEvent(ushort code, ulong tid, params byte[][] parameters) =>
        Block(0x204, Content(code, tid, flags: null, hasCount: false, parameters));

    /// <summary>What an event's block holds.</summary>
    public static byte[] Content(ushort code, ulong tid, uint? flags, bool hasCount, params byte[][] parameters)
    {
        bool isLarge = code is 322 or 324 or 402;
        byte[] lengths = [.. parameters.SelectMany(p => isLarge ? Part((uint)p.Length) : Part((ushort)p.Length))];
        byte[] payload = Joined([lengths, .. parameters]);
        uint length = (uint)(22 + (hasCount ? 4 : 0) + payload.Length);
        return Part(
            (ushort)3,
            flags is { } some ? Part(some) : [],
            1_700_000_000_000_000_000ul,
            tid,
            length,
            code,
            hasCount ? Part((uint)parameters.Length) : [],
            payload);
    }

    /// <summary>Numbers as they are in memory, texts behind their length in 16 bits, bytes as they are.</summary>
    public static byte[] Part(params object[] values) => Joined([.. values.Select(Bytes)]);

    /// <summary>An entry behind its length, which counts itself.</summary>
    public static byte[] Sized(params object[] values)
    {
        byte[] bytes = Part(values);
        return Part((uint)bytes.Length + 4, bytes);
    }

    /// <summary>A text that ends in a zero byte, as parameters of events do.</summary>
    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + "\0");

    private static byte[] Joined(byte[][] parts)
    {
        using var joined = new MemoryStream();
        foreach (byte[] part in parts)
        {
            joined.Write(part);
        }

        return joined.ToArray();
    }

    private static byte[] Bytes(object value)
    {
        byte[] bytes = new byte[8];
        switch (value)
        {
            case byte[] already:
                return already;
            case string text:
                return [.. Bytes((ushort)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];
            case byte number:
                return [number];
            case ushort number:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, number);
                return bytes[..2];
            case uint number:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
                return bytes[..4];
            case int number:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
                return bytes[..4];
            case ulong number:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
                return bytes;
            case long number:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
                return bytes;
            default:
                throw new ArgumentException($"no bytes for {value.GetType()}", nameof(value));
        }
    }
}
