using System.Buffers.Binary;

namespace KosmosProbe.Native;

/// <summary>
/// What tells one state of a file from the next without reading it. Links are followed, so that a link that leads
/// elsewhere is a change; the time of the last change of the inode tells also of a file that took another's place and
/// kept its times.
/// </summary>
/// <param name="Device">The file system it is on.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ModifiedNs">When it was written, ns since 1970.</param>
/// <param name="ChangedNs">When it was written, renamed, or given other rights, ns since 1970.</param>
/// <param name="Mode">Its kind and rights, <c>st_mode</c>.</param>
public readonly record struct FileStamp(
    ulong Device, ulong Inode, long Length, long ModifiedNs, long ChangedNs, int Mode)
{
    private const int StatxSize = 256;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int LengthAt = 40;
    private const int ChangedAt = 96;
    private const int ModifiedAt = 112;
    private const int DeviceAt = 136;
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>There is something, and it is neither a file nor a directory: what was read of it is gone.</summary>
    public bool IsStream => Mode != 0
        && (Mode & Libc.FileTypeMask) is not (Libc.FileTypeRegular or Libc.FileTypeDirectory);

    /// <summary>The state of a file now; default when there is none, or it may not be looked at.</summary>
    /// <param name="path">Of the file.</param>
    public static FileStamp Of(string path) => Of(Libc.AT_FDCWD, path, 0);

    /// <summary>The state of an open file now.</summary>
    /// <param name="descriptor">Of the file.</param>
    internal static FileStamp Of(int descriptor) => Of(descriptor, "", Libc.AT_EMPTY_PATH);

    /// <summary>They are states of the same file.</summary>
    /// <param name="other">Another state.</param>
    public bool IsSameFile(FileStamp other) => Inode == other.Inode && Device == other.Device;

    private static unsafe FileStamp Of(int folder, string path, int flags)
    {
        byte* stat = stackalloc byte[StatxSize];
        if (Libc.statx(folder, path, flags, Libc.STATX_BASIC_STATS, stat) != 0) return default;
        var view = new ReadOnlySpan<byte>(stat, StatxSize);
        return new FileStamp(
            BinaryPrimitives.ReadUInt64LittleEndian(view[DeviceAt..]),
            BinaryPrimitives.ReadUInt64LittleEndian(view[InodeAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(view[LengthAt..]),
            TimeNs(view[ModifiedAt..]),
            TimeNs(view[ChangedAt..]),
            BinaryPrimitives.ReadUInt16LittleEndian(view[ModeAt..]));
    }

    // struct statx_timestamp
    private static long TimeNs(ReadOnlySpan<byte> time) =>
        BinaryPrimitives.ReadInt64LittleEndian(time) * NsPerSecond
        + BinaryPrimitives.ReadUInt32LittleEndian(time[sizeof(long)..]);
}
