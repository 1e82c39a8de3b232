using System.Buffers.Binary;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>
/// One event as it lies in a capture, of any version. One object for all events of a reader: it holds the latest, until
/// the next is read.
/// </summary>
public sealed class ScapEvent
{
    /// <summary>The bit of <see cref="Flags"/> of an event that a filter of the recorder's left out, yet that changes
    /// the state of the machine.</summary>
    public const uint StateOnly = 1;

    private const ushort Notification = 280, Infrastructure = 286;

    // The first versions gave these two a length that is so much too large.
    private const uint ExcessBytes = 3;

    // Time, thread, length, number; then, but for the first versions, the count of parameters.
    private const int HeaderBytes = 22;

    private readonly ScapParameters _parameters = new();

    internal ScapEvent()
    {
    }

    /// <summary>When, in ns since the epoch.</summary>
    public ulong TimeNs { get; private set; }

    /// <summary>The thread, in the host's pid namespace; all ones when there is none.</summary>
    public ulong Tid { get; private set; }

    /// <summary>The event's number: an index of <see cref="ScapEventTable"/>.</summary>
    public ushort Code { get; private set; }

    /// <summary>The CPU it was seen on.</summary>
    public ushort Cpu { get; private set; }

    /// <summary>What the recorder said about it; 0 in most captures.</summary>
    public uint Flags { get; private set; }

    /// <summary>Its parameters.</summary>
    internal ScapParameters Parameters => _parameters;

    /// <summary>How many parameters it has.</summary>
    public int ParametersCount => _parameters.Count;

    /// <summary>A parameter as recorded; empty when it has no value.</summary>
    /// <param name="index">From 0 to the count less one.</param>
    public ReadOnlySpan<byte> Parameter(int index) => _parameters[index];

    /// <summary>The least content that a block of this type can have.</summary>
    /// <param name="blockType">An event's.</param>
    internal static int ContentBytesMin(uint blockType) =>
        sizeof(ushort) + HeaderBytes
        + (ScapBlock.HasFlags(blockType) ? sizeof(uint) : 0)
        + (ScapBlock.HasCount(blockType) ? sizeof(uint) : 0);

    /// <summary>Takes a block's content. False when lengths and counts in it do not fit it.</summary>
    /// <param name="content">At least as long as the least. Lifetime: as long as this event is looked at.</param>
    /// <param name="blockType">The block's type.</param>
    internal bool TryTake(ArraySegment<byte> content, uint blockType)
    {
        ReadOnlySpan<byte> bytes = content;
        Cpu = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        int start = sizeof(ushort);
        Flags = 0;
        if (ScapBlock.HasFlags(blockType))
        {
            Flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[start..]);
            start += sizeof(uint);
        }

        var header = bytes[start..];
        TimeNs = BinaryPrimitives.ReadUInt64LittleEndian(header);
        Tid = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        Code = BinaryPrimitives.ReadUInt16LittleEndian(header[20..]);
        _parameters.Clear();
        bool hasCount = ScapBlock.HasCount(blockType);
        bool isExcessive = !hasCount && Code is (Notification or Infrastructure);
        length -= isExcessive && length > HeaderBytes + ExcessBytes ? ExcessBytes : 0;
        int fixedBytes = HeaderBytes + (hasCount ? sizeof(uint) : 0);
        if (length < fixedBytes || length > header.Length)
        {
            return false;
        }

        int lengthBytes = ScapEventTable.HasLargeParameters(Code) ? sizeof(uint) : sizeof(ushort);
        var payload = content.Slice(start + fixedBytes, (int)length - fixedBytes);
        if (!hasCount)
        {
            return _parameters.TryCount(payload, lengthBytes);
        }

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header[HeaderBytes..]);
        return count <= ScapLimits.ParametersMax && _parameters.TryTake(payload, (int)count, lengthBytes);
    }
}
