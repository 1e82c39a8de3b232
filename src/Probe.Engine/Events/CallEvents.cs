using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Events;

/// <summary>
/// A call of which its arguments tell most. Which argument stands where says the call's row in bpf/calls.h. Source:
/// <c>struct call_event</c>, bpf/events.h.
/// </summary>
[KernelStruct("call_event")]
[StructLayout(LayoutKind.Sequential)]
public struct CallEvent
{
    /// <summary>What every record starts with.</summary>
    public EventHeader Header;

    /// <summary>The object, when it is a socket.</summary>
    public SocketState Socket;

    /// <summary>The arguments that are numbers, each at its place; behind them what the call's row adds.</summary>
    public CallNumbers Numbers;

    /// <summary>Inode number of the object.</summary>
    public ulong ObjectIno;

    /// <summary>The descriptor whose object is told; -1 none.</summary>
    public int ObjectFd;

    /// <summary>Type and permissions of the object; 0 when nothing is behind the descriptor.</summary>
    public uint ObjectMode;

    /// <summary>Device of the object, as the kernel's dev_t: major &lt;&lt; 20 | minor.</summary>
    public uint ObjectDev;

    /// <summary>Facts of the object.</summary>
    public OpenFlags ObjectFlags;

    /// <summary>The object as the kernel names it; of chdir and fchdir the new working directory.</summary>
    public TextSpan ObjectPath;

    /// <summary>Texts as passed.</summary>
    public CallTexts Texts;

    /// <summary>What the first texts start from, where they are relative paths.</summary>
    public CallDirectories Directories;
}

/// <summary>The numbers of a call.</summary>
[InlineArray(Count)]
public struct CallNumbers
{
    /// <summary>How many.</summary>
    public const int Count = 8;

    private long _first;
}

/// <summary>The texts of a call.</summary>
[InlineArray(Count)]
public struct CallTexts
{
    /// <summary>How many.</summary>
    public const int Count = 3;

    private TextSpan _first;
}

/// <summary>The directories that paths of a call start from.</summary>
[InlineArray(Count)]
public struct CallDirectories
{
    /// <summary>How many.</summary>
    public const int Count = 2;

    private TextSpan _first;
}

/// <summary>The calls whose record is a <see cref="CallEvent"/>.</summary>
public static class CallEvents
{
    private const EventType First = EventType.Chmod;
    private const EventType Last = EventType.Keyctl;

    private const EventType LaterFirst = EventType.CloseRange;
    private const EventType LaterLast = EventType.Send;

    private const EventType LastFirst = EventType.PidfdSendSignal;

    /// <summary>Falco's names of the calls, by number from the first on.</summary>
    internal static readonly string[] Names =
    [
        "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchown", "fchownat", "mkdir", "mkdirat",
        "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat",
        "mknod", "mknodat", "chdir", "fchdir", "chroot", "mount", "umount", "umount2", "move_mount", "open_tree",
        "mount_setattr", "fsopen", "fsmount", "pivot_root", "setuid", "setgid", "setreuid", "setregid", "setresuid",
        "setresgid", "setsid", "setpgid", "capset", "setns", "unshare", "ptrace", "kill", "tkill", "tgkill",
        "prctl", "bpf", "userfaultfd", "memfd_create", "io_uring_setup", "io_uring_enter", "io_uring_register",
        "init_module", "finit_module", "delete_module", "seccomp", "dup", "dup2", "dup3", "fcntl", "socket",
        "socketpair", "bind", "listen", "accept", "accept4", "shutdown", "splice", "copy_file_range", "sendfile",
        "open_by_handle_at", "pidfd_open", "pidfd_getfd", "process_vm_readv", "process_vm_writev", "keyctl",
    ];

    private static readonly string[] LaterNames =
    [
        "close_range", "epoll_create", "epoll_create1", "eventfd", "eventfd2", "fsconfig", "inotify_init",
        "inotify_init1", "mlock", "mlock2", "mlockall", "munlock", "munlockall", "pipe", "pipe2", "prlimit",
        "quotactl", "semctl", "semget", "semop", "setrlimit", "signalfd", "signalfd4", "timerfd_create", "access",
        "brk", "close", "epoll_wait", "flock", "fstat", "fstat64", "futex", "getcwd", "getdents", "getdents64",
        "getegid", "geteuid", "getgid", "getuid", "getresgid", "getresuid", "getrlimit", "getpeername",
        "getsockname", "getsockopt", "setsockopt", "ioctl", "llseek", "lseek", "lstat", "lstat64", "stat", "stat64",
        "newfstatat", "mmap", "mmap2", "mprotect", "munmap", "nanosleep", "poll", "ppoll", "select", "read",
        "readv", "pread", "preadv", "recv", "write", "writev", "pwrite", "pwritev", "send",
    ];

    private static readonly string[] LastNames =
    [
        "pidfd_send_signal", "open_tree_attr", "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "removexattr",
        "lremovexattr", "fremovexattr", "removexattrat",
    ];

    /// <summary>Whether an event's record is a <see cref="CallEvent"/>: these, and what only keeps state.</summary>
    /// <param name="type">The event.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(EventType type) =>
        (uint)type - (uint)First <= Last - First
            || (uint)type - (uint)LaterFirst <= EventType.Removexattrat - LaterFirst;

    /// <summary>
    /// Calls that every program makes all the time. They are of no use to a rule that does not say which events it is
    /// about, and tracing them for it would slow the node down: only a rule that names one is about it.
    /// </summary>
    /// <param name="type">The event.</param>
    public static bool IsFrequent(EventType type) => type is >= EventType.Access and <= LaterLast;

    /// <summary>Calls that take data in, which is the first text.</summary>
    /// <param name="type">The event.</param>
    public static bool Receives(EventType type) => type is >= EventType.Read and <= EventType.Recv;

    /// <summary>Calls that give data away, which is the first text.</summary>
    /// <param name="type">The event.</param>
    public static bool Sends(EventType type) => type is >= EventType.Write and <= EventType.Send;

    /// <summary>
    /// Whether an event changes what is known of its thread, so that it is told also when no rule wants it. Source:
    /// <c>state_calls</c>, bpf/maps.h.
    /// </summary>
    /// <param name="type">The event.</param>
    public static bool ChangesState(EventType type) => type is EventType.Chdir or EventType.Fchdir
        or (>= EventType.Setuid and <= EventType.Unshare);

    /// <summary>Whether an event leaves nothing but the names that it took: no object says what it was about.</summary>
    /// <param name="type">The event.</param>
    public static bool LeavesNames(EventType type) => type is >= EventType.Chmod and <= EventType.PivotRoot
        or >= EventType.OpenTreeAttr and <= EventType.Removexattrat;

    /// <summary>Whether an event gives the file of a name an attribute, or takes it away.</summary>
    /// <param name="type">The event.</param>
    internal static bool SetsAttribute(EventType type) => type is EventType.Setxattr or EventType.Lsetxattr
        or EventType.Setxattrat or EventType.Removexattr or EventType.Lremovexattr or EventType.Removexattrat;

    /// <summary>Whether an event makes a descriptor, which is what it returns.</summary>
    /// <param name="type">The event.</param>
    public static bool Makes(EventType type) => type is EventType.Socket or EventType.Accept or EventType.Accept4
        or EventType.MemfdCreate or EventType.Bpf or EventType.Userfaultfd or EventType.IoUringSetup
        or EventType.OpenByHandleAt or EventType.OpenTree or EventType.Fsopen or EventType.Fsmount
        or EventType.PidfdOpen or EventType.PidfdGetfd or EventType.EpollCreate or EventType.EpollCreate1
        or EventType.Eventfd or EventType.Eventfd2 or EventType.InotifyInit or EventType.InotifyInit1
        or EventType.Signalfd or EventType.Signalfd4 or EventType.TimerfdCreate or EventType.OpenTreeAttr;

    /// <summary>Whether an event makes a descriptor of what another one, its first argument, stands for.</summary>
    /// <param name="type">The event.</param>
    public static bool Copies(EventType type) => type is EventType.Dup or EventType.Dup2 or EventType.Dup3;

    /// <summary>The rows of the table of events.</summary>
    internal static IEnumerable<(EventType Type, string Name, int Size)> Rows => RowsFrom(First, Names);

    /// <summary>The rows of the calls whose numbers came later.</summary>
    internal static IEnumerable<(EventType Type, string Name, int Size)> LaterRows =>
        RowsFrom(LaterFirst, LaterNames).Concat(RowsFrom(LastFirst, LastNames));

    private static IEnumerable<(EventType Type, string Name, int Size)> RowsFrom(EventType first, string[] names) =>
        names.Select((name, index) => ((EventType)((int)first + index), name, Unsafe.SizeOf<CallEvent>()));
}
