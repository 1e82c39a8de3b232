using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;

namespace KosmosProbe.Engine.Describing;

/// <summary>
/// The names of the events in a set, as Falco prints them. Two things are its own: every condition is said to hold for
/// asynchronous events too, and a condition that leaves the type open has events of old captures that no rule can name.
/// </summary>
internal static class EventOrder
{
    private const string Async = "asyncevent";

    // The numbers of Falco's events, old versions included, decide in which order names enter its table. System calls
    // without an event of their own come after all others.
    private static readonly string[] Numbered =
    [
        "open", "close", "read", "write", "brk", "execve", "clone", "procexit", "socket", "bind", "connect",
        "listen", "accept", "send", "sendto", "recv", "recvfrom", "shutdown", "getsockname", "getpeername",
        "socketpair", "setsockopt", "getsockopt", "sendmsg", "sendmmsg", "recvmsg", "recvmmsg", "accept4",
        "creat", "pipe", "eventfd", "futex", "stat", "lstat", "fstat", "stat64", "lstat64", "fstat64",
        "epoll_wait", "poll", "select", "lseek", "llseek", "ioctl", "getcwd", "chdir", "fchdir", "mkdir",
        "rmdir", "openat", "link", "linkat", "unlink", "unlinkat", "pread", "pwrite", "readv", "writev",
        "preadv", "pwritev", "dup", "signalfd", "kill", "tkill", "tgkill", "nanosleep", "timerfd_create",
        "inotify_init", "getrlimit", "setrlimit", "prlimit", "switch", "drop", "fcntl", "mmap", "mmap2",
        "munmap", "splice", "ptrace", "rename", "renameat", "symlink", "symlinkat", "fork", "vfork", "sendfile",
        "quotactl", "setresuid", "setresgid", "scapevent", "setuid", "setgid", "getuid", "geteuid", "getgid",
        "getegid", "getresuid", "getresgid", "container", "signaldeliver", "procinfo", "getdents", "getdents64",
        "setns", "flock", "cpu_hotplug", "semop", "semctl", "ppoll", "mount", "umount", "k8s", "semget",
        "access", "chroot", "tracer", "mesos", "setsid", "notification", "unshare", "infra", "page_fault",
        "setpgid", "bpf", "seccomp", "mkdirat", "fchmodat", "chmod", "fchmod", "renameat2", "userfaultfd",
        "pluginevent", "openat2", "mprotect", "execveat", "copy_file_range", "clone3", "open_by_handle_at",
        "io_uring_setup", "io_uring_enter", "io_uring_register", "mlock", "munlock", "mlockall", "munlockall",
        "capset", "useradded", "userdeleted", "groupadded", "groupdeleted", "dup2", "dup3", "mlock2",
        "fsconfig", "epoll_create", "epoll_create1", "chown", "lchown", "fchown", "fchownat", "umount2",
        "pipe2", "inotify_init1", "eventfd2", "signalfd4", "prctl", "asyncevent", "memfd_create", "pidfd_getfd",
        "pidfd_open", "init_module", "finit_module", "mknod", "mknodat", "newfstatat", "process_vm_readv",
        "process_vm_writev", "delete_module", "setreuid", "setregid", "close_range", "keyctl",
    ];

    private static readonly string[] Unnameable =
    [
        "NA", "k8s", "mesos", "task", "task_file_anon_inode", "task_file_directory", "task_file_memfd",
        "task_file_pipe", "task_file_regular", "task_file_socket_inet", "task_file_socket_inet6",
        "task_file_socket_netlink", "task_file_socket_unix", "tracer",
    ];

    // Not made by a system call or a tracepoint.
    private static readonly HashSet<string> Meta = new(StringComparer.Ordinal)
    {
        Async, "container", "cpu_hotplug", "drop", "groupadded", "groupdeleted", "infra", "notification", "pluginevent",
        "procinfo", "scapevent", "useradded", "userdeleted",
    };

    private static readonly Dictionary<string, int> Ranks =
        Numbered.Select((name, rank) => (name, rank)).ToDictionary(pair => pair.name, pair => pair.rank);

    private static readonly Lazy<IReadOnlyList<string>> AllNames = new(() => Order(EventTypeSet.All));

    /// <summary>The names.</summary>
    /// <param name="types">The set.</param>
    public static IReadOnlyList<string> NamesOf(EventTypeSet types) => types.IsAll ? AllNames.Value : Order(types);

    private static IReadOnlyList<string> Order(EventTypeSet types)
    {
        var named = Enumerable.Range(0, EventTable.NamesCount)
            .Where(id => types.ContainsName(id) && EventNames.IsSeen(id))
            .Select(EventTable.Name);
        var names = named.Append(Async).Concat(types.IsComplement ? Unnameable : [])
            .OrderBy(name => Ranks.GetValueOrDefault(name, Numbered.Length))
            .ThenBy(name => name, StringComparer.Ordinal)
            .ToList();

        // Falco adds the set of all events' names to that of the names that come from system calls.
        return HashOrder.Of(names.Where(name => !Meta.Contains(name)).Concat(HashOrder.Of(names)));
    }
}
