using System.Buffers.Binary;

namespace KosmosProbe.Native;

/// <summary>Where a filter looks for a mark. Source: <c>enum mark_place</c>, bpf/filter.h.</summary>
public enum FilterMark : uint
{
    /// <summary>The whole path.</summary>
    Path = 1,

    /// <summary>The path up to its last slash.</summary>
    Directory,

    /// <summary>What stands behind the last slash.</summary>
    Name,

    /// <summary>The path's start.</summary>
    Start,

    /// <summary>The path's end.</summary>
    Ending,

    /// <summary>Anywhere in the path.</summary>
    Part,

    /// <summary>Anywhere in the name that was asked for.</summary>
    AskedPart,
}

/// <summary>
/// A filter as the programs read it, under construction: marks are bits under their hashes, so that of several hundred
/// one costs as little as of one. What cannot be kept exactly lets more pass, never less. Source: <c>struct
/// event_filter</c> and the functions of bpf/filter.h.
/// </summary>
public sealed class FilterImage
{
    private const int BitsLog2 = 15;
    private const int BitsBytes = (1 << BitsLog2) / 8;
    private const int StartLengthsAt = BitsBytes;
    private const int PartMaskAt = StartLengthsAt + 8;
    private const int AskedPartMaskAt = PartMaskAt + 8;
    private const int EndingLengthsAt = AskedPartMaskAt + 8;
    private const int FlagsAt = EndingLengthsAt + 4;
    private const int PrefixesCountAt = FlagsAt + 4;
    private const int PrefixesAt = PrefixesCountAt + 8;
    private const int PrefixesMax = 16;
    private const int StartBytesMax = 63;
    private const int WindowBytes = 8;

    private const uint AskedNamesFlag = 1;
    private const uint IdentitiesFlag = 2;
    private const uint PortsFlag = 4;
    private const uint NetworksFlag = 8;
    private const uint PathsFlag = 16;
    private const uint PortPlace = 8;
    private const uint NetworkPlace = 9;

    private const ulong FnvBasis = 0xcbf29ce484222325;
    private const ulong FnvPrime = 0x100000001b3;
    private const ulong Spread = 0x9e3779b97f4a7c15;

    private readonly byte[] _bytes = new byte[PrefixesAt + PrefixesMax];
    private readonly List<byte[]> _parts = [];
    private readonly List<byte[]> _askedParts = [];
    private readonly SortedSet<byte> _prefixes = [];

    /// <summary>Marks of paths are looked for in the name that was asked for, too.</summary>
    public bool AskedNames
    {
        set => SetFlag(AskedNamesFlag, value);
    }

    /// <summary>Files that are watched pass.</summary>
    public bool Identities
    {
        set => SetFlag(IdentitiesFlag, value);
    }

    /// <summary>Lets opens pass that have a mark.</summary>
    /// <param name="place">Where.</param>
    /// <param name="text">The mark; not empty.</param>
    public void AddMark(FilterMark place, byte[] text)
    {
        if (place != FilterMark.AskedPart) SetFlag(PathsFlag, true);
        switch (place)
        {
            case FilterMark.Start:
                var start = text.AsSpan(0, Math.Min(text.Length, StartBytesMax));
                Write(StartLengthsAt, Read(StartLengthsAt) | (1ul << start.Length));
                Set((uint)place, Hash(start));
                break;
            case FilterMark.Ending:
                var ending = text.AsSpan(Math.Max(text.Length - WindowBytes, 0));
                WriteWord(EndingLengthsAt, ReadWord(EndingLengthsAt) | (1u << ending.Length));
                Set((uint)place, Window(ending));
                break;
            case FilterMark.Part:
                _parts.Add(text);
                break;
            case FilterMark.AskedPart:
                _askedParts.Add(text);
                break;
            default:
                Set((uint)place, Hash(text));
                break;
        }
    }

    /// <summary>Lets events of sockets pass whose other end has this port; without any all ports do.</summary>
    /// <param name="port">In host order.</param>
    public void AddPort(ushort port)
    {
        SetFlag(PortsFlag, true);
        Set(PortPlace, port);
    }

    /// <summary>Lets events of sockets pass whose other end is in this network; without any all do.</summary>
    /// <param name="address">Of IPv4 as in ::ffff:0:0/96.</param>
    /// <param name="length">Of its prefix, likewise.</param>
    public void AddNetwork(UInt128 address, int length)
    {
        SetFlag(NetworksFlag, true);
        _prefixes.Add((byte)length);
        ulong high = (ulong)(address >> 64), low = (ulong)address;
        high = length >= 64 ? high : length == 0 ? 0 : high & (ulong.MaxValue << (64 - length));
        low = length <= 64 ? 0 : low & (ulong.MaxValue << (128 - length));
        Set(NetworkPlace + (uint)length, unchecked(high * FnvPrime) ^ low);
    }

    /// <summary>The value for the map <c>filters</c>.</summary>
    public byte[] ToBytes()
    {
        // Too many to go through them all: then none keeps anything back.
        if (_prefixes.Count > PrefixesMax) SetFlag(NetworksFlag, false);
        byte[] prefixes = [.. _prefixes.Take(PrefixesMax)];
        WriteWord(PrefixesCountAt, (uint)prefixes.Length);
        prefixes.CopyTo(_bytes, PrefixesAt);
        Write(PartMaskAt, SetParts(FilterMark.Part, _parts));
        Write(AskedPartMaskAt, SetParts(FilterMark.AskedPart, _askedParts));
        return [.. _bytes];
    }

    /// <summary>FNV-1a.</summary>
    /// <param name="text">Any bytes.</param>
    internal static ulong Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = FnvBasis;
        foreach (byte one in text) hash = unchecked((hash ^ one) * FnvPrime);
        return hash;
    }

    // All are cut to the shortest, so that one look at the last bytes read is enough.
    private ulong SetParts(FilterMark place, List<byte[]> parts)
    {
        if (parts.Count == 0) return 0;
        int length = Math.Min(parts.Min(static part => part.Length), WindowBytes);
        foreach (byte[] part in parts) Set((uint)place, Window(part.AsSpan(0, length)));
        return ulong.MaxValue >> (64 - (8 * length));
    }

    private static ulong Window(ReadOnlySpan<byte> text)
    {
        ulong window = 0;
        foreach (byte one in text) window = (window << 8) | one;
        return window;
    }

    private void Set(uint place, ulong hash)
    {
        ulong spread = unchecked((hash + place) * Spread);
        SetBit((int)(spread >> (64 - BitsLog2)));
        SetBit((int)(spread >> (64 - (2 * BitsLog2))) & ((1 << BitsLog2) - 1));
    }

    private void SetBit(int bit) => _bytes[bit >> 3] |= (byte)(1 << (bit & 7));

    private void SetFlag(uint flag, bool isSet) =>
        WriteWord(FlagsAt, isSet ? ReadWord(FlagsAt) | flag : ReadWord(FlagsAt) & ~flag);

    private ulong Read(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(at));

    private void Write(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(at), value);

    private uint ReadWord(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));

    private void WriteWord(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(at), value);
}
