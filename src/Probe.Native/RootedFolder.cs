using System.Globalization;

namespace KosmosProbe.Native;

/// <summary>A file that a path led to.</summary>
/// <param name="StatDevice">As user space tells files apart: what another look is compared with.</param>
/// <param name="StatInode">Its number there.</param>
/// <param name="Inode">The number that the kernel itself uses: on some file systems another one.</param>
/// <param name="MountId">The mount it was found on, as in mountinfo.</param>
public readonly record struct FoundFile(ulong StatDevice, ulong StatInode, ulong Inode, int MountId)
{
    /// <summary>The path leads nowhere.</summary>
    public bool IsNone => StatInode == 0;
}

/// <summary>
/// A directory that stands for the root, to look where paths below it lead. Links lead nowhere out of it (openat2 with
/// RESOLVE_IN_ROOT, kernel 5.6), and no file is opened: no device, pipe or server of a file system notices more than a
/// look-up of its name. A file system that does not answer that either holds the caller up.
/// </summary>
public sealed unsafe class RootedFolder : IDisposable
{
    private const int PathBytesMax = 4096;

    private readonly int _descriptor;

    private RootedFolder(int descriptor) => _descriptor = descriptor;

    /// <summary>Opens a directory; null when it is not there.</summary>
    /// <param name="path">Of the directory.</param>
    public static RootedFolder? TryOpen(string path)
    {
        int descriptor = Libc.open(path, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        return descriptor < 0 ? null : new RootedFolder(descriptor);
    }

    /// <summary>Looks where a path leads, all links followed.</summary>
    /// <param name="path">From this root.</param>
    /// <param name="before">What was found the last time: where it is still there, the answer is the same.</param>
    public FoundFile Look(string path, FoundFile before)
    {
        ulong* how = stackalloc ulong[3];
        how[0] = Libc.O_PATH | Libc.O_CLOEXEC;
        how[1] = 0;
        how[2] = Libc.RESOLVE_IN_ROOT | Libc.RESOLVE_NO_MAGICLINKS;
        int file = (int)Libc.syscall(Libc.SYS_openat2, _descriptor, path, how, 3 * sizeof(ulong));
        return Identify(file, before);
    }

    /// <summary>Looks which file a path is of, be it a link.</summary>
    /// <param name="path">From this root; bytes that need not be a text.</param>
    public FoundFile LookAt(ReadOnlySpan<byte> path) => Identify(Open(path, followsLast: false), default);

    private static FoundFile Identify(int file, FoundFile before)
    {
        if (file < 0) return default;
        try
        {
            var stamp = FileStamp.Of(file);
            bool isSame = stamp.Inode == before.StatInode && stamp.Device == before.StatDevice;
            return isSame ? before : Describe(file, stamp);
        }
        finally
        {
            _ = Libc.close(file);
        }
    }

    /// <summary>
    /// Looks which path another one leads to, all links followed; null when there is none, or none that is below this
    /// root.
    /// </summary>
    /// <param name="path">From this root; bytes that need not be a text.</param>
    /// <param name="followsLast">Also the link that the whole path may be.</param>
    public byte[]? Follow(ReadOnlySpan<byte> path, bool followsLast)
    {
        int file = Open(path, followsLast);
        if (file < 0) return null;
        byte[] root = NameOf(_descriptor), found = NameOf(file);
        _ = Libc.close(file);
        if (root.Length == 1) return found.Length > 0 && found[0] == '/' ? found : null;
        return found.Length == root.Length ? "/"u8.ToArray()
            : found.AsSpan().StartsWith(root) && found[root.Length] == '/' ? found[root.Length..]
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Libc.close(_descriptor);

    private int Open(ReadOnlySpan<byte> path, bool followsLast)
    {
        if (path.Length >= PathBytesMax) return -1;
        byte* terminated = stackalloc byte[path.Length + 1];
        path.CopyTo(new Span<byte>(terminated, path.Length));
        terminated[path.Length] = 0;
        ulong* how = stackalloc ulong[3];
        how[0] = Libc.O_PATH | Libc.O_CLOEXEC | (followsLast ? 0u : Libc.O_NOFOLLOW);
        how[1] = 0;
        how[2] = Libc.RESOLVE_IN_ROOT | Libc.RESOLVE_NO_MAGICLINKS;
        return (int)Libc.syscall(Libc.SYS_openat2, _descriptor, terminated, how, 3 * sizeof(ulong));
    }

    // As the kernel has it by now; empty when it was removed.
    private static byte[] NameOf(int descriptor)
    {
        byte* name = stackalloc byte[PathBytesMax];
        string link = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}");
        nint length = Libc.readlink(link, name, PathBytesMax);
        var found = length is > 0 and < PathBytesMax ? new ReadOnlySpan<byte>(name, (int)length) : default;
        return found.EndsWith(" (deleted)"u8) ? [] : found.ToArray();
    }

    // Since kernel 5.14 there is the kernel's own inode number; an overlay may tell another one to who asks for it.
    private static FoundFile Describe(int file, FileStamp stamp)
    {
        ulong inode = stamp.Inode;
        int mount = 0;
        try
        {
            foreach (string line in File.ReadLines($"/proc/self/fdinfo/{file}"))
            {
                if (line.StartsWith("ino:", StringComparison.Ordinal))
                {
                    inode = ulong.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
                }
                else if (line.StartsWith("mnt_id:", StringComparison.Ordinal))
                {
                    mount = int.Parse(line.AsSpan(7), CultureInfo.InvariantCulture);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return default;
        }

        return new FoundFile(stamp.Device, stamp.Inode, inode, mount);
    }
}
