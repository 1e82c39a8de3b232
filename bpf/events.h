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
 * X(number, NAME, name, struct): name is Falco's evt.type; several events may share a struct. The cgroup events are our
 * own: they keep state, and no rule ever sees them.
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
	X(17, CGROUP_RMDIR, cgroup_rmdir, cgroup_event)

enum event_type {
	EVENT_NONE = 0,
#define X(number, NAME, name, type) EVENT_##NAME = number,
	EVENTS(X)
#undef X
};

/* One more than the highest event number can grow to without a new map size. */
#define EVENT_TYPES_MAX 64

/* event_header.flags */
enum record_flags {
	RECORD_TRUNCATED = 1,     /* at least one text is shorter than what the kernel had; counted as well */
	RECORD_COMPAT = 2,        /* a 32-bit system call (int 0x80 or a 32-bit process) */
	RECORD_FAULT = 4,         /* user memory named by an argument could not be read: that text is empty */
	RECORD_DETACHED_PATH = 8, /* a path did not reach the task's root: detached mount, outside the chroot */
	RECORD_FROM_USER = 16,    /* the kernel kept no object; path or address is what the caller's memory said */
};

/* Bytes at offset from the start of the record; no terminator. Both 0: the text is absent. */
struct text_span {
	__u32 offset;
	__u32 length;
};

struct event_header {
	__u64 time_ns;         /* CLOCK_BOOTTIME */
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
	__u32 pad0;
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

/* open_event.open_flags */
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
};

/* socket_state.socket_flags */
enum socket_flags {
	SOCKET_CONNECTED = 1,           /* has a peer (before the call, for send) */
	SOCKET_DESTINATION_CHANGED = 2, /* this call names a destination that the socket's last one did not */
	SOCKET_ADDRESS_FROM_USER = 4,   /* remote part is the caller's sockaddr: the kernel kept none */
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

/* sendto, sendmsg and one message of a sendmmsg, each to an address that the call names. */
struct send_event {
	struct event_header header;
	struct socket_state socket;
	__u64 size;             /* bytes asked to send */
	__s32 fd;
	__u32 message_flags;    /* MSG_* */
	__u32 message_index;    /* of this message within a sendmmsg */
	__u32 pad0;
	struct text_span data;  /* the first bytes sent, at most SEND_DATA_BYTES_MAX */
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
};

#define SEND_DATA_BYTES_MAX 80

#pragma clang diagnostic pop
#endif
