using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Scap.Upgrading;

/// <summary>What parameters of a type have when nothing better is known, and how long they are.</summary>
internal static class ParameterDefaults
{
    private static readonly byte[] Zeros = new byte[sizeof(ulong)];
    private static readonly byte[] NoId = [0xFF, 0xFF, 0xFF, 0xFF];

    /// <summary>The default's bytes; empty for what has none.</summary>
    /// <param name="type">Any type.</param>
    public static ReadOnlySpan<byte> Bytes(ParameterType type) => type switch
    {
        ParameterType.Uid or ParameterType.Gid => NoId,
        // An address of no family.
        ParameterType.SockAddr => Zeros.AsSpan(0, 1),
        _ => Zeros.AsSpan(0, FixedBytes(type)),
    };

    /// <summary>Bytes of a number of the type; 0 for types of any length.</summary>
    /// <param name="type">Any type.</param>
    public static int FixedBytes(ParameterType type) => type switch
    {
        ParameterType.UInt8 or ParameterType.Flags8 or ParameterType.EnumFlags8 or ParameterType.SigType => 1,
        ParameterType.Int16 or ParameterType.UInt16 or ParameterType.Flags16 or ParameterType.EnumFlags16
            or ParameterType.SyscallId => sizeof(ushort),
        ParameterType.Int32 or ParameterType.UInt32 or ParameterType.Flags32 or ParameterType.EnumFlags32
            or ParameterType.Uid or ParameterType.Gid or ParameterType.Mode or ParameterType.SigSet => sizeof(uint),
        ParameterType.Int64 or ParameterType.UInt64 or ParameterType.RelTime or ParameterType.AbsTime
            or ParameterType.Errno or ParameterType.Fd or ParameterType.Pid => sizeof(ulong),
        _ => 0,
    };
}
