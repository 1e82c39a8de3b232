using System.Buffers.Binary;
using System.Text;

namespace KosmosProbe.Native;

/// <summary>A state of a file: another one means that the file changed.</summary>
/// <param name="Inode">Its number on its file system.</param>
/// <param name="ModifiedSeconds">When it was written.</param>
/// <param name="ModifiedNs">The rest of that time.</param>
/// <param name="Length">In bytes.</param>
public readonly record struct FileVersion(ulong Inode, long ModifiedSeconds, uint ModifiedNs, long Length);

/// <summary>
/// Reads a file below a directory that others fill as they like, a container's root for example. Links lead nowhere out
/// of that directory (openat2 with RESOLVE_IN_ROOT, kernel 5.6), and nothing but a regular file is opened: opening a
/// pipe would wait, opening a device can do anything.
/// </summary>
public static unsafe class RootedFile
{
    private const int StatxSize = 256;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int LengthAt = 40;
    private const int ModifiedAt = 112;

    /// <summary>Reads a file when it is another than it was.</summary>
    /// <param name="root">The directory that stands for the root.</param>
    /// <param name="path">From there.</param>
    /// <param name="bytesMax">A longer file is not read.</param>
    /// <param name="version">What was read last; default: nothing. Set to what is there now.</param>
    /// <param name="text">
    /// The file, each byte as the character of the same number; null when it has not changed since.
    /// </param>
    /// <returns>False when there is no such file, or it is none to be read.</returns>
    public static bool TryRead(string root, string path, int bytesMax, ref FileVersion version, out string? text)
    {
        text = null;
        int directory = Libc.open(root, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        if (directory < 0) return false;
        ulong* how = stackalloc ulong[3];
        how[0] = Libc.O_PATH | Libc.O_CLOEXEC;
        how[1] = 0;
        how[2] = Libc.RESOLVE_IN_ROOT | Libc.RESOLVE_NO_MAGICLINKS;
        int file = (int)Libc.syscall(Libc.SYS_openat2, directory, path, how, 3 * sizeof(ulong));
        _ = Libc.close(directory);
        if (file < 0) return false;
        try
        {
            if (Look(file) is not { } now || now.Length > bytesMax) return false;
            if (now == version) return true;
            text = Read(file, (int)now.Length);
            version = now;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            _ = Libc.close(file);
        }
    }

    private static FileVersion? Look(int file)
    {
        byte* stat = stackalloc byte[StatxSize];
        if (Libc.statx(file, "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, stat) != 0) return null;
        var view = new ReadOnlySpan<byte>(stat, StatxSize);
        int type = BinaryPrimitives.ReadUInt16LittleEndian(view[ModeAt..]) & Libc.FileTypeMask;
        if (type != Libc.FileTypeRegular) return null;
        return new FileVersion(
            BinaryPrimitives.ReadUInt64LittleEndian(view[InodeAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(view[ModifiedAt..]),
            BinaryPrimitives.ReadUInt32LittleEndian(view[(ModifiedAt + sizeof(long))..]),
            BinaryPrimitives.ReadInt64LittleEndian(view[LengthAt..]));
    }

    // The path of the descriptor leads to the very file that was looked at.
    private static string Read(int file, int length)
    {
        using var handle = File.OpenHandle($"/proc/self/fd/{file}");
        byte[] content = new byte[length];
        int read = RandomAccess.Read(handle, content, 0);
        return Encoding.Latin1.GetString(content, 0, read);
    }
}
