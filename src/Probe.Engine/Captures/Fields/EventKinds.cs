using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>What an event is about: Falco's categories.</summary>
internal enum EventCategory : byte
{
    /// <summary>A system call without an event of its own, and whatever fits nowhere else.</summary>
    Other,

    /// <summary>Paths and files.</summary>
    File,

    /// <summary>Sockets.</summary>
    Net,

    /// <summary>Pipes, eventfds and the like.</summary>
    Ipc,

    /// <summary>Memory.</summary>
    Memory,

    /// <summary>Processes and threads.</summary>
    Process,

    /// <summary>Sleeping.</summary>
    Sleep,

    /// <summary>The machine.</summary>
    System,

    /// <summary>Signals.</summary>
    Signal,

    /// <summary>Users and groups.</summary>
    User,

    /// <summary>Timers.</summary>
    Time,

    /// <summary>Data through a descriptor, or the descriptor itself: the category is what stands behind it.</summary>
    Descriptor,

    /// <summary>Waiting for descriptors.</summary>
    Wait,

    /// <summary>The scheduler.</summary>
    Scheduler,

    /// <summary>The recorder's own.</summary>
    Internal,
}

/// <summary>What an event does with its descriptor, and where it comes from.</summary>
[Flags]
internal enum EventTraits : byte
{
    /// <summary>Nothing of this.</summary>
    None,

    /// <summary>Reads from it.</summary>
    Reads = 1,

    /// <summary>Writes to it.</summary>
    Writes = 2,

    /// <summary>Makes the thread wait.</summary>
    Waits = 4,

    /// <summary>Comes from the recorder or a plugin, not from the kernel.</summary>
    Meta = 8,
}

/// <summary>Category and traits of every event that has parameters of its own, by name.</summary>
internal static class EventKinds
{
    private static readonly (EventCategory Category, string Names)[] Categories =
    [
        (EventCategory.File,
            "open openat openat2 creat open_by_handle_at stat lstat fstat stat64 lstat64 fstat64 newfstatat lseek "
            + "llseek getcwd chdir fchdir mkdir mkdirat rmdir rename renameat renameat2 symlink symlinkat link linkat "
            + "unlink unlinkat chmod fchmod fchmodat chown lchown fchown fchownat getdents "
            + "getdents64 flock mount umount "
            + "umount2 access userfaultfd copy_file_range"),
        (EventCategory.Net,
            "socket bind connect listen accept accept4 shutdown getsockname getpeername setsockopt getsockopt"),
        (EventCategory.Ipc,
            "socketpair pipe pipe2 eventfd eventfd2 futex inotify_init inotify_init1 process_vm_readv "
            + "process_vm_writev"),
        (EventCategory.Memory,
            "brk mmap mmap2 munmap mprotect mlock mlock2 mlockall munlock munlockall memfd_create"),
        (EventCategory.Process,
            "execve execveat clone clone3 fork vfork procexit getrlimit setrlimit prlimit ptrace setns unshare chroot "
            + "setsid setpgid semop semctl semget capset prctl pidfd_open pidfd_getfd container useradded userdeleted "
            + "groupadded groupdeleted"),
        (EventCategory.Sleep, "nanosleep"),
        (EventCategory.System, "cpu_hotplug fsconfig"),
        (EventCategory.Signal, "kill tkill tgkill signalfd signalfd4 signaldeliver"),
        (EventCategory.User,
            "setuid setgid setresuid setresgid setreuid setregid getuid geteuid getgid getegid getresuid getresgid "
            + "quotactl"),
        (EventCategory.Time, "timerfd_create"),
        (EventCategory.Descriptor,
            "read pread readv preadv recv recvfrom recvmsg recvmmsg write pwrite writev pwritev send sendto sendmsg "
            + "sendmmsg sendfile close close_range dup dup2 dup3 fcntl ioctl splice io_uring_setup io_uring_enter "
            + "io_uring_register"),
        (EventCategory.Wait, "poll ppoll select epoll_wait epoll_create epoll_create1"),
        (EventCategory.Scheduler, "switch"),
        (EventCategory.Internal, "drop scapevent procinfo infra"),
    ];

    private static readonly (EventTraits Traits, string Names)[] Marks =
    [
        (EventTraits.Reads,
            "read pread readv preadv recv recvfrom recvmsg recvmmsg copy_file_range finit_module"),
        (EventTraits.Writes, "write pwrite writev pwritev send sendto sendmsg sendmmsg copy_file_range"),
        (EventTraits.Waits, "poll ppoll select epoll_wait nanosleep"),
        (EventTraits.Meta,
            "drop scapevent procinfo cpu_hotplug notification infra container useradded userdeleted groupadded "
            + "groupdeleted asyncevent"),
    ];

    private static readonly EventCategory[] CategoriesByName = new EventCategory[EventTable.NamesCount];
    private static readonly EventTraits[] TraitsByName = new EventTraits[EventTable.NamesCount];

    static EventKinds()
    {
        foreach (var (category, names) in Categories)
        {
            ForEach(names, nameId => CategoriesByName[nameId] = category);
        }

        foreach (var (traits, names) in Marks)
        {
            ForEach(names, nameId => TraitsByName[nameId] |= traits);
        }
    }

    /// <summary>The category.</summary>
    /// <param name="view">A recorded event.</param>
    public static EventCategory CategoryOf(in Event view) =>
        RecordedCalls.IsGeneric(view) ? EventCategory.Other : CategoriesByName[EventTable.NameId(view.Type)];

    /// <summary>The traits.</summary>
    /// <param name="view">A recorded event.</param>
    public static EventTraits TraitsOf(in Event view) =>
        RecordedCalls.IsGeneric(view) ? EventTraits.None : TraitsByName[EventTable.NameId(view.Type)];

    /// <summary>Whether it comes from the recorder or a plugin, not from the kernel.</summary>
    /// <param name="view">A recorded event.</param>
    public static bool IsMeta(in Event view) => (TraitsOf(view) & EventTraits.Meta) != EventTraits.None;

    private static void ForEach(string names, Action<int> set)
    {
        foreach (string name in names.Split(' '))
        {
            set(EventTable.NameId(name));
        }
    }
}
