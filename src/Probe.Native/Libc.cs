using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>The part of the C library that this project calls, names and constants as in its headers.</summary>
internal static unsafe partial class Libc
{
    internal const int PROT_READ = 1;
    internal const int PROT_WRITE = 2;
    internal const int MAP_SHARED = 1;
    internal const int EPOLL_CLOEXEC = 0x80000;
    internal const int EPOLL_CTL_ADD = 1;
    internal const uint EPOLLIN = 1;
    internal const uint EPOLLET = 1u << 31;
    internal const int EINTR = 4;

    internal static readonly nint MapFailed = -1;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint mmap(nint addr, nuint length, int prot, int flags, int fd, long offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int munmap(nint addr, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_create1(int flags);

    /// <summary><paramref name="ev"/> is a struct epoll_event.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_ctl(int epfd, int op, int fd, byte* ev);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_wait(int epfd, byte* events, int maxevents, int timeout);

    [LibraryImport("libc")]
    internal static partial int close(int fd);

    [LibraryImport("libc")]
    internal static partial int vsnprintf(byte* str, nuint size, byte* format, nint ap);

    /// <summary>glibc 2.32 and newer; other C libraries lack it.</summary>
    [LibraryImport("libc")]
    internal static partial byte* strerrorname_np(int errnum);
}
