/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What each call of struct call_event takes, and so what is told of it: a row of this table in the place of a program.
 * Argument i goes to numbers[i]; texts, paths and objects say in addition where they go. call.bpf.c walks the rows.
 */
#ifndef KOSMOS_CALLS_H
#define KOSMOS_CALLS_H

/* Arguments, rounded up so that any index of numbers is one of them; and rows, any number that fits into a byte. */
#define CALL_ARGUMENTS CALL_NUMBERS
#define CALL_SHAPES 256

enum argument_kind {
	ARGUMENT_NONE,
	ARGUMENT_INT,     /* 32 bits with a sign */
	ARGUMENT_UINT,    /* 32 bits */
	ARGUMENT_LONG,    /* the register; 32 bits of a 32-bit caller */
	ARGUMENT_OBJECT,  /* a descriptor: a number like INT, and what is behind it is told */
	ARGUMENT_PAIR,    /* address of two ints: numbers[6] and [7] */
	ARGUMENT_LIMITS,  /* address of io_uring_params: its first six words go to numbers[2] and on */
	ARGUMENT_ADDRESS, /* a sockaddr as long as the next argument says: the remote side of the object */
	ARGUMENT_NAME,    /* prctl's second: the name that the task got by PR_SET_NAME, else a number */
	ARGUMENT_PEEKED,  /* ptrace's last: the word that it reads, where its request is to read one */
	ARGUMENT_RECEIVED, /* data that came: the first of as many bytes as the call returned, text 0 */
	ARGUMENT_SENT,    /* data as long as the next argument says: their first bytes, text 0 */
	ARGUMENT_RECEIVED_VECTORS, /* the same, spread over as many vectors as the next argument says */
	ARGUMENT_SENT_VECTORS, /* likewise; numbers[7] is the size of all */
	ARGUMENT_ANSWER,  /* as long as the number at the next argument says, which is numbers[6]: text 0 */
	ARGUMENT_POLLED,  /* structs pollfd, as many as the next argument says: the first of them, text 0 */
	ARGUMENT_QUOTA,   /* what quotactl's command takes: a path, text 1, or a struct, text 2 */
	ARGUMENT_WHERE,   /* text 0, once the call has worked */
	ARGUMENT_SIGNALS, /* io_uring_enter's set of signals, or the struct that tells where it is: text 0 */
	ARGUMENT_TEXTS,   /* from here on: a text of the caller's, which TEXT and the like give a place */
};

/* A terminated text; a path from the working directory; a path from the directory that the argument before names. */
#define TEXT(place) (ARGUMENT_TEXTS + (place))
#define PATH(place) (ARGUMENT_TEXTS + CALL_TEXTS + (place))
#define PATH_AT(place) (ARGUMENT_TEXTS + CALL_TEXTS + CALL_DIRECTORIES + (place))

/* Words of 4 bytes at an address; two longs, each as wide as the caller's: bytes of a text. */
#define ARGUMENT_BLOCKS 64
#define BLOCK_WORDS_MAX 32
#define WORDS(place, count) (ARGUMENT_BLOCKS + (place) * BLOCK_WORDS_MAX + (count))
#define LONGS(place) WORDS(place, 0)

/* Room for data and blocks; a power of two. */
#define CALL_BYTES_MAX 128

/* Standard input, output and error are the descriptors up to here. */
#define STANDARD_DESCRIPTOR_MAX 2

#define INT ARGUMENT_INT
#define UINT ARGUMENT_UINT
#define LONG ARGUMENT_LONG
#define OBJECT ARGUMENT_OBJECT

/* What is told beside the arguments. */
enum shape_flags {
	SHAPE_RESULT_OBJECT = 1, /* the call makes a descriptor: when it worked, that is the object */
	SHAPE_CREDENTIALS = 2,   /* capabilities by then, inheritable, permitted, effective: numbers[3] to [5] */
	SHAPE_GROUPS = 4,        /* session, process group, the same seen from within, terminal: numbers[2] to [5] */
	SHAPE_DIRECTORY = 8,     /* the working directory by then is the object's path */
	SHAPE_BACKLOG = 16,      /* connections that wait at argument 0, and how many may: numbers[4] and [5] */
	SHAPE_PAIR_OBJECT = 32,  /* of the two descriptors made the second: numbers[7] */
	SHAPE_MEMORY = 64,       /* size of the process in kB, numbers[6]; resident | swapped out << 32, numbers[7] */
};

struct call_shape {
	__u8 arguments[CALL_ARGUMENTS]; /* enum argument_kind */
	__u8 flags;                     /* enum shape_flags */
	__u8 pad0[7];
};

#define CALL(NAME, plus, ...) [EVENT_##NAME] = { .arguments = { __VA_ARGS__ }, .flags = plus }

/* clang-format off */
static const struct call_shape call_shapes[CALL_SHAPES] = {
	CALL(CHMOD, 0, PATH(0), UINT),
	CALL(FCHMOD, 0, OBJECT, UINT),
	CALL(FCHMODAT, 0, INT, PATH_AT(0), UINT),
	CALL(FCHMODAT2, 0, INT, PATH_AT(0), UINT, UINT),
	CALL(CHOWN, 0, PATH(0), UINT, UINT),
	CALL(LCHOWN, 0, PATH(0), UINT, UINT),
	CALL(FCHOWN, 0, OBJECT, UINT, UINT),
	CALL(FCHOWNAT, 0, INT, PATH_AT(0), UINT, UINT, UINT),
	CALL(MKDIR, 0, PATH(0), UINT),
	CALL(MKDIRAT, 0, INT, PATH_AT(0), UINT),
	CALL(RMDIR, 0, PATH(0)),
	CALL(UNLINK, 0, PATH(0)),
	CALL(UNLINKAT, 0, INT, PATH_AT(0), UINT),
	CALL(RENAME, 0, PATH(0), PATH(1)),
	CALL(RENAMEAT, 0, INT, PATH_AT(0), INT, PATH_AT(1)),
	CALL(RENAMEAT2, 0, INT, PATH_AT(0), INT, PATH_AT(1), UINT),
	CALL(LINK, 0, PATH(0), PATH(1)),
	CALL(LINKAT, 0, INT, PATH_AT(0), INT, PATH_AT(1), UINT),
	CALL(SYMLINK, 0, TEXT(2), PATH(0)),
	CALL(SYMLINKAT, 0, TEXT(2), INT, PATH_AT(0)),
	CALL(MKNOD, 0, PATH(0), UINT, UINT),
	CALL(MKNODAT, 0, INT, PATH_AT(0), UINT, UINT),
	CALL(CHDIR, SHAPE_DIRECTORY, PATH(0)),
	CALL(FCHDIR, SHAPE_DIRECTORY, OBJECT),
	CALL(CHROOT, 0, PATH(0)),
	CALL(MOUNT, 0, TEXT(1), PATH(0), TEXT(2), LONG),
	CALL(UMOUNT, 0, PATH(0)),
	CALL(UMOUNT2, 0, PATH(0), UINT),
	CALL(MOVE_MOUNT, 0, INT, PATH_AT(0), INT, PATH_AT(1), UINT),
	CALL(OPEN_TREE, SHAPE_RESULT_OBJECT, INT, PATH_AT(0), UINT),
	CALL(MOUNT_SETATTR, 0, INT, PATH_AT(0), UINT),
	CALL(FSOPEN, SHAPE_RESULT_OBJECT, TEXT(2), UINT),
	CALL(FSMOUNT, SHAPE_RESULT_OBJECT, INT, UINT, UINT),
	CALL(PIVOT_ROOT, 0, PATH(0), PATH(1)),
	CALL(SETUID, SHAPE_CREDENTIALS, UINT),
	CALL(SETGID, SHAPE_CREDENTIALS, UINT),
	CALL(SETREUID, SHAPE_CREDENTIALS, UINT, UINT),
	CALL(SETREGID, SHAPE_CREDENTIALS, UINT, UINT),
	CALL(SETRESUID, SHAPE_CREDENTIALS, UINT, UINT, UINT),
	CALL(SETRESGID, SHAPE_CREDENTIALS, UINT, UINT, UINT),
	CALL(SETSID, SHAPE_GROUPS, ARGUMENT_NONE),
	CALL(SETPGID, SHAPE_GROUPS, INT, INT),
	CALL(CAPSET, SHAPE_CREDENTIALS, ARGUMENT_NONE),
	CALL(SETNS, SHAPE_CREDENTIALS, OBJECT, UINT),
	CALL(UNSHARE, SHAPE_CREDENTIALS, UINT),
	CALL(PTRACE, 0, LONG, INT, LONG, ARGUMENT_PEEKED),
	CALL(KILL, 0, INT, UINT),
	CALL(TKILL, 0, INT, UINT),
	CALL(TGKILL, 0, INT, INT, UINT),
	CALL(PRCTL, 0, INT, ARGUMENT_NAME),
	CALL(BPF, SHAPE_RESULT_OBJECT, INT),
	CALL(USERFAULTFD, SHAPE_RESULT_OBJECT, UINT),
	CALL(MEMFD_CREATE, SHAPE_RESULT_OBJECT, TEXT(2), UINT),
	CALL(IO_URING_SETUP, SHAPE_RESULT_OBJECT, UINT, ARGUMENT_LIMITS),
	CALL(IO_URING_ENTER, 0, OBJECT, UINT, UINT, UINT, ARGUMENT_SIGNALS),
	CALL(IO_URING_REGISTER, 0, OBJECT, UINT, LONG, UINT),
	CALL(INIT_MODULE, 0, ARGUMENT_SENT, LONG, TEXT(2)),
	CALL(FINIT_MODULE, 0, OBJECT, TEXT(2), UINT),
	CALL(DELETE_MODULE, 0, TEXT(2), UINT),
	CALL(SECCOMP, 0, UINT, UINT),
	CALL(DUP, SHAPE_RESULT_OBJECT, OBJECT),
	CALL(DUP2, SHAPE_RESULT_OBJECT, OBJECT, INT),
	CALL(DUP3, SHAPE_RESULT_OBJECT, OBJECT, INT, UINT),
	CALL(FCNTL, 0, OBJECT, INT, LONG),
	CALL(SOCKET, SHAPE_RESULT_OBJECT, INT, UINT, UINT),
	CALL(SOCKETPAIR, SHAPE_PAIR_OBJECT, INT, UINT, UINT, ARGUMENT_PAIR),
	CALL(BIND, 0, OBJECT, ARGUMENT_ADDRESS, UINT),
	CALL(LISTEN, 0, OBJECT, INT),
	CALL(ACCEPT, SHAPE_RESULT_OBJECT | SHAPE_BACKLOG, INT),
	CALL(ACCEPT4, SHAPE_RESULT_OBJECT | SHAPE_BACKLOG, INT, LONG, LONG, UINT),
	CALL(SHUTDOWN, 0, OBJECT, INT),
	CALL(SPLICE, 0, OBJECT, LONG, INT, LONG, LONG, UINT),
	CALL(COPY_FILE_RANGE, 0, OBJECT, LONG, INT, LONG, LONG, UINT),
	CALL(SENDFILE, 0, INT, OBJECT, LONG, LONG),
	CALL(OPEN_BY_HANDLE_AT, SHAPE_RESULT_OBJECT, INT, LONG, UINT),
	CALL(PIDFD_OPEN, SHAPE_RESULT_OBJECT, INT, UINT),
	CALL(PIDFD_GETFD, SHAPE_RESULT_OBJECT, INT, INT, UINT),
	CALL(PROCESS_VM_READV, 0, INT, ARGUMENT_RECEIVED_VECTORS, UINT, LONG, LONG),
	CALL(PROCESS_VM_WRITEV, 0, INT, ARGUMENT_SENT_VECTORS, UINT, LONG, LONG),
	CALL(KEYCTL, 0, INT, LONG, LONG, LONG, LONG),
	CALL(CLOSE_RANGE, 0, UINT, UINT, UINT),
	CALL(EPOLL_CREATE, SHAPE_RESULT_OBJECT, INT),
	CALL(EPOLL_CREATE1, SHAPE_RESULT_OBJECT, UINT),
	CALL(EVENTFD, SHAPE_RESULT_OBJECT, UINT),
	CALL(EVENTFD2, SHAPE_RESULT_OBJECT, UINT, UINT),
	CALL(FSCONFIG, 0, OBJECT, UINT, TEXT(0), TEXT(1), INT),
	CALL(INOTIFY_INIT, SHAPE_RESULT_OBJECT, ARGUMENT_NONE),
	CALL(INOTIFY_INIT1, SHAPE_RESULT_OBJECT, UINT),
	CALL(MLOCK, 0, LONG, LONG),
	CALL(MLOCK2, 0, LONG, LONG, UINT),
	CALL(MLOCKALL, 0, UINT),
	CALL(MUNLOCK, 0, LONG, LONG),
	CALL(MUNLOCKALL, 0, ARGUMENT_NONE),
	CALL(PIPE, SHAPE_PAIR_OBJECT, ARGUMENT_PAIR),
	CALL(PIPE2, SHAPE_PAIR_OBJECT, ARGUMENT_PAIR, UINT),
	CALL(PRLIMIT, 0, INT, UINT, WORDS(0, 4), WORDS(1, 4)),
	CALL(QUOTACTL, 0, UINT, TEXT(0), UINT, ARGUMENT_QUOTA),
	CALL(SEMCTL, 0, INT, INT, INT, LONG),
	CALL(SEMGET, 0, INT, INT, UINT),
	CALL(SEMOP, 0, INT, WORDS(0, 3), UINT),
	CALL(SETRLIMIT, 0, UINT, LONGS(0)),
	CALL(SIGNALFD, SHAPE_RESULT_OBJECT, INT, WORDS(0, 2)),
	CALL(SIGNALFD4, SHAPE_RESULT_OBJECT, INT, WORDS(0, 2), LONG, UINT),
	CALL(TIMERFD_CREATE, SHAPE_RESULT_OBJECT, INT, UINT),
	CALL(ACCESS, 0, PATH(0), UINT),
	CALL(BRK, SHAPE_MEMORY, LONG),
	CALL(CLOSE, 0, INT),
	CALL(EPOLL_WAIT, 0, INT, LONG, INT, INT),
	CALL(FLOCK, 0, OBJECT, UINT),
	CALL(FSTAT, 0, OBJECT),
	CALL(FSTAT64, 0, OBJECT),
	CALL(FUTEX, 0, LONG, UINT, UINT),
	CALL(GETCWD, 0, ARGUMENT_WHERE),
	CALL(GETDENTS, 0, OBJECT),
	CALL(GETDENTS64, 0, OBJECT),
	CALL(GETRESGID, 0, WORDS(0, 1), WORDS(1, 1), WORDS(2, 1)),
	CALL(GETRESUID, 0, WORDS(0, 1), WORDS(1, 1), WORDS(2, 1)),
	CALL(GETRLIMIT, 0, UINT, LONGS(0)),
	CALL(GETPEERNAME, 0, OBJECT),
	CALL(GETSOCKNAME, 0, OBJECT),
	CALL(GETSOCKOPT, 0, OBJECT, INT, INT, ARGUMENT_ANSWER),
	CALL(SETSOCKOPT, 0, OBJECT, INT, INT, ARGUMENT_SENT, UINT),
	CALL(IOCTL, 0, OBJECT, UINT, LONG),
	CALL(LLSEEK, 0, OBJECT, UINT, UINT, LONG, UINT),
	CALL(LSEEK, 0, OBJECT, LONG, UINT),
	CALL(LSTAT, 0, PATH(0)),
	CALL(LSTAT64, 0, PATH(0)),
	CALL(STAT, 0, PATH(0)),
	CALL(STAT64, 0, PATH(0)),
	CALL(NEWFSTATAT, 0, INT, PATH_AT(0), LONG, UINT),
	CALL(MMAP, SHAPE_MEMORY, LONG, LONG, UINT, UINT, OBJECT, LONG),
	CALL(MMAP2, SHAPE_MEMORY, LONG, LONG, UINT, UINT, OBJECT, LONG),
	CALL(MPROTECT, 0, LONG, LONG, UINT),
	CALL(MUNMAP, SHAPE_MEMORY, LONG, LONG),
	CALL(NANOSLEEP, 0, LONGS(0)),
	CALL(POLL, 0, ARGUMENT_POLLED, UINT, INT),
	CALL(PPOLL, 0, ARGUMENT_POLLED, UINT, LONGS(1), WORDS(2, 2)),
	CALL(SELECT, 0, ARGUMENT_NONE),
	CALL(READ, 0, OBJECT, ARGUMENT_RECEIVED, LONG),
	CALL(READV, 0, OBJECT, ARGUMENT_RECEIVED_VECTORS, UINT),
	CALL(PREAD, 0, OBJECT, ARGUMENT_RECEIVED, LONG, LONG, LONG),
	CALL(PREADV, 0, OBJECT, ARGUMENT_RECEIVED_VECTORS, UINT, LONG, LONG),
	CALL(RECV, 0, OBJECT, ARGUMENT_RECEIVED, LONG, UINT),
	CALL(WRITE, 0, OBJECT, ARGUMENT_SENT, LONG),
	CALL(WRITEV, 0, OBJECT, ARGUMENT_SENT_VECTORS, UINT),
	CALL(PWRITE, 0, OBJECT, ARGUMENT_SENT, LONG, LONG, LONG),
	CALL(PWRITEV, 0, OBJECT, ARGUMENT_SENT_VECTORS, UINT, LONG, LONG),
	CALL(SEND, 0, OBJECT, ARGUMENT_SENT, LONG, UINT),
};
/* clang-format on */

#undef CALL
#undef INT
#undef UINT
#undef LONG
#undef OBJECT

#endif
