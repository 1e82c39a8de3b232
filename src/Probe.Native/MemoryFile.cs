using Microsoft.Win32.SafeHandles;

namespace KosmosProbe.Native;

/// <summary>A file that no directory holds, for libraries that want a path. It is gone when it is closed.</summary>
internal sealed unsafe class MemoryFile : SafeHandleMinusOneIsInvalid
{
    private MemoryFile(int fd) : base(true) => SetHandle(fd);

    /// <summary>Where this process finds it.</summary>
    internal string Path => $"/proc/self/fd/{handle}";

    /// <summary>Makes an empty one; null where the kernel does not let it.</summary>
    /// <param name="name">For those who look at the process.</param>
    internal static MemoryFile? TryCreate(string name)
    {
        int fd = Libc.memfd_create(name, Libc.MFD_CLOEXEC | Libc.MFD_NOEXEC_SEAL);
        if (fd < 0) fd = Libc.memfd_create(name, Libc.MFD_CLOEXEC);
        return fd < 0 ? null : new MemoryFile(fd);
    }

    /// <summary>Writes at its end. Errors: <see cref="BpfException"/>.</summary>
    /// <param name="bytes">What.</param>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (int done = 0; done < bytes.Length;)
            {
                nint written = Libc.write((int)handle, start + done, (nuint)(bytes.Length - done));
                if (written <= 0) throw Throw.LastErrno($"write {bytes.Length} bytes to memory");
                done += (int)written;
            }
        }
    }

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;
}
