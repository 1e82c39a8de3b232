namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>What every event of a capture begins with.</summary>
internal struct ScapEventHead
{
    /// <summary>A thread that there is none of.</summary>
    public const long NoThread = -1;

    /// <summary>When, in ns since the epoch.</summary>
    public ulong TimeNs;

    /// <summary>The thread, in the host's pid namespace.</summary>
    public long Tid;

    /// <summary>The CPU.</summary>
    public uint Cpu;

    /// <summary>Only state changes by it: no rule sees it, here and elsewhere.</summary>
    public bool IsForState;
}

/// <summary>
/// Writes events: each a block with its header, the lengths of its parameters, then their values. Parameters are
/// written in order, as many as were announced. Texts end in a zero byte; an empty parameter has no value.
/// </summary>
/// <param name="output">Where blocks go.</param>
internal sealed class ScapEventOutput(ScapOutput output)
{
    private const uint PlainBlock = 0x216;
    private const uint FlagsBlock = 0x217;
    private const uint LargeBlock = 0x221;
    private const uint LargeFlagsBlock = 0x222;
    private const uint StateOnly = 1;

    // The longest that a length of 16 bits can tell.
    private const int ValueBytesMax = ushort.MaxValue;

    private int _eventStart;
    private int _lengthAt;
    private int _lengthBytes;
    private int _left;

    /// <summary>Events written.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the blocks written. Lifetime: until the next write.</summary>
    public ReadOnlySpan<byte> Written => output.Written;

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        output.Clear();
        Count = 0;
    }

    /// <summary>Begins an event.</summary>
    /// <param name="code">Its number.</param>
    /// <param name="head">Time, thread, CPU.</param>
    /// <param name="parameters">How many parameters follow.</param>
    public void Begin(ushort code, in ScapEventHead head, int parameters) =>
        Begin(code, head, parameters, head.IsForState ? FlagsBlock : PlainBlock, sizeof(ushort));

    /// <summary>Begins an event whose parameters may be larger than 64 KiB.</summary>
    /// <param name="code">Its number.</param>
    /// <param name="head">Time, thread, CPU.</param>
    /// <param name="parameters">How many parameters follow.</param>
    public void BeginLarge(ushort code, in ScapEventHead head, int parameters) =>
        Begin(code, head, parameters, head.IsForState ? LargeFlagsBlock : LargeBlock, sizeof(uint));

    /// <summary>Ends the event.</summary>
    public void End()
    {
        System.Diagnostics.Debug.Assert(_left == 0, "as many parameters were written as were announced");
        output.PutU32(_eventStart + 16, (uint)(output.Length - _eventStart));
        output.EndBlock();
        Count++;
    }

    /// <summary>A number of 8 bits.</summary>
    public void U8(byte value)
    {
        Next(sizeof(byte));
        output.U8(value);
    }

    /// <summary>A number of 16 bits.</summary>
    public void U16(ushort value)
    {
        Next(sizeof(ushort));
        output.U16(value);
    }

    /// <summary>A number of 32 bits.</summary>
    public void U32(uint value)
    {
        Next(sizeof(uint));
        output.U32(value);
    }

    /// <summary>A number of 64 bits.</summary>
    public void U64(ulong value)
    {
        Next(sizeof(ulong));
        output.U64(value);
    }

    /// <summary>A number of 64 bits, signed: ids, descriptors, results.</summary>
    public void I64(long value) => U64((ulong)value);

    /// <summary>A text; what follows a zero byte in it is left out.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        var value = end < 0 ? text : text[..end];
        value = value[..Math.Min(value.Length, Longest - 1)];
        Next(value.Length + 1);
        output.Bytes(value);
        output.U8(0);
    }

    /// <summary>Any bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        var value = bytes[..Math.Min(bytes.Length, Longest)];
        Next(value.Length);
        output.Bytes(value);
    }

    /// <summary>A parameter without a value.</summary>
    public void None() => Next(0);

    /// <summary>Begins a parameter whose bytes the caller writes himself.</summary>
    /// <param name="bytes">How many he will write.</param>
    public ScapOutput Raw(int bytes)
    {
        Next(bytes);
        return output;
    }

    private int Longest => _lengthBytes == sizeof(ushort) ? ValueBytesMax : ScapLimits.EntryBytesMax;

    private void Begin(ushort code, in ScapEventHead head, int parameters, uint block, int lengthBytes)
    {
        output.BeginBlock(block);
        output.U16((ushort)Math.Min(head.Cpu, ushort.MaxValue));
        if (head.IsForState)
        {
            output.U32(StateOnly);
        }

        _eventStart = output.Length;
        output.U64(head.TimeNs);
        output.I64(head.Tid);
        output.U32(0);
        output.U16(code);
        output.U32((uint)parameters);
        _lengthAt = output.Length;
        _lengthBytes = lengthBytes;
        _left = parameters;
        output.Zeros(parameters * lengthBytes);
    }

    private void Next(int bytes)
    {
        System.Diagnostics.Debug.Assert(_left > 0, "not more parameters are written than were announced");
        if (_lengthBytes == sizeof(ushort))
        {
            output.PutU16(_lengthAt, (ushort)bytes);
        }
        else
        {
            output.PutU32(_lengthAt, (uint)bytes);
        }

        _lengthAt += _lengthBytes;
        _left--;
    }
}
