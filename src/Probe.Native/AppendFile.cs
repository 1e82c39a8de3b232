using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KosmosProbe.Native;

/// <summary>
/// A file that is written at its end, wherever that is by then: others may write to it too, or cut it off. The
/// runtime's own streams remember where the end was, and do not say how much of a write that failed was done.
/// </summary>
public sealed class AppendFile : IDisposable
{
    private const uint ReadableByAll = 0b110_110_110;

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private AppendFile(SafeFileHandle handle, string path)
    {
        _handle = handle;
        _path = path;
    }

    /// <summary>The path still leads to this file: it was neither renamed nor removed.</summary>
    public bool IsInPlace => FileStamp.Of(Descriptor).IsSameFile(FileStamp.Of(_path));

    private int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Opens a file, which is made when there is none.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static AppendFile Open(string path)
    {
        int descriptor = Libc.open(
            path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND | Libc.O_CLOEXEC, ReadableByAll);
        if (descriptor < 0) throw Failed($"open {path}");
        return new AppendFile(new SafeFileHandle(descriptor, ownsHandle: true), path);
    }

    /// <summary>Writes bytes at the end.</summary>
    /// <param name="bytes">At least one.</param>
    /// <returns>How many of them; perhaps not all.</returns>
    /// <exception cref="IOException">None could be written.</exception>
    public unsafe int Write(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            nint written;
            fixed (byte* first = bytes)
            {
                written = Libc.write(Descriptor, first, (nuint)bytes.Length);
            }

            if (written > 0) return (int)written;
            if (Marshal.GetLastPInvokeError() != Libc.EINTR) throw Failed($"write {_path}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static IOException Failed(string what)
    {
        int errno = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {Errno.Name(errno)}, {Marshal.GetPInvokeErrorMessage(errno)}");
    }
}
