namespace KosmosProbe.Engine.Events;

/// <summary>
/// Every name that <c>evt.type</c> may be compared with. A rule that names one we do not trace is sound; a name that is
/// not here is a mistake of its author. The same events with their parameters stand in <see cref="EventCatalogue"/>.
/// </summary>
internal static class EventNames
{
    // System calls that have an event of their own.
    private static readonly string[] Syscalls =
    [
        "accept", "accept4", "access", "bind", "bpf", "brk", "capset", "chdir", "chmod", "chown", "chroot", "clone",
        "clone3", "close", "close_range", "connect", "copy_file_range", "creat", "delete_module", "dup", "dup2",
        "dup3", "epoll_create", "epoll_create1", "epoll_wait", "eventfd", "eventfd2", "execve", "execveat", "fchdir",
        "fchmod", "fchmodat", "fchown", "fchownat", "fcntl", "finit_module", "flock", "fork", "fsconfig", "fstat",
        "fstat64", "futex", "getcwd", "getdents", "getdents64", "getegid", "geteuid", "getgid", "getpeername",
        "getresgid", "getresuid", "getrlimit", "getsockname", "getsockopt", "getuid", "init_module", "inotify_init",
        "inotify_init1", "io_uring_enter", "io_uring_register", "io_uring_setup", "ioctl", "keyctl", "kill", "lchown",
        "link", "linkat", "listen", "llseek", "lseek", "lstat", "lstat64", "memfd_create", "mkdir", "mkdirat",
        "mknod", "mknodat", "mlock", "mlock2", "mlockall", "mmap", "mmap2", "mount", "mprotect", "munlock",
        "munlockall", "munmap", "nanosleep", "newfstatat", "open", "open_by_handle_at", "openat", "openat2",
        "pidfd_getfd", "pidfd_open", "pipe", "pipe2", "poll", "ppoll", "prctl", "pread", "preadv", "prlimit",
        "process_vm_readv", "process_vm_writev", "ptrace", "pwrite", "pwritev", "quotactl", "read", "readv", "recv",
        "recvfrom", "recvmmsg", "recvmsg", "rename", "renameat", "renameat2", "rmdir", "seccomp", "select", "semctl",
        "semget", "semop", "send", "sendfile", "sendmmsg", "sendmsg", "sendto", "setgid", "setns", "setpgid",
        "setregid", "setresgid", "setresuid", "setreuid", "setrlimit", "setsid", "setsockopt", "setuid", "shutdown",
        "signalfd", "signalfd4", "socket", "socketpair", "splice", "stat", "stat64", "symlink", "symlinkat", "tgkill",
        "timerfd_create", "tkill", "umount", "umount2", "unlink", "unlinkat", "unshare", "userfaultfd", "vfork",
        "write", "writev",
    ];

    // Events that no system call makes.
    private static readonly string[] Others =
    [
        "asyncevent", "container", "cpu_hotplug", "drop", "groupadded", "groupdeleted", "infra", "notification",
        "page_fault", "pluginevent", "procexit", "procinfo", "scapevent", "signaldeliver", "switch", "useradded",
        "userdeleted",
    ];

    // System calls that share one event, which shows their name.
    private static readonly string[] Generic =
    [
        "_newselect", "_sysctl", "acct", "add_key", "adjtimex", "alarm", "arch_prctl", "bdflush", "cachestat",
        "capget", "clock_adjtime", "clock_getres", "clock_gettime", "clock_nanosleep", "clock_settime",
        "create_module", "epoll_ctl", "epoll_ctl_old", "epoll_pwait", "epoll_pwait2", "epoll_wait_old", "exit",
        "exit_group", "faccessat", "faccessat2", "fadvise64", "fallocate", "fanotify_init", "fanotify_mark",
        "fchmodat2", "fdatasync", "fgetxattr", "file_getattr", "file_setattr", "flistxattr", "fremovexattr",
        "fsetxattr", "fsmount", "fsopen", "fspick", "fstatat64", "fstatfs", "fstatfs64", "fsync", "ftruncate",
        "futex_requeue", "futex_wait", "futex_waitv", "futex_wake", "futimesat", "get_kernel_syms", "get_mempolicy",
        "get_robust_list", "get_thread_area", "getcpu", "getgroups", "getitimer", "getpgid", "getpgrp", "getpid",
        "getpmsg", "getppid", "getpriority", "getrandom", "getrusage", "getsid", "gettid", "gettimeofday", "getxattr",
        "getxattrat", "idle", "inotify_add_watch", "inotify_rm_watch", "io_cancel", "io_destroy", "io_getevents",
        "io_pgetevents", "io_setup", "io_submit", "ioperm", "iopl", "ioprio_get", "ioprio_set", "ipc", "kcmp",
        "kexec_file_load", "kexec_load", "landlock_add_rule", "landlock_create_ruleset", "landlock_restrict_self",
        "lgetxattr", "listmount", "listns", "listxattr", "listxattrat", "llistxattr", "lookup_dcookie",
        "lremovexattr", "lsetxattr", "lsm_get_self_attr", "lsm_list_modules", "lsm_set_self_attr", "madvise",
        "map_shadow_stack", "mbind", "membarrier", "memfd_secret", "migrate_pages", "mincore", "modify_ldt",
        "mount_setattr", "move_mount", "move_pages", "mq_getsetattr", "mq_notify", "mq_open", "mq_timedreceive",
        "mq_timedsend", "mq_unlink", "mremap", "mseal", "msgctl", "msgget", "msgrcv", "msgsnd", "msync",
        "multiplexer", "name_to_handle_at", "nfsservctl", "nice", "oldfstat", "oldlstat", "oldolduname", "oldstat",
        "olduname", "open_tree", "open_tree_attr", "pause", "pciconfig_iobase", "pciconfig_read", "pciconfig_write",
        "perf_event_open", "personality", "pidfd_send_signal", "pivot_root", "pkey_alloc", "pkey_free",
        "pkey_mprotect", "preadv2", "process_madvise", "process_mrelease", "pselect6", "pwritev2", "query_module",
        "quotactl_fd", "readahead", "readdir", "readlink", "readlinkat", "reboot", "remap_file_pages", "removexattr",
        "removexattrat", "request_key", "restart_syscall", "riscv_flush_icache", "riscv_hwprobe", "rseq",
        "rseq_slice_yield", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigqueueinfo", "rt_sigreturn",
        "rt_sigsuspend", "rt_sigtimedwait", "rt_tgsigqueueinfo", "rtas", "s390_guarded_storage", "s390_pci_mmio_read",
        "s390_pci_mmio_write", "s390_runtime_instr", "s390_sthyi", "sched_get_priority_max", "sched_get_priority_min",
        "sched_getaffinity", "sched_getattr", "sched_getparam", "sched_getscheduler", "sched_rr_get_interval",
        "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler", "sched_yield", "semtimedop",
        "set_mempolicy", "set_mempolicy_home_node", "set_robust_list", "set_thread_area", "set_tid_address",
        "setdomainname", "setfsgid", "setfsuid", "setgroups", "sethostname", "setitimer", "setpriority",
        "settimeofday", "setxattr", "setxattrat", "sgetmask", "shmat", "shmctl", "shmdt", "shmget", "sigaction",
        "sigaltstack", "signal", "sigpending", "sigprocmask", "sigreturn", "sigsuspend", "socketcall", "spu_create",
        "spu_run", "ssetmask", "statfs", "statfs64", "statmount", "statx", "stime", "subpage_prot", "swapcontext",
        "swapoff", "swapon", "switch_endian", "sync", "sync_file_range", "sync_file_range2", "syncfs",
        "sys_debug_setcontext", "sysfs", "sysinfo", "syslog", "tee", "time", "timer_create", "timer_delete",
        "timer_getoverrun", "timer_gettime", "timer_settime", "timerfd", "timerfd_gettime", "timerfd_settime",
        "times", "truncate", "umask", "uname", "uprobe", "uretprobe", "uselib", "ustat", "utime", "utimensat",
        "utimes", "vhangup", "vm86", "vmsplice", "wait4", "waitid", "waitpid",
    ];

    // Falco takes these, though no event shows them: calls that are told under another name, and events of its own
    // making or of old captures.
    private static readonly string[] Unseen =
    [
        "NA", "_llseek", "fcntl64", "getegid32", "geteuid32", "getgid32", "getresgid32", "getresuid32", "getuid32",
        "k8s", "mesos", "page_fault_kernel", "page_fault_user", "pread64", "prlimit64", "pwrite64",
        "sched_process_exit", "sched_switch", "sendfile64", "setgid32", "setresgid32", "setresuid32", "setuid32",
        "signal_deliver", "syscall", "task", "task_file_anon_inode", "task_file_directory", "task_file_memfd",
        "task_file_pipe", "task_file_regular", "task_file_socket_inet", "task_file_socket_inet6",
        "task_file_socket_netlink", "task_file_socket_unix", "tracer", "ugetrlimit",
    ];

    /// <summary>The names; an index is a name id.</summary>
    public static readonly string[] All = [.. Syscalls, .. Others, .. Generic, .. Unseen];

    /// <summary>How many numbers Falco has for all events of their own.</summary>
    public static int OwnedCodes => Enumerable.Range(0, Syscalls.Length + Others.Length).Sum(CodesOf);

    /// <summary>Whether an event is a system call.</summary>
    /// <param name="nameId">An id.</param>
    public static bool IsSyscall(int nameId) =>
        nameId < Syscalls.Length || nameId >= Syscalls.Length + Others.Length;

    /// <summary>Whether a system call shares the event of many.</summary>
    /// <param name="nameId">An id.</param>
    public static bool IsGeneric(int nameId) => nameId >= Syscalls.Length + Others.Length;

    /// <summary>Whether any event can show the name.</summary>
    /// <param name="nameId">An id.</param>
    public static bool IsSeen(int nameId) => nameId < All.Length - Unseen.Length;

    /// <summary>
    /// How many numbers Falco has for an event of its own: a call's beginning and its end, and two more each time its
    /// parameters changed.
    /// </summary>
    /// <param name="nameId">An id that is not generic.</param>
    public static int CodesOf(int nameId) => All[nameId] switch
    {
        "execve" => 16,
        "accept" or "clone" => 8,
        "fork" or "vfork" => 6,
        "bpf" or "brk" or "dup" or "ioctl" or "link" or "linkat" or "mkdir" or "openat" => 4,
        "rmdir" or "select" or "umount" or "unlink" or "unlinkat" => 4,
        "container" => 3,
        "drop" or "procexit" or "switch" => 2,
        _ => IsSyscall(nameId) ? 2 : 1,
    };
}
