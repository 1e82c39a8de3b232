using System.Buffers.Binary;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Parameters of recorded events as values: 0 or empty where a capture has none or too few bytes.</summary>
internal static class RecordedValues
{
    /// <summary>What stands for a text that could not be recorded.</summary>
    public static ReadOnlySpan<byte> NotKnown => "<NA>"u8;

    /// <summary>64 bits: results, descriptors, ids.</summary>
    /// <param name="view">A recorded event.</param>
    /// <param name="index">From 0.</param>
    public static long Int64(this scoped in Event view, int index) => Number(view.Parameter(index));

    /// <summary>32 bits without sign.</summary>
    /// <param name="view">A recorded event.</param>
    /// <param name="index">From 0.</param>
    public static uint UInt32(this scoped in Event view, int index) => (uint)Number(view.Parameter(index));

    /// <summary>64 bits without sign.</summary>
    /// <param name="view">A recorded event.</param>
    /// <param name="index">From 0.</param>
    public static ulong UInt64(this scoped in Event view, int index) => (ulong)Number(view.Parameter(index));

    /// <summary>A text without the zero byte at its end.</summary>
    /// <param name="view">A recorded event.</param>
    /// <param name="index">From 0.</param>
    public static ReadOnlySpan<byte> Text(this scoped in Event view, int index) => Text(view.Parameter(index));

    /// <summary>Whether the capture has a value.</summary>
    /// <param name="view">A recorded event.</param>
    /// <param name="index">From 0.</param>
    public static bool Has(this scoped in Event view, int index) => !view.Parameter(index).IsEmpty;

    /// <summary>A number of whichever size the parameter has.</summary>
    /// <param name="bytes">A parameter.</param>
    public static long Number(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        >= sizeof(long) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        >= sizeof(int) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        >= sizeof(short) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        1 => bytes[0],
        _ => 0,
    };

    /// <summary>A number of a parameter, zero-extended.</summary>
    /// <param name="value">At most 8 bytes are read.</param>
    public static ulong Unsigned(ReadOnlySpan<byte> value)
    {
        ulong number = 0;
        for (int i = Math.Min(value.Length, sizeof(ulong)) - 1; i >= 0; i--)
        {
            number = (number << 8) | value[i];
        }

        return number;
    }

    /// <summary>A number of a parameter, sign-extended.</summary>
    /// <param name="value">At most 8 bytes are read.</param>
    public static long Signed(ReadOnlySpan<byte> value)
    {
        int unused = 64 - (8 * Math.Min(value.Length, sizeof(ulong)));
        return value.IsEmpty ? 0 : (long)(Unsigned(value) << unused) >> unused;
    }

    /// <summary>A text without the zero byte at its end.</summary>
    /// <param name="bytes">A parameter.</param>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }
}
