/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Everything that programs share with user space or with one another: settings, selection, and all maps. User space
 * writes the settings before load; the selection it may change at any time; of the rest it reads events and counters
 * only.
 */
#ifndef KOSMOS_MAPS_H
#define KOSMOS_MAPS_H

/* --- Settings: .rodata, fixed at load. --- */

const volatile __u64 reserve_bytes = 6 << 20; /* fill of the ring above which only state events pass: 75 % */
const volatile __u64 wake_bytes = 2 << 20;    /* fill at which the reader is woken: 25 % */
const volatile __u32 self_pid = 0;            /* the probe's thread group in the host's ids; its events are left out */
const volatile __u8 watches_requests = 0;     /* 1 where the kernel's tracepoints tell requests of io_uring */
const volatile __u8 drop_failed = 0;          /* 1 leaves out system calls that failed */
const volatile __u32 ring_count = 1;          /* a power of two; the two limits above are of each ring */
const volatile __u32 cpus_per_ring = 1;
const volatile __u8 ring_by_thread = 0;       /* 1, for tests: threads of one CPU use all rings in turn */

/* --- Selection: .data and .bss, mapped by user space. --- */

/* By enum abi and system call number: the index in handlers, which is the event type; 0 when the call is not wanted. */
__u8 wanted_syscalls[ABIS][SYSCALLS_MAX] = {
	[ABI_NATIVE] = { NATIVE_SYSCALLS },
	[ABI_COMPAT] = { COMPAT_SYSCALLS },
};

/* include/uapi/linux/net.h: what socketcall's first argument chooses. */
#define SOCKETCALLS_MAX 21

static const __u8 events_of_socketcall[SOCKETCALLS_MAX] = {
	[1] = EVENT_SOCKET,       [2] = EVENT_BIND,         [3] = EVENT_CONNECT,      [4] = EVENT_LISTEN,
	[5] = EVENT_ACCEPT,       [6] = EVENT_GETSOCKNAME,  [7] = EVENT_GETPEERNAME,  [8] = EVENT_SOCKETPAIR,
	[9] = EVENT_SEND,         [10] = EVENT_RECV,        [11] = EVENT_SENDTO,      [12] = EVENT_RECVFROM,
	[13] = EVENT_SHUTDOWN,    [14] = EVENT_SETSOCKOPT,  [15] = EVENT_GETSOCKOPT,  [16] = EVENT_SENDMSG,
	[17] = EVENT_RECVMSG,     [18] = EVENT_ACCEPT4,     [19] = EVENT_RECVMMSG,    [20] = EVENT_SENDMMSG,
};

static __always_inline __u32 event_of_socketcall(__u64 chosen)
{
	return chosen < SOCKETCALLS_MAX ? events_of_socketcall[chosen] : EVENT_NONE;
}

/* include/uapi/linux/ipc.h: what the lower half of ipc's first argument chooses; the upper is a version. */
static __always_inline __u32 event_of_ipc(__u64 chosen)
{
	switch (chosen & 0xffff) {
	case 1:
		return EVENT_SEMOP;
	case 2:
		return EVENT_SEMGET;
	case 3:
		return EVENT_SEMCTL;
	default:
		return EVENT_NONE;
	}
}

/* The event of the call; what was called is looked up again, for a tail call carries nothing along. */
static __always_inline __u32 event_of_call(struct pt_regs *regs, const struct call *call)
{
	__u32 number = call->number;

	if (call->abi == ABI_COMPAT && number == COMPAT_SOCKETCALL)
		return event_of_socketcall(compat_argument(regs, 0));
	if (call->abi == ABI_COMPAT && number == COMPAT_IPC)
		return event_of_ipc(compat_argument(regs, 0));
	if (number >= SYSCALLS_MAX)
		return EVENT_NONE;
	return wanted_syscalls[call->abi == ABI_COMPAT ? ABI_COMPAT : ABI_NATIVE][number];
}

/* By event type: 0 counts the event as filtered. State events (is_state_event) are not asked. */
__u8 wanted_events[EVENT_TYPES_MAX] = {};

/*
 * By event type: 1 for calls that change what is known of a thread. They are sent when they worked, whether wanted or
 * not; but for them neither the reserve is kept nor the reader woken, since any program can make them in a loop.
 */
__u8 state_calls[EVENT_TYPES_MAX] = {
	[EVENT_CHDIR] = 1,     [EVENT_FCHDIR] = 1,   [EVENT_SETUID] = 1,    [EVENT_SETGID] = 1,    [EVENT_SETREUID] = 1,
	[EVENT_SETREGID] = 1,  [EVENT_SETRESUID] = 1, [EVENT_SETRESGID] = 1, [EVENT_SETSID] = 1,    [EVENT_SETPGID] = 1,
	[EVENT_CAPSET] = 1,    [EVENT_SETNS] = 1,    [EVENT_UNSHARE] = 1,
};

/*
 * By event type: what a call of this type is told as, too, when it does the same: fcntl can copy a descriptor, a
 * connection may be made where standard input was, or by a send, and there are opens by other names than that. User
 * space clears it for Falco's view, which keeps them apart.
 */
__u8 also_told_as[EVENT_TYPES_MAX] = {
	[EVENT_FCNTL] = EVENT_DUP,   [EVENT_CONNECT] = EVENT_DUP,      [EVENT_ACCEPT] = EVENT_DUP,
	[EVENT_ACCEPT4] = EVENT_DUP, [EVENT_PIDFD_GETFD] = EVENT_DUP,
	[EVENT_RECVMSG] = EVENT_DUP, [EVENT_RECVMMSG] = EVENT_DUP,
	[EVENT_CREAT] = EVENT_OPEN,  [EVENT_OPEN_BY_HANDLE_AT] = EVENT_OPEN,
	[EVENT_SENDTO] = EVENT_CONNECT, [EVENT_SENDMSG] = EVENT_CONNECT, [EVENT_SENDMMSG] = EVENT_CONNECT,
};

/* By operation of io_uring: the event that it is told as; 0 when it is not wanted. */
#define URING_OPS_MAX 64

__u8 wanted_requests[URING_OPS_MAX] = {
	[9] = EVENT_SENDMSG,    [10] = EVENT_RECVMSG,   [13] = EVENT_ACCEPT4,   [16] = EVENT_CONNECT,
	[18] = EVENT_OPENAT,    [26] = EVENT_SENDTO,    [27] = EVENT_RECVFROM,  [28] = EVENT_OPENAT2,
	[34] = EVENT_SHUTDOWN,  [35] = EVENT_RENAMEAT2, [36] = EVENT_UNLINKAT,  [37] = EVENT_MKDIRAT,
	[38] = EVENT_SYMLINKAT, [39] = EVENT_LINKAT,    [45] = EVENT_SOCKET,    [47] = EVENT_SENDTO,
	[48] = EVENT_SENDMSG,   [54] = EVENT_DUP,       [56] = EVENT_BIND,      [57] = EVENT_LISTEN,
};

/* By event type: 1 wakes the reader at once, as new process images do; see wake_flags. */
__u8 urgent_events[EVENT_TYPES_MAX] = {};

/* 1 tells the environment of new process images too. */
__u8 environment_wanted = 0;

/* The reader sets it to 1 before it sleeps without a time limit; who sees 1 sets it to 0 and wakes. */
__u32 consumer_waiting = 0;

/* 1 while the reader looks every millisecond by itself, so that no record in haste needs to wake it. */
__u32 consumer_looks = 0;

/* Each record in haste sets it to 1, the reader to 0 again: ReaderPace.cs. */
__u32 haste_seen = 0;

/* --- Maps. --- */

/* Spreads a hash, or an address, over the upper bits of their product (Fibonacci hashing). */
#define SPREAD 0x9e3779b97f4a7c15ull

/* Records, in the order in which they were finished. User space sets its size. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} events SEC(".maps");

/* A ring of any size: the kernel compares types only. */
struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
};

/* Where ring_count is more than 1: so many rings, events being the first. User space makes the others. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct ring);
} rings SEC(".maps");

/* By event type. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, EVENT_TYPES_MAX);
	__type(key, __u32);
	__type(value, struct event_counters);
} counters SEC(".maps");

/* The last event_header.sequence given out on the CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} sequences SEC(".maps");

/* A text may start this far into its record, and be this long; arguments and environment of a new image are longer. */
#define TEXT_OFFSET_MAX (24 * 1024)
#define TEXT_BYTES_MAX (8 * 1024)
#define ARGS_BYTES_MAX (160 * 1024)
#define ENVIRONMENT_BYTES_MAX ARGS_BYTES_MAX

/* A message, as struct msghdr has it, or the arguments of sendto. */
struct message {
	__u64 address;
	__u64 vectors;      /* of struct iovec; or the data itself, when vector_count is 0 */
	__u64 vector_count;
	__u64 size;         /* of the data, when vector_count is 0 */
	__u32 address_length;
	__u32 pad0;
	__u64 control;
	__u64 control_length;
};

/* Of a destination; a path of a unix socket is the longest. */
#define DESTINATION_WORDS 14

/*
 * A record under construction. The ring cannot take one in place: bpf_ringbuf_reserve wants a constant size up to 6.x,
 * and the lengths of paths and arguments are only known once they are read. A per-CPU map cannot hold it: its values
 * end at 32 KiB (PCPU_MIN_UNIT_SIZE, mm/percpu.c). So these are arrays with some slots for each CPU.
 */
struct scratch {
	__u64 users; /* 1 while a program builds here; see claim in record.h */
	__u64 fill;  /* of the ring when the record was begun */
	__u64 sequence; /* of the record */
	__u32 slot;  /* of paths, that goes with this one */
	__u32 key;   /* of this slot in scratches */
	__u64 short_pointers; /* of the call that is told; see struct call */
	__u64 files[2]; /* of a request of io_uring: what it is about, and what came of it; see object_file */
	struct message message; /* that is told; see network.bpf.c */
	__u64 destination[DESTINATION_WORDS]; /* of a socket; see sock.h */
	struct event_header header;
	__u8 texts[TEXT_OFFSET_MAX + TEXT_BYTES_MAX];
};

struct exec_scratch {
	__u64 users;
	__u64 fill;
	__u64 sequence;
	__u32 slot;
	__u32 key;
	__u64 pad1[10 + DESTINATION_WORDS]; /* the header lies where struct scratch has it */
	struct event_header header;
	__u8 texts[TEXT_OFFSET_MAX + ARGS_BYTES_MAX + ENVIRONMENT_BYTES_MAX];
};

/*
 * Where a path grows, from its end towards its start; see path.h. PATH_BYTES_MAX of it are walked name by name; what
 * is longer gets its first names back, in front of what was walked.
 */
#define PATH_BYTES_MAX 4096
#define PATH_END (2 * PATH_BYTES_MAX)
#define PATH_FLOOR (PATH_END - PATH_BYTES_MAX)
#define NAME_BYTES_MAX 255

/* First names of a path that is too long, and the room for them. */
#define FIRST_NAMES_MAX 32
#define HEAD_BYTES_MAX 256

/* Of a text that a filter looks at byte by byte; see filter.h. */
struct scan {
	__u64 whole;
	__u64 name;
	__u64 directory; /* FNV_BASIS while no slash was seen */
	__u64 window;    /* the last eight bytes */
	__u64 lengths;   /* bit 0: some starts are as long as what was read */
	__u32 left;      /* bytes to read */
	__u32 differs;   /* not 0: the name asked for is not how the path ends */
};

/* Mounts that show files under another name; see view.h. */
struct view_key {
	__u64 mount; /* of the file */
	__u64 root_mount;
	__u64 root; /* of the task */
};

struct view {
	__u64 event; /* of the namespace when it was sought */
	__u64 mount; /* through which the file has another name; 0: none */
};

struct view_search {
	__u64 dentry; /* of the file */
	struct view_key key;
	struct view view;
	struct view_key last; /* what was found last in this slot, and for whom */
	struct view last_view;
	struct mnt_namespace *namespace;
	struct super_block *super;
	struct mount *own;    /* of the file; NULL: it is as good as any other */
	struct mount *same;   /* shows the same names; NULL: none does */
	struct mount *top;    /* the namespace's root; NULL: the task has another */
	struct dentry *root;  /* of the file's mount */
	struct mount *next;   /* to be looked at */
	struct mount *found;
	struct dentry *found_root;
	__u64 found_age;
	__u32 steps;
	__u16 is_of_namespace; /* the file's mount */
	__u16 has_seen_all;    /* of the mounts that could show more */
};

/* Of a file that was opened: what an answer about it rests on, read once. */
struct opened_file {
	__u64 dentry;
	__u64 mount;
	__u64 inode;
	__u64 ino;
	__u32 dev;  /* kernel dev_t */
	__u32 mode; /* i_mode */
	__u32 open_mode; /* f_mode */
	__u32 pad0;
};

struct path_text {
	__u32 start;
	__u32 length;
	__u32 flags; /* enum record_flags to be set in the record */
	__u32 is_whole; /* the path is to start at the root of the namespace */
	struct scan scan;
	struct dentry *dentry; /* where the walk stands */
	struct vfsmount *mount;
	struct dentry *mount_root;
	struct path root; /* where it ends */
	struct view_search search;
	__u64 filters_stamp; /* before a filter was asked; see known.h */
	__u64 request;                            /* what a filter is asked about: see open_request_number */
	struct opened_file opened;
	__u64 file[FILE_BYTES / sizeof(__u64)];   /* copies of the file that was opened */
	__u64 inode[INODE_BYTES / sizeof(__u64)]; /* and of its inode */
	struct dentry *firsts[FIRST_NAMES_MAX]; /* the last that a climb has passed, at their numbers */
	__u32 climbed;                          /* names that it has passed */
	__u32 head_length;
	__u32 asked_length; /* of the name asked for, while it is in name */
	__u32 pad0;
	__u8 head[HEAD_BYTES_MAX + NAME_BYTES_MAX + 1];
	__u8 name[NAME_BYTES_MAX + 1];
	__u8 bytes[PATH_END + NAME_BYTES_MAX + 1];
};

/* Slots per CPU. Two programs meet on a CPU only where the kernel can preempt a program. */
#define SCRATCH_SLOTS 3
#define EXEC_SLOTS 2
#define PATH_SLOTS (SCRATCH_SLOTS + EXEC_SLOTS)

/* The three below hold max_entries per CPU: user space multiplies it by the number of possible CPUs before load. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SCRATCH_SLOTS);
	__type(key, __u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, EXEC_SLOTS);
	__type(key, __u32);
	__type(value, struct exec_scratch);
} exec_scratches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, PATH_SLOTS);
	__type(key, __u32);
	__type(value, struct path_text);
} paths SEC(".maps");

#endif
