using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Fields;

/// <summary>An IPv4 or IPv6 address by value, for comparison without allocating. Network order.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct IpAddress : IEquatable<IpAddress>
{
    private readonly UInt128 _bits;
    private readonly bool _isV6;

    private IpAddress(UInt128 bits, bool isV6)
    {
        _bits = bits;
        _isV6 = isV6;
    }

    /// <summary>True for IPv6, v4-mapped addresses too.</summary>
    public bool IsV6 => _isV6;

    /// <summary>The address as a number: 32 bits for IPv4, 128 for IPv6.</summary>
    public UInt128 Bits => _bits;

    /// <summary>From 4 bytes in network order.</summary>
    /// <param name="bytes">At least 4 bytes.</param>
    public static IpAddress FromV4(ReadOnlySpan<byte> bytes) =>
        new(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes), isV6: false);

    /// <summary>From 16 bytes in network order, as they are.</summary>
    /// <param name="bytes">At least 16 bytes.</param>
    public static IpAddress FromV6(ReadOnlySpan<byte> bytes) =>
        new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes), isV6: true);

    /// <summary>From a number.</summary>
    /// <param name="bits">The address; 32 bits for IPv4.</param>
    /// <param name="isV6">Which family.</param>
    internal static IpAddress Of(UInt128 bits, bool isV6) => new(bits, isV6);

    /// <summary>
    /// The IPv4 address that a v4-mapped one stands for, as both are the same peer; any other is left as it is. What
    /// comes from sockets and from rules is unmapped.
    /// </summary>
    public IpAddress Unmapped() => _isV6 && _bits >> 32 == 0xFFFF ? new IpAddress((uint)_bits, isV6: false) : this;

    /// <inheritdoc/>
    public bool Equals(IpAddress other) => _bits == other._bits && _isV6 == other._isV6;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IpAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_bits, _isV6);

    /// <summary>Equal.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">Other.</param>
    public static bool operator ==(IpAddress left, IpAddress right) => left.Equals(right);

    /// <summary>Not equal.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">Other.</param>
    public static bool operator !=(IpAddress left, IpAddress right) => !left.Equals(right);
}
