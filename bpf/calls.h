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
	ARGUMENT_TEXTS,   /* from here on: a text of the caller's, which TEXT and the like give a place */
};

/* A terminated text; a path from the working directory; a path from the directory that the argument before names. */
#define TEXT(place) (ARGUMENT_TEXTS + (place))
#define PATH(place) (ARGUMENT_TEXTS + CALL_TEXTS + (place))
#define PATH_AT(place) (ARGUMENT_TEXTS + CALL_TEXTS + CALL_DIRECTORIES + (place))

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
	CALL(IO_URING_ENTER, 0, OBJECT, UINT, UINT, UINT, LONG),
	CALL(IO_URING_REGISTER, 0, OBJECT, UINT, LONG, UINT),
	CALL(INIT_MODULE, 0, LONG, LONG, TEXT(2)),
	CALL(FINIT_MODULE, 0, OBJECT, TEXT(2), UINT),
	CALL(DELETE_MODULE, 0, TEXT(2), UINT),
	CALL(SECCOMP, 0, UINT, UINT),
	CALL(DUP, SHAPE_RESULT_OBJECT, OBJECT),
	CALL(DUP2, SHAPE_RESULT_OBJECT, OBJECT, INT),
	CALL(DUP3, SHAPE_RESULT_OBJECT, OBJECT, INT, UINT),
	CALL(FCNTL, 0, OBJECT, INT, LONG),
	CALL(SOCKET, SHAPE_RESULT_OBJECT, INT, UINT, UINT),
	CALL(SOCKETPAIR, 0, INT, UINT, UINT, ARGUMENT_PAIR),
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
	CALL(PROCESS_VM_READV, 0, INT, LONG, LONG, LONG, LONG),
	CALL(PROCESS_VM_WRITEV, 0, INT, LONG, LONG, LONG, LONG),
	CALL(KEYCTL, 0, INT, LONG, LONG, LONG, LONG),
};
/* clang-format on */

#undef CALL
#undef INT
#undef UINT
#undef LONG
#undef OBJECT

#endif
