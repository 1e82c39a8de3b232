using System.Buffers.Binary;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// An IPv4 or IPv6 address by value, for comparison without allocating. It is held as two halves: code that touches a
/// field of 128 bits is never compiled ahead of time, and addresses are read at each start.
/// </summary>
public readonly struct IpAddress : IEquatable<IpAddress>
{
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly bool _isV6;

    private IpAddress(ulong high, ulong low, bool isV6)
    {
        _high = high;
        _low = low;
        _isV6 = isV6;
    }

    /// <summary>True for IPv6, v4-mapped addresses too.</summary>
    public bool IsV6 => _isV6;

    /// <summary>The address as a number: 32 bits for IPv4, 128 for IPv6.</summary>
    public UInt128 Bits => new(_high, _low);

    /// <summary>From 4 bytes in network order.</summary>
    /// <param name="bytes">At least 4 bytes.</param>
    public static IpAddress FromV4(ReadOnlySpan<byte> bytes) =>
        new(0, BinaryPrimitives.ReadUInt32BigEndian(bytes), isV6: false);

    /// <summary>From 16 bytes in network order, as they are.</summary>
    /// <param name="bytes">At least 16 bytes.</param>
    public static IpAddress FromV6(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), isV6: true);

    /// <summary>From a number.</summary>
    /// <param name="bits">The address; 32 bits for IPv4.</param>
    /// <param name="isV6">Which family.</param>
    internal static IpAddress Of(UInt128 bits, bool isV6) => new((ulong)(bits >> 64), (ulong)bits, isV6);

    /// <summary>
    /// The IPv4 address that a v4-mapped one stands for, as both are the same peer; any other is left as it is. What
    /// comes from sockets and from rules is unmapped.
    /// </summary>
    public IpAddress Unmapped() =>
        _isV6 && _high == 0 && _low >> 32 == 0xFFFF ? new IpAddress(0, (uint)_low, isV6: false) : this;

    /// <summary>Whether its number is below another's, or the same; both are of one family.</summary>
    /// <param name="other">The other.</param>
    internal bool IsUpTo(in IpAddress other) => _high < other._high || (_high == other._high && _low <= other._low);

    /// <summary>The lowest and the highest address of the network that it is in.</summary>
    /// <param name="length">How many bits are the network's.</param>
    internal (IpAddress First, IpAddress Last) Network(int length)
    {
        int hostBits = (_isV6 ? 128 : 32) - length;
        ulong high = Ones(hostBits - 64);
        ulong low = Ones(hostBits);
        return (new IpAddress(_high & ~high, _low & ~low, _isV6), new IpAddress(_high | high, _low | low, _isV6));
    }

    /// <inheritdoc/>
    public bool Equals(IpAddress other) => _low == other._low && _high == other._high && _isV6 == other._isV6;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IpAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _low, _isV6);

    /// <summary>Equal.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">Other.</param>
    public static bool operator ==(IpAddress left, IpAddress right) => left.Equals(right);

    /// <summary>Not equal.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">Other.</param>
    public static bool operator !=(IpAddress left, IpAddress right) => !left.Equals(right);

    // So many of the lowest bits, of 64 at most.
    private static ulong Ones(int count) => count switch
    {
        <= 0 => 0,
        >= 64 => ulong.MaxValue,
        _ => (1UL << count) - 1,
    };
}
