/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The wire format between the programs in this folder and user space, whole. A record is an event_header, the event's
 * own fixed part, and the texts that its text_spans point at. C owns this layout; src/Probe.Engine/Events mirrors it,
 * and LayoutCheck compares the two through BTF, in tests and again at every start.
 *
 * Rules of the house: fixed-width types only; padding is written out (pad0, pad1, ...), and -Wpadded is an error here;
 * numbers in EVENTS are never used twice; ports are in host order, addresses in network order.
 */
#ifndef KOSMOS_EVENTS_H
#define KOSMOS_EVENTS_H

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

/*
 * X(number, NAME, name, struct): name is Falco's evt.type; several events may share a struct. The cgroup events and
 * stream are our own: they keep state, and no rule ever sees them. A stream is what a new process image has at one of
 * the descriptors 0 to 2, told right before it; numbers[0] is which.
 */
#define EVENTS(X)                          \
	X(1, EXECVE, execve, execve_event)     \
	X(2, EXECVEAT, execveat, execve_event) \
	X(3, CLONE, clone, clone_event)        \
	X(4, CLONE3, clone3, clone_event)      \
	X(5, FORK, fork, clone_event)          \
	X(6, VFORK, vfork, clone_event)        \
	X(7, PROCEXIT, procexit, procexit_event) \
	X(8, OPEN, open, open_event)           \
	X(9, OPENAT, openat, open_event)       \
	X(10, OPENAT2, openat2, open_event)    \
	X(11, CREAT, creat, open_event)        \
	X(12, CONNECT, connect, connect_event) \
	X(13, SENDTO, sendto, send_event)      \
	X(14, SENDMSG, sendmsg, send_event)    \
	X(15, SENDMMSG, sendmmsg, send_event)  \
	X(16, CGROUP_MKDIR, cgroup_mkdir, cgroup_event) \
	X(17, CGROUP_RMDIR, cgroup_rmdir, cgroup_event) \
	X(18, CHMOD, chmod, call_event) \
	X(19, FCHMOD, fchmod, call_event) \
	X(20, FCHMODAT, fchmodat, call_event) \
	X(21, FCHMODAT2, fchmodat2, call_event) \
	X(22, CHOWN, chown, call_event) \
	X(23, LCHOWN, lchown, call_event) \
	X(24, FCHOWN, fchown, call_event) \
	X(25, FCHOWNAT, fchownat, call_event) \
	X(26, MKDIR, mkdir, call_event) \
	X(27, MKDIRAT, mkdirat, call_event) \
	X(28, RMDIR, rmdir, call_event) \
	X(29, UNLINK, unlink, call_event) \
	X(30, UNLINKAT, unlinkat, call_event) \
	X(31, RENAME, rename, call_event) \
	X(32, RENAMEAT, renameat, call_event) \
	X(33, RENAMEAT2, renameat2, call_event) \
	X(34, LINK, link, call_event) \
	X(35, LINKAT, linkat, call_event) \
	X(36, SYMLINK, symlink, call_event) \
	X(37, SYMLINKAT, symlinkat, call_event) \
	X(38, MKNOD, mknod, call_event) \
	X(39, MKNODAT, mknodat, call_event) \
	X(40, CHDIR, chdir, call_event) \
	X(41, FCHDIR, fchdir, call_event) \
	X(42, CHROOT, chroot, call_event) \
	X(43, MOUNT, mount, call_event) \
	X(44, UMOUNT, umount, call_event) \
	X(45, UMOUNT2, umount2, call_event) \
	X(46, MOVE_MOUNT, move_mount, call_event) \
	X(47, OPEN_TREE, open_tree, call_event) \
	X(48, MOUNT_SETATTR, mount_setattr, call_event) \
	X(49, FSOPEN, fsopen, call_event) \
	X(50, FSMOUNT, fsmount, call_event) \
	X(51, PIVOT_ROOT, pivot_root, call_event) \
	X(52, SETUID, setuid, call_event) \
	X(53, SETGID, setgid, call_event) \
	X(54, SETREUID, setreuid, call_event) \
	X(55, SETREGID, setregid, call_event) \
	X(56, SETRESUID, setresuid, call_event) \
	X(57, SETRESGID, setresgid, call_event) \
	X(58, SETSID, setsid, call_event) \
	X(59, SETPGID, setpgid, call_event) \
	X(60, CAPSET, capset, call_event) \
	X(61, SETNS, setns, call_event) \
	X(62, UNSHARE, unshare, call_event) \
	X(63, PTRACE, ptrace, call_event) \
	X(64, KILL, kill, call_event) \
	X(65, TKILL, tkill, call_event) \
	X(66, TGKILL, tgkill, call_event) \
	X(67, PRCTL, prctl, call_event) \
	X(68, BPF, bpf, call_event) \
	X(69, USERFAULTFD, userfaultfd, call_event) \
	X(70, MEMFD_CREATE, memfd_create, call_event) \
	X(71, IO_URING_SETUP, io_uring_setup, call_event) \
	X(72, IO_URING_ENTER, io_uring_enter, call_event) \
	X(73, IO_URING_REGISTER, io_uring_register, call_event) \
	X(74, INIT_MODULE, init_module, call_event) \
	X(75, FINIT_MODULE, finit_module, call_event) \
	X(76, DELETE_MODULE, delete_module, call_event) \
	X(77, SECCOMP, seccomp, call_event) \
	X(78, DUP, dup, call_event) \
	X(79, DUP2, dup2, call_event) \
	X(80, DUP3, dup3, call_event) \
	X(81, FCNTL, fcntl, call_event) \
	X(82, SOCKET, socket, call_event) \
	X(83, SOCKETPAIR, socketpair, call_event) \
	X(84, BIND, bind, call_event) \
	X(85, LISTEN, listen, call_event) \
	X(86, ACCEPT, accept, call_event) \
	X(87, ACCEPT4, accept4, call_event) \
	X(88, SHUTDOWN, shutdown, call_event) \
	X(89, SPLICE, splice, call_event) \
	X(90, COPY_FILE_RANGE, copy_file_range, call_event) \
	X(91, SENDFILE, sendfile, call_event) \
	X(92, OPEN_BY_HANDLE_AT, open_by_handle_at, call_event) \
	X(93, PIDFD_OPEN, pidfd_open, call_event) \
	X(94, PIDFD_GETFD, pidfd_getfd, call_event) \
	X(95, PROCESS_VM_READV, process_vm_readv, call_event) \
	X(96, PROCESS_VM_WRITEV, process_vm_writev, call_event) \
	X(97, KEYCTL, keyctl, call_event) \
	X(98, RECVFROM, recvfrom, send_event) \
	X(99, RECVMSG, recvmsg, send_event) \
	X(100, RECVMMSG, recvmmsg, send_event) \
	X(101, CLOSE_RANGE, close_range, call_event) \
	X(102, EPOLL_CREATE, epoll_create, call_event) \
	X(103, EPOLL_CREATE1, epoll_create1, call_event) \
	X(104, EVENTFD, eventfd, call_event) \
	X(105, EVENTFD2, eventfd2, call_event) \
	X(106, FSCONFIG, fsconfig, call_event) \
	X(107, INOTIFY_INIT, inotify_init, call_event) \
	X(108, INOTIFY_INIT1, inotify_init1, call_event) \
	X(109, MLOCK, mlock, call_event) \
	X(110, MLOCK2, mlock2, call_event) \
	X(111, MLOCKALL, mlockall, call_event) \
	X(112, MUNLOCK, munlock, call_event) \
	X(113, MUNLOCKALL, munlockall, call_event) \
	X(114, PIPE, pipe, call_event) \
	X(115, PIPE2, pipe2, call_event) \
	X(116, PRLIMIT, prlimit, call_event) \
	X(117, QUOTACTL, quotactl, call_event) \
	X(118, SEMCTL, semctl, call_event) \
	X(119, SEMGET, semget, call_event) \
	X(120, SEMOP, semop, call_event) \
	X(121, SETRLIMIT, setrlimit, call_event) \
	X(122, SIGNALFD, signalfd, call_event) \
	X(123, SIGNALFD4, signalfd4, call_event) \
	X(124, TIMERFD_CREATE, timerfd_create, call_event) \
	X(125, ACCESS, access, call_event) \
	X(126, BRK, brk, call_event) \
	X(127, CLOSE, close, call_event) \
	X(128, EPOLL_WAIT, epoll_wait, call_event) \
	X(129, FLOCK, flock, call_event) \
	X(130, FSTAT, fstat, call_event) \
	X(131, FSTAT64, fstat64, call_event) \
	X(132, FUTEX, futex, call_event) \
	X(133, GETCWD, getcwd, call_event) \
	X(134, GETDENTS, getdents, call_event) \
	X(135, GETDENTS64, getdents64, call_event) \
	X(136, GETEGID, getegid, call_event) \
	X(137, GETEUID, geteuid, call_event) \
	X(138, GETGID, getgid, call_event) \
	X(139, GETUID, getuid, call_event) \
	X(140, GETRESGID, getresgid, call_event) \
	X(141, GETRESUID, getresuid, call_event) \
	X(142, GETRLIMIT, getrlimit, call_event) \
	X(143, GETPEERNAME, getpeername, call_event) \
	X(144, GETSOCKNAME, getsockname, call_event) \
	X(145, GETSOCKOPT, getsockopt, call_event) \
	X(146, SETSOCKOPT, setsockopt, call_event) \
	X(147, IOCTL, ioctl, call_event) \
	X(148, LLSEEK, llseek, call_event) \
	X(149, LSEEK, lseek, call_event) \
	X(150, LSTAT, lstat, call_event) \
	X(151, LSTAT64, lstat64, call_event) \
	X(152, STAT, stat, call_event) \
	X(153, STAT64, stat64, call_event) \
	X(154, NEWFSTATAT, newfstatat, call_event) \
	X(155, MMAP, mmap, call_event) \
	X(156, MMAP2, mmap2, call_event) \
	X(157, MPROTECT, mprotect, call_event) \
	X(158, MUNMAP, munmap, call_event) \
	X(159, NANOSLEEP, nanosleep, call_event) \
	X(160, POLL, poll, call_event) \
	X(161, PPOLL, ppoll, call_event) \
	X(162, SELECT, select, call_event) \
	X(163, READ, read, call_event) \
	X(164, READV, readv, call_event) \
	X(165, PREAD, pread, call_event) \
	X(166, PREADV, preadv, call_event) \
	X(167, RECV, recv, call_event) \
	X(168, WRITE, write, call_event) \
	X(169, WRITEV, writev, call_event) \
	X(170, PWRITE, pwrite, call_event) \
	X(171, PWRITEV, pwritev, call_event) \
	X(172, SEND, send, call_event) \
	X(173, STREAM, stream, call_event) \
	X(174, PIDFD_SEND_SIGNAL, pidfd_send_signal, call_event) \
	X(175, OPEN_TREE_ATTR, open_tree_attr, call_event) \
	X(176, SETXATTR, setxattr, call_event) \
	X(177, LSETXATTR, lsetxattr, call_event) \
	X(178, FSETXATTR, fsetxattr, call_event) \
	X(179, SETXATTRAT, setxattrat, call_event) \
	X(180, REMOVEXATTR, removexattr, call_event) \
	X(181, LREMOVEXATTR, lremovexattr, call_event) \
	X(182, FREMOVEXATTR, fremovexattr, call_event) \
	X(183, REMOVEXATTRAT, removexattrat, call_event)

enum event_type {
	EVENT_NONE = 0,
#define X(number, NAME, name, type) EVENT_##NAME = number,
	EVENTS(X)
#undef X
};

/* One more than the highest event number can grow to without a new map size. */
#define EVENT_TYPES_MAX 192

/* event_header.flags */
enum record_flags {
	RECORD_TRUNCATED = 1,     /* at least one text is shorter than what the kernel had; counted as well */
	RECORD_COMPAT = 2,        /* a 32-bit system call (int 0x80 or a 32-bit process) */
	RECORD_FAULT = 4,         /* user memory named by an argument could not be read: that text is empty */
	RECORD_DETACHED_PATH = 8, /* a path did not reach the task's root: detached mount, outside the chroot */
	RECORD_FROM_USER = 16,    /* the kernel kept no object; path or address is what the caller's memory said */
	RECORD_IO_URING = 32,     /* no system call: a request of io_uring, told as the call that does the same */
	RECORD_LEFT_OUT = 128,    /* told to prove that no rule needs it: policy would have left it out */
	RECORD_MOVED = 64,        /* of execs and clones: the process has changed control groups; see policy.h */
};

/* Bytes at offset from the start of the record; no terminator. Both 0: the text is absent. */
struct text_span {
	__u32 offset;
	__u32 length;
};

struct event_header {
	__u64 time_ns;         /* CLOCK_BOOTTIME; the first, by which records of several rings are put in order */
	__u64 sequence;        /* per CPU: +1 for each record tried, so that a gap is a counted drop */
	__u64 cgroup_id;       /* of the task in the v2 hierarchy */
	__u64 thread_start_ns; /* boot time at which the thread started; with tid its identity */
	__s64 result;          /* what the call returned; -errno when it failed */
	__u32 length;          /* of the record, texts included */
	__u16 type;            /* enum event_type */
	__u16 flags;           /* enum record_flags */
	__u32 cpu;
	__u32 tid;             /* the thread, in the host's pid namespace */
	__u32 pid;             /* its thread group */
	__u32 uid;             /* effective, in the host's user namespace */
	__u32 gid;
	__u32 mount_namespace; /* its inode number, of opens, calls and execs; else 0 */
};

/* execve_event.exe_flags */
enum exe_flags {
	EXE_WRITABLE = 1,    /* the new credentials may write the executable */
	EXE_UPPER_LAYER = 2, /* on the upper directory of an overlay */
	EXE_FROM_MEMFD = 4,
	EXE_LOWER_LAYER = 8,
};

/*
 * A process image: success comes from sched_process_exec, where everything already is the new image's; failure from
 * sys_exit, where args are what was tried and comm, ids and credentials are still the old ones.
 */
struct execve_event {
	struct event_header header;
	__u64 cap_inheritable;
	__u64 cap_permitted;
	__u64 cap_effective;
	__u64 exe_ino;
	__u64 exe_ctime_ns;         /* since the epoch */
	__u64 exe_mtime_ns;
	__u64 parent_start_ns;      /* boot time; with parent_pid the parent's identity */
	__u64 pidns_init_start_ns;  /* boot time at which init of the pid namespace started */
	__u64 fd_limit;             /* RLIMIT_NOFILE, soft */
	__u64 page_faults_major;
	__u64 page_faults_minor;
	__u64 vm_size_kb;
	__u64 vm_rss_kb;
	__u64 vm_swap_kb;
	__u32 exe_dev;              /* kernel dev_t: major << 20 | minor */
	__u32 exe_flags;            /* enum exe_flags */
	__u32 parent_pid;
	__u32 session_id;           /* ids without v are the host's */
	__u32 process_group;
	__u32 virtual_tid;          /* ids with v: in the innermost pid namespace */
	__u32 virtual_pid;
	__u32 virtual_process_group;
	__u32 virtual_session;
	__u32 previous_tid;         /* the thread that called exec, when it was not the group's leader; else tid */
	__u32 tty;                  /* controlling terminal as new_encode_dev has it: major << 8 | minor; 0 none */
	__u32 login_uid;            /* 4294967295 unset */
	__u32 real_uid;
	__u32 real_gid;
	__u8 comm[16];              /* NUL padded */
	struct text_span exe_path;  /* what runs, by dentry walk; for a script its interpreter */
	struct text_span filename;  /* as passed to the call */
	struct text_span args;      /* argv, each NUL terminated, argv[0] first */
	struct text_span cwd;
	struct text_span cgroup;    /* path of the task's cgroup; v2, else the first v1 hierarchy with a path */
	struct text_span environment; /* each NUL terminated, when some rule reads it; not of a failure */
};

/*
 * A new task, told by the parent: success from sched_process_fork (so before the child runs), failure from sys_exit
 * with the child's part zero. header.result is the child's tid as the parent sees it. The tasks of the kernel come as
 * CLONE.
 */
struct clone_event {
	struct event_header header;
	__u64 clone_flags;          /* CLONE_*; 0 for fork */
	__u64 child_start_ns;
	__u64 child_cgroup_id;
	__u64 pidns_init_start_ns;  /* of the child's pid namespace */
	__u32 child_tid;
	__u32 child_pid;
	__u32 child_virtual_tid;
	__u32 child_virtual_pid;
	__u32 child_parent_pid;     /* the thread group that will be its parent (CLONE_PARENT: not the caller) */
	__u32 session_id;           /* of the child */
	__u32 process_group;
	__u32 virtual_process_group;
	__u32 virtual_tid;          /* of the caller */
	__u32 virtual_pid;
	__u32 child_uid;
	__u32 child_gid;
	__u32 tty;
	__u32 login_uid;
	__u8 comm[16];
	struct text_span child_cgroup; /* only when it differs from the caller's */
};

/* A thread's end; header.tid says which. group_dead ends the whole group, whatever thread it came with. */
struct procexit_event {
	struct event_header header;
	__u32 status;      /* as wait(2) gives it */
	__s32 exit_value;  /* the argument of exit, when it exited */
	__u32 signal;      /* that killed it; 0 none */
	__u32 core_dumped;
	__u32 reaper_pid;  /* who inherits this thread's children; 0 when it has none */
	__u32 group_dead;  /* 1 for the last thread of the group; for several when they end at the same moment */
	__u32 heir_pid;    /* who inherits all children of a dead group, whichever thread had them; else 0 */
	__u32 pad0;
	__u8 comm[16];
};

/* open_event.open_flags, call_event.object_flags */
enum open_flags {
	OPEN_CREATED = 1,     /* this call created the file */
	OPEN_UPPER_LAYER = 2,
	OPEN_LOWER_LAYER = 4,
};

/* An open, tried or done. header.result is the descriptor or -errno. */
struct open_event {
	struct event_header header;
	__u64 ino;                  /* 0 when it failed, as file_mode and dev */
	__u64 resolve;              /* openat2's RESOLVE_* */
	__s32 dirfd;                /* AT_FDCWD (-100) for open and creat */
	__u32 flags;                /* O_*, the kernel's bits for this architecture */
	__u32 mode;                 /* permission bits as passed */
	__u32 file_mode;            /* i_mode of what was opened: type and permissions */
	__u32 dev;                  /* kernel dev_t */
	__u32 open_flags;           /* enum open_flags */
	struct text_span path;      /* from the root of the task, by dentry walk; absent when the open failed */
	struct text_span name;      /* as passed */
	struct text_span directory; /* what a relative name starts from; only when the name is relative */
	struct text_span other_path; /* its name without the mount or the root that it was reached by; mostly absent */
};

/* socket_state.socket_flags */
enum socket_flags {
	SOCKET_CONNECTED = 1,           /* has a peer (before the call, for send) */
	SOCKET_DESTINATION_CHANGED = 2, /* this call names a destination that the socket's last one did not */
	SOCKET_BOUND = 8,               /* the process has chosen the local port itself */
	SOCKET_ADDRESS_FROM_USER = 4,   /* remote part is the caller's sockaddr: the kernel kept none */
	SOCKET_ACCEPTED = 16,           /* TCP: the peer has connected to a port that was listened at */
};

/* What the kernel's socket says. */
struct socket_state {
	__u64 ino;                 /* of the socket in sockfs */
	__u64 peer_ino;            /* AF_UNIX: of the peer */
	__u16 family;              /* AF_*; 0: the descriptor is no socket */
	__u16 type;                /* SOCK_* */
	__u16 protocol;            /* IPPROTO_* */
	__u16 socket_flags;        /* enum socket_flags */
	__u16 local_port;
	__u16 remote_port;
	__u32 network_namespace;   /* inode number of the namespace */
	__u8 local_address[16];    /* IPv4 in the first four bytes */
	__u8 remote_address[16];
	struct text_span unix_path; /* AF_UNIX: of the address connected or sent to; abstract ones start with '@' */
};

struct connect_event {
	struct event_header header;
	struct socket_state socket;
	__s32 fd;
	__u32 pad0;
};

/*
 * sendto, sendmsg and one message of a sendmmsg, each to an address that the call names; recvfrom and recvmsg, where
 * the remote side is the sender.
 */
struct send_event {
	struct event_header header;
	struct socket_state socket;
	__u64 size;             /* bytes asked to send, or room to receive */
	__s32 fd;
	__u32 message_flags;    /* MSG_* */
	__u32 message_index;    /* of this message within a sendmmsg */
	__u32 pad0;
	struct text_span data;  /* the first bytes sent or received, at most SEND_DATA_BYTES_MAX */
	struct text_span control; /* of a received message, what came beside the data: at most CONTROL_BYTES_MAX */
};

#define CALL_NUMBERS 8
#define CALL_TEXTS 3
#define CALL_DIRECTORIES 2

/*
 * A call of which its arguments tell most. Which argument is told how stands in call_shapes (calls.h): numbers[i] is
 * argument i, those behind the last argument hold what the shape adds. Names are the caller's memory after the call
 * (RECORD_FROM_USER); the object is the kernel's.
 */
struct call_event {
	struct event_header header;
	struct socket_state socket;   /* of the object, when it is a socket */
	__s64 numbers[CALL_NUMBERS];
	__u64 object_ino;
	__s32 object_fd;              /* the descriptor whose object is told; -1 none */
	__u32 object_mode;            /* i_mode; 0 when nothing is behind the descriptor */
	__u32 object_dev;             /* kernel dev_t */
	__u32 object_flags;           /* enum open_flags */
	struct text_span object_path; /* absent for sockets; of chdir and fchdir the new working directory */
	struct text_span texts[CALL_TEXTS];
	struct text_span directories[CALL_DIRECTORIES]; /* what texts 0 and 1 start from, when they are relative paths */
};

/*
 * A control group made, before any process can be in it, or removed, when none can be any more; header says who did
 * it. Told of the v2 hierarchy and of those v1 hierarchies whose paths other records may show.
 */
struct cgroup_event {
	struct event_header header;
	__u64 id;              /* inode of the directory; what header.cgroup_id says of its tasks when hierarchy is 0 */
	__u32 hierarchy;       /* as in /proc/PID/cgroup: 0 is v2 */
	__u32 pad0;
	struct text_span path; /* from the root of the hierarchy */
};

/* Per event type and CPU, in the map `counters`. seen = filtered + submitted + dropped_*. */
struct event_counters {
	__u64 seen;            /* reached the event's program */
	__u64 filtered;        /* left out on purpose: not wanted, or the probe's own */
	__u64 submitted;       /* in the ring */
	__u64 dropped_full;    /* the ring had no room */
	__u64 dropped_reserve; /* above the fill that only state events may pass */
	__u64 dropped_scratch; /* the CPU's scratch record was in use, or the record could not be built */
	__u64 truncated;       /* submitted with RECORD_TRUNCATED */
	__u64 left_out;        /* by policy; in neither seen nor filtered, to which user space adds it */
};

#define SEND_DATA_BYTES_MAX 80
#define CONTROL_BYTES_MAX 256

#pragma clang diagnostic pop
#endif
