using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Flags of an open in Falco's portable bits, which rules compare and print: the kernel's differ by architecture, and
/// have no bit for reading. What the open turned out to be (created, overlay layer) is among them.
/// </summary>
internal static class OpenFlagBits
{
    public const uint ReadOnly = 1;
    public const uint WriteOnly = 2;
    public const uint ReadWrite = ReadOnly | WriteOnly;
    public const uint Create = 4;
    public const uint Append = 8;
    public const uint DataSync = 16;
    public const uint Exclusive = 32;
    public const uint NonBlocking = 64;
    public const uint Sync = 128;
    public const uint Truncate = 256;
    public const uint Direct = 512;
    public const uint Directory = 1024;
    public const uint LargeFile = 2048;
    public const uint CloseOnExec = 4096;
    public const uint TemporaryFile = 8192;
    public const uint Created = 16384;
    public const uint UpperLayer = 32768;
    public const uint LowerLayer = 65536;

    /// <summary>Names in Falco's order.</summary>
    public static readonly FlagNames Names = new(
        (LargeFile, "O_LARGEFILE"), (Directory, "O_DIRECTORY"), (Direct, "O_DIRECT"), (Truncate, "O_TRUNC"),
        (Sync, "O_SYNC"), (NonBlocking, "O_NONBLOCK"), (Exclusive, "O_EXCL"), (DataSync, "O_DSYNC"),
        (Append, "O_APPEND"), (Create, "O_CREAT"), (ReadWrite, "O_RDWR"), (WriteOnly, "O_WRONLY"),
        (ReadOnly, "O_RDONLY"), (CloseOnExec, "O_CLOEXEC"), (TemporaryFile, "O_TMPFILE"), (Created, "O_F_CREATED"),
        (UpperLayer, "FD_UPPER_LAYER"), (LowerLayer, "FD_LOWER_LAYER"), (0, "O_NONE"));

    // The kernel's bits, asm-generic/fcntl.h as x86 and arm64 have them. O_TMPFILE holds the bit of O_DIRECTORY and
    // O_SYNC that of O_DSYNC, so both count only when all their bits are set.
    private static readonly (uint Kernel, uint Portable)[] Bits =
    [
        (0x40, Create), (0x80, Exclusive), (0x200, Truncate), (0x400, Append), (0x800, NonBlocking),
        (0x1000, DataSync), (0x101000, Sync), (DirectBit, Direct), (0x8000, LargeFile), (DirectoryBit, Directory),
        (0x80000, CloseOnExec), (0x400000 | DirectoryBit, TemporaryFile),
    ];

    // On arm64 O_DIRECTORY is 0x4000 and O_DIRECT 0x10000; on x86 the other way round.
    private static uint DirectoryBit => IsArm64 ? 0x4000u : 0x10000u;

    private static uint DirectBit => IsArm64 ? 0x10000u : 0x4000u;

    private static bool IsArm64 => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
        == System.Runtime.InteropServices.Architecture.Arm64;

    /// <summary>The portable bits of an open.</summary>
    public static uint Of(in OpenEvent open)
    {
        uint portable = Of(open.Flags);
        portable |= (open.OpenFlags & OpenFlags.Created) != 0 ? Created : 0;
        portable |= (open.OpenFlags & OpenFlags.UpperLayer) != 0 ? UpperLayer : 0;
        portable |= (open.OpenFlags & OpenFlags.LowerLayer) != 0 ? LowerLayer : 0;
        return portable;
    }

    /// <summary>The portable bits of the kernel's.</summary>
    public static uint Of(uint flags)
    {
        // The access mode is a number, not bits: 0 reading, 1 writing, 2 both; 3 is neither.
        uint portable = (flags & 3) switch { 0 => ReadOnly, 1 => WriteOnly, 2 => ReadWrite, _ => 0 };
        foreach (var (kernel, bit) in Bits)
        {
            portable |= (flags & kernel) == kernel ? bit : 0;
        }

        return portable;
    }
}
