using System.Runtime.CompilerServices;

namespace KosmosProbe.Engine.Events;

/// <summary>A task's name as the kernel keeps it. Source: <c>task_struct.comm</c>, 16 bytes padded with NUL.</summary>
[InlineArray(Size)]
public struct CommBytes
{
    /// <summary>Bytes, the terminator included.</summary>
    public const int Size = 16;

    private byte _first;
}

/// <summary>An address as a socket keeps it: 16 bytes in network order, IPv4 in the first four.</summary>
[InlineArray(Size)]
public struct AddressBytes
{
    /// <summary>Bytes of the longest address.</summary>
    public const int Size = 16;

    private byte _first;
}

/// <summary>How the fixed byte arrays of records are read.</summary>
public static class InlineBytes
{
    /// <summary>The name without its padding. Lifetime: that of the record.</summary>
    /// <param name="comm">A field of a record.</param>
    public static ReadOnlySpan<byte> Text(in this CommBytes comm)
    {
        ReadOnlySpan<byte> bytes = comm;
        int end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }

    /// <summary>All bytes. Lifetime: that of the record.</summary>
    /// <param name="address">A field of a record.</param>
    public static ReadOnlySpan<byte> Bytes(in this AddressBytes address) => address;
}
