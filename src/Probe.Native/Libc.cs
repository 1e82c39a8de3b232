using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>The part of the C library that this project calls, names and constants as in its headers.</summary>
internal static unsafe partial class Libc
{
    internal const int PROT_READ = 1;
    internal const int PROT_WRITE = 2;
    internal const int MAP_SHARED = 1;
    internal const int MAP_PRIVATE = 2;
    internal const int MAP_ANONYMOUS = 0x20;
    internal const int MADV_DONTNEED = 4;
    internal const int EPOLL_CLOEXEC = 0x80000;
    internal const int EPOLL_CTL_ADD = 1;
    internal const uint EPOLLIN = 1;
    internal const uint EPOLLET = 1u << 31;
    internal const int SC_NPROCESSORS_ONLN = 84;
    internal const int EINTR = 4;
    internal const int EFD_CLOEXEC = 0x80000;
    internal const int EFD_NONBLOCK = 0x800;
    internal const short POLLIN = 1;
    internal const int IN_CLOEXEC = 0x80000;
    internal const int IN_NONBLOCK = 0x800;
    internal const uint IN_ATTRIB = 0x4;
    internal const uint IN_CLOSE_WRITE = 0x8;
    internal const uint IN_MOVED_FROM = 0x40;
    internal const uint IN_MOVED_TO = 0x80;
    internal const uint IN_CREATE = 0x100;
    internal const uint IN_DELETE = 0x200;
    internal const uint IN_DELETE_SELF = 0x400;
    internal const uint IN_MOVE_SELF = 0x800;
    internal const uint IN_ONLYDIR = 0x01000000;

    internal const int AT_FDCWD = -100;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const int O_WRONLY = 1;
    internal const int O_CREAT = 0x40;
    internal const int O_APPEND = 0x400;
    internal const int O_PATH = 0x200000;
    internal const int O_CLOEXEC = 0x80000;
    internal const int O_DIRECTORY = 0x10000;
    internal const int O_NOFOLLOW = 0x20000;
    internal const int CLONE_NEWCGROUP = 0x2000000;
    internal const int RESOLVE_NO_MAGICLINKS = 2;
    internal const int RESOLVE_IN_ROOT = 0x10;
    internal const uint STATX_BASIC_STATS = 0x7ff;
    internal const int FileTypeMask = 0xf000;
    internal const int FileTypeRegular = 0x8000;
    internal const int FileTypeDirectory = 0x4000;

    /// <summary>openat2 has no wrapper in C libraries; this is its number on x86-64 and arm64 alike.</summary>
    internal const long SYS_openat2 = 437;

    /// <summary>The calls that make a mount without a place; likewise.</summary>
    internal const long SYS_fsopen = 430;
    internal const long SYS_fsconfig = 431;
    internal const long SYS_fsmount = 432;
    internal const uint FSOPEN_CLOEXEC = 1;
    internal const uint MFD_CLOEXEC = 1;

    /// <summary>Since 6.3, where a setting of the machine may demand it.</summary>
    internal const uint MFD_NOEXEC_SEAL = 8;

    internal const uint FSMOUNT_CLOEXEC = 1;
    internal const uint FSCONFIG_SET_FLAG = 0;
    internal const uint FSCONFIG_CMD_CREATE = 6;

    internal static readonly nint MapFailed = -1;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint mmap(nint addr, nuint length, int prot, int flags, int fd, long offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int munmap(nint addr, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int madvise(nint addr, nuint length, int advice);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_create1(int flags);

    /// <summary><paramref name="ev"/> is a struct epoll_event.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_ctl(int epfd, int op, int fd, byte* ev);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_wait(int epfd, byte* events, int maxevents, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int eventfd(uint initval, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int inotify_add_watch(int fd, string pathname, uint mask);

    /// <summary><paramref name="fds"/> are structs pollfd of 8 bytes.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(ulong* fds, nuint nfds, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, byte* buf, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, byte* buf, nuint count);

    [LibraryImport("libc")]
    internal static partial int close(int fd);

    [LibraryImport("libc")]
    internal static partial long sysconf(int name);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setns(int fd, int nstype);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags, uint mode);

    /// <summary><paramref name="how"/> is a struct open_how of 24 bytes.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint syscall(long number, nint dirfd, string path, ulong* how, nuint size);

    /// <summary>The same with a path that may be no text; terminated.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(long number, nint dirfd, byte* path, ulong* how, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint readlink(string path, byte* buf, nuint bufsiz);

    /// <summary>fsopen.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint syscall(long number, string name, uint flags);

    /// <summary>fsconfig, where a command takes nothing.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(long number, int fd, uint command, nint key, nint value, nint aux);

    /// <summary>fsconfig, where a flag is set.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint syscall(long number, int fd, uint command, string key, nint value, nint aux);

    /// <summary>fsmount.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(long number, int fd, uint flags, uint attributes);

    /// <summary><paramref name="statxbuf"/> is a struct statx of 256 bytes.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(int dirfd, string path, int flags, uint mask, byte* statxbuf);

    [LibraryImport("libc")]
    internal static partial int vsnprintf(byte* str, nuint size, byte* format, nint ap);

    /// <summary>glibc's own.</summary>
    [LibraryImport("libc")]
    internal static partial int malloc_trim(nuint pad);

    /// <summary>glibc 2.32 and newer; other C libraries lack it.</summary>
    [LibraryImport("libc")]
    internal static partial byte* strerrorname_np(int errnum);
}
