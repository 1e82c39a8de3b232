using System.Buffers.Binary;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>
/// Reads a capture in the scap format, packed with gzip or not: first its head, thing by thing, then its events. Memory
/// does not grow with the capture. What a reader does not know is skipped and counted; a capture that is cut off is
/// read up to where it ends. One thread.
/// </summary>
public sealed class ScapReader : IDisposable
{
    private const uint ByteOrder = 0x1A2B3C4D;
    private const int MajorVersion = 1;
    private const int SectionBytesMin = 16;

    // A list ends where no entry can begin any more; what is left is padding.
    private const int PaddingBytesMax = 3;

    private readonly ScapInput _input;
    private uint _type;
    private uint _length;
    private long _contentEnd;
    private long _tid;
    private bool _isAtEvents;

    /// <summary>Reads the beginning.</summary>
    /// <param name="file">The capture; owned from now on.</param>
    /// <exception cref="CaptureException">It is no capture, or one for a newer reader.</exception>
    public ScapReader(Stream file)
    {
        _input = new ScapInput(file);
        ReadSection();
    }

    /// <summary>The event that was read last.</summary>
    public ScapEvent Event { get; } = new();

    /// <summary>Bytes read of the file, for a progress bar.</summary>
    public long FileBytes => _input.FileBytes;

    /// <summary>Bytes read of the capture, unpacked.</summary>
    public long Offset => _input.Offset;

    /// <summary>Blocks skipped: of a type that is not known here, or of the head of a further section.</summary>
    public long UnknownBlocks { get; private set; }

    /// <summary>Events too large to be taken, skipped.</summary>
    public long OversizedEvents { get; private set; }

    /// <summary>Events whose lengths and counts contradict each other, skipped.</summary>
    public long MalformedEvents { get; private set; }

    /// <summary>The next block is in memory, so that reading it waits for nothing.</summary>
    internal bool HoldsNext => _input.Held >= ScapBlock.HeaderBytes
        && BinaryPrimitives.ReadUInt32LittleEndian(_input.Peek(ScapBlock.HeaderBytes)[sizeof(uint)..]) <= _input.Held;

    /// <summary>What is wrong with the end of the capture, as a sentence; null while all is well.</summary>
    public string? Ending { get; private set; }

    /// <summary>The next thing that the head tells. False when it is read and the events begin.</summary>
    /// <param name="item">The thing.</param>
    /// <exception cref="CaptureException">The capture is damaged or ends.</exception>
    public bool TryReadHead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ScapItem? item)
    {
        item = null;
        while (!_isAtEvents)
        {
            if (_contentEnd - _input.Offset > PaddingBytesMax)
            {
                item = ReadItem();
                if (item is not null)
                {
                    return true;
                }
            }

            if (_contentEnd > 0)
            {
                EndBlock();
            }

            BeginBlock();
        }

        return false;
    }

    /// <summary>Reads the next event, and what is left of the head before it. False at the end.</summary>
    /// <exception cref="CaptureException">The capture is damaged.</exception>
    public bool TryReadEvent()
    {
        while (!_isAtEvents && TryReadHead(out _))
        {
        }

        if (TryTakeHeld())
        {
            return true;
        }

        while (TryReadHeader())
        {
            if (!ScapBlock.IsEvent(_type))
            {
                UnknownBlocks++;
                if (!TrySkipRest())
                {
                    return false;
                }
            }
            else if (_length > ScapLimits.EventBytesMax)
            {
                OversizedEvents++;
                if (!TrySkipRest())
                {
                    return false;
                }
            }
            else if (!TryTakeEvent(out bool isSound))
            {
                return false;
            }
            else if (isSound)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private long ContentLeft => _contentEnd - _input.Offset;

    private void ReadSection()
    {
        if (!TryReadHeader() || _type != ScapBlock.Section || _length < SectionBytesMin)
        {
            throw new CaptureException(
                0, "this is no capture in the scap format", "name a file that Falco, sysdig or this probe recorded");
        }

        BeginContent();
        var cursor = Entry(SectionBytesMin, "the beginning");
        uint byteOrder = cursor.U32();
        ushort major = cursor.U16();
        if (byteOrder != ByteOrder || major > MajorVersion)
        {
            string what = byteOrder == ByteOrder ? $"version {major} of the format" : "another machine's byte order";
            throw new CaptureException(
                _input.Offset, $"it has {what}", $"this reader knows version {MajorVersion}, little endian");
        }

        EndBlock();
    }

    // Type and length of the next block. False at the end of the capture: in order where nothing follows.
    private bool TryReadHeader()
    {
        var header = _input.Peek(ScapBlock.HeaderBytes);
        if (header.Length < ScapBlock.HeaderBytes)
        {
            End(header.Length == 0 && !_input.IsDamaged);
            return false;
        }

        _type = BinaryPrimitives.ReadUInt32LittleEndian(header);
        _length = BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(uint)..]);
        if (_length < ScapBlock.HeaderBytes + ScapBlock.TrailerBytes)
        {
            throw Damaged($"a block of type 0x{_type:X} says it has {_length} bytes");
        }

        return true;
    }

    private void BeginBlock()
    {
        if (!TryReadHeader())
        {
            if (Ending is not null)
            {
                throw new CaptureException(_input.Offset, Ending, "record it again");
            }

            _isAtEvents = true;
            return;
        }

        _isAtEvents = ScapBlock.IsEvent(_type);
        if (!_isAtEvents)
        {
            BeginContent();
            _tid = ScapBlock.IsDescriptors(_type) ? BeginDescriptors() : 0;
        }
    }

    private void BeginContent()
    {
        _input.Take(ScapBlock.HeaderBytes);
        _contentEnd = _input.Offset + _length - ScapBlock.HeaderBytes - ScapBlock.TrailerBytes;
    }

    private long BeginDescriptors()
    {
        var cursor = Entry(sizeof(long), "a list of descriptors");
        long tid = cursor.I64();
        _input.Take(cursor.Position);
        return tid;
    }

    private void SkipContent()
    {
        if (!_input.TrySkip(ContentLeft))
        {
            throw Damaged("the capture ends inside its head");
        }
    }

    private void EndBlock()
    {
        SkipContent();
        var trailer = _input.Peek(ScapBlock.TrailerBytes);
        if (trailer.Length < ScapBlock.TrailerBytes || BinaryPrimitives.ReadUInt32LittleEndian(trailer) != _length)
        {
            throw Damaged($"a block of type 0x{_type:X} does not end after the {_length} bytes that it says it has");
        }

        _input.Take(ScapBlock.TrailerBytes);
        _contentEnd = 0;
    }

    private ScapItem? ReadItem()
    {
        if (ScapBlock.IsMachine(_type))
        {
            var cursor = Entry(ScapLimits.EntryBytesMax, "the machine");
            var machine = ScapHeadReader.Machine(ref cursor);
            SkipContent();
            return machine;
        }

        bool hasLength = _type is ScapBlock.InterfacesWithLengths or ScapBlock.UsersWithLengths
            or ScapBlock.DescriptorsWithLengths;
        if (ScapBlock.ThreadsVersion(_type) is > 0 and var version)
        {
            hasLength = version == ScapThreadReader.LastVersion;
            var cursor = NextEntry(hasLength, isLengthCounted: true, "a thread", out int length);
            var thread = ScapThreadReader.Read(ref cursor, version);
            return Took(thread, hasLength ? length : cursor.Position);
        }

        if (ScapBlock.IsInterfaces(_type))
        {
            var cursor = NextEntry(hasLength, isLengthCounted: false, "an interface", out int length);
            var address = ScapHeadReader.Interface(ref cursor, _input.Offset);
            return Took(address, hasLength ? length : cursor.Position);
        }

        if (ScapBlock.IsUsers(_type))
        {
            var cursor = NextEntry(hasLength, isLengthCounted: true, "a user", out int length);
            var user = ScapHeadReader.User(ref cursor);
            return Took(user, hasLength ? length : cursor.Position);
        }

        if (ScapBlock.IsDescriptors(_type))
        {
            var cursor = NextEntry(hasLength, isLengthCounted: true, "a descriptor", out int length);
            var descriptor = ScapHeadReader.Descriptor(ref cursor, _tid, hasLength);
            return Took(descriptor, hasLength ? length : cursor.Position);
        }

        if (_type == ScapBlock.OwnRecorder)
        {
            var cursor = Entry(ScapLimits.EntryBytesMax, "the recorder");
            return Took(ScapHeadReader.Recorder(ref cursor), (int)ContentLeft);
        }

        UnknownBlocks++;
        return null;
    }

    // What is left of the block, or the entry that its length marks off; the cursor stands behind that length.
    private ScapCursor NextEntry(bool hasLength, bool isLengthCounted, string what, out int length)
    {
        length = 0;
        if (!hasLength)
        {
            return Entry(ScapLimits.EntryBytesMax, what);
        }

        var ahead = Entry(sizeof(uint), what);
        long wanted = ahead.U32() + (isLengthCounted ? 0L : sizeof(uint));
        if (wanted <= sizeof(uint) || wanted > Math.Min(ContentLeft, ScapLimits.EntryBytesMax))
        {
            throw Damaged($"{what} says it has {wanted} bytes and {ContentLeft} are left in its block");
        }

        length = (int)wanted;
        var cursor = Entry(length, what);
        if (cursor.Left < length)
        {
            throw Damaged($"{what} says it has {length} bytes and the capture ends before");
        }

        cursor.U32();
        return cursor;
    }

    private ScapCursor Entry(int bytesMax, string what) =>
        new(_input.Peek((int)Math.Min(ContentLeft, bytesMax)), _input.Offset, what);

    private T Took<T>(T item, int bytes)
    {
        _input.Take(bytes);
        return item;
    }

    private bool TryTakeEvent(out bool isSound)
    {
        isSound = false;
        int contentBytes = (int)_length - ScapBlock.HeaderBytes - ScapBlock.TrailerBytes;
        if (contentBytes < ScapEvent.ContentBytesMin(_type))
        {
            throw Damaged($"an event has {contentBytes} bytes, fewer than any can have");
        }

        var block = _input.PeekSegment((int)_length);
        if (block.Count < _length)
        {
            End(isInOrder: false);
            return false;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan()[^ScapBlock.TrailerBytes..]) != _length)
        {
            throw Damaged($"an event does not end after the {_length} bytes that it says it has");
        }

        isSound = Event.TryTake(block.Slice(ScapBlock.HeaderBytes, contentBytes), _type);
        MalformedEvents += isSound ? 0 : 1;
        _input.Take((int)_length);
        return true;
    }

    // Nearly every event lies whole in memory and is as it should be. What is not is taken step by step.
    private bool TryTakeHeld()
    {
        var held = _input.HeldSegment;
        ReadOnlySpan<byte> bytes = held;
        if (bytes.Length < ScapBlock.HeaderBytes)
        {
            return false;
        }

        uint type = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(uint)..]);
        if (!ScapBlock.IsEvent(type) || length > Math.Min((uint)bytes.Length, ScapLimits.EventBytesMax))
        {
            return false;
        }

        int contentBytes = (int)length - ScapBlock.HeaderBytes - ScapBlock.TrailerBytes;
        if (contentBytes < ScapEvent.ContentBytesMin(type)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[((int)length - ScapBlock.TrailerBytes)..]) != length
            || !Event.TryTake(held.Slice(ScapBlock.HeaderBytes, contentBytes), type))
        {
            return false;
        }

        _input.Take((int)length);
        return true;
    }

    private bool TrySkipRest()
    {
        if (_input.TrySkip(_length))
        {
            return true;
        }

        End(isInOrder: false);
        return false;
    }

    private void End(bool isInOrder) => Ending ??= isInOrder ? null
        : _input.IsDamaged ? $"the packed bytes make no sense after byte {_input.Offset} of the capture"
        : $"the capture is cut off in the block at byte {_input.Offset}";

    private CaptureException Damaged(string what) =>
        new(_input.Offset, what, "the capture is damaged, copy or record it again");
}
