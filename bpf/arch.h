/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What differs between processor architectures: how a system call's number, ABI and arguments are found at its exit,
 * and which number means which event. Everything else here asks through these functions. At exit the argument registers
 * still hold what the caller put there; only the register of the result has changed.
 */
#ifndef KOSMOS_ARCH_H
#define KOSMOS_ARCH_H

#ifndef __TARGET_ARCH_x86
#error "arch.h knows x86_64 only: say how system calls are read on this architecture"
#endif

enum abi {
	ABI_NATIVE = 0,
	ABI_COMPAT = 1, /* i386: int 0x80 from any process, or a 32-bit process */
	ABIS = 2,
};

#define SYSCALLS_MAX 512

/* thread_info.status while a 32-bit system call runs; arch/x86/include/asm/thread_info.h. */
#define TS_COMPAT 0x0002

/* Marks a number of the x32 ABI: 64-bit registers, 32-bit pointers in memory. */
#define X32_SYSCALL_BIT 0x40000000

/* i386's calls that pass all arguments, or all but the first one, in memory. */
#define COMPAT_SOCKETCALL 102
#define COMPAT_MMAP 90

/* i386's call of System V's semaphores, queues and memory in one. */
#define COMPAT_IPC 117

/* A system call that has returned. */
struct call {
	__u32 number;         /* in the table of its abi; x32 numbers are told as the native ones */
	__u32 abi;            /* enum abi */
	__u32 short_pointers; /* structures in user memory hold 32-bit pointers and sizes */
};

/* x32 has numbers of its own, from 512 on, for calls that pass pointers in memory; here those that are looked at. */
#define X32_FIRST 512
#define X32_NUMBERS 64

static const __u16 numbers_of_x32[X32_NUMBERS] = {
	[514 - X32_FIRST] = 16, /* ioctl */
	[515 - X32_FIRST] = 19, /* readv */
	[516 - X32_FIRST] = 20, /* writev */
	[517 - X32_FIRST] = 45, /* recvfrom */
	[518 - X32_FIRST] = 46, /* sendmsg */
	[519 - X32_FIRST] = 47, /* recvmsg */
	[520 - X32_FIRST] = 59, /* execve */
	[521 - X32_FIRST] = 101, /* ptrace */
	[534 - X32_FIRST] = 295, /* preadv */
	[535 - X32_FIRST] = 296, /* pwritev */
	[537 - X32_FIRST] = 299, /* recvmmsg */
	[538 - X32_FIRST] = 307, /* sendmmsg */
	[539 - X32_FIRST] = 310, /* process_vm_readv */
	[540 - X32_FIRST] = 311, /* process_vm_writev */
	[541 - X32_FIRST] = 54, /* setsockopt */
	[542 - X32_FIRST] = 55, /* getsockopt */
	[545 - X32_FIRST] = 322, /* execveat */
};

static __always_inline __u32 number_of_x32(__u32 number)
{
	__u32 own = number - X32_FIRST;
	__u32 native = own < X32_NUMBERS ? numbers_of_x32[own] : 0;

	return native ? native : number;
}

static __always_inline __u32 syscall_number(__u64 number)
{
	/* -1 when a tracer cancelled the call, and in interrupts: then no table has it. */
	if (number & X32_SYSCALL_BIT)
		return number_of_x32(number & ~(__u64)X32_SYSCALL_BIT);
	return number;
}

/*
 * Since 5.11 the verifier knows of a pointer that it leads to the current task, and what lies behind it is loaded, at a
 * tenth of what a read by a helper costs. A load from an address that is none gives zeros, as those do. But for each
 * pointer that is loaded from the task itself the verifier looks through the names of all types, a millisecond in each
 * program: for what every event asks, and in one place. A load by cast needs no such pointer.
 */
#ifdef LOADS_BY_CAST
#define HAS_TASK_POINTER false
#else
#define HAS_TASK_POINTER bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf)
#endif
#define TASK_POINTER ((struct task_struct *)bpf_get_current_task_btf())

/*
 * The current task, as helpers take it where they can. What asks for it often is handed it: a call of a helper costs
 * more than ten loads.
 */
static __always_inline struct task_struct *current_pointer(void)
{
#ifdef LOADS_BY_CAST
	return TASK_POINTER;
#else
	return (struct task_struct *)bpf_get_current_task();
#endif
}

static __always_inline bool in_compat_call(const struct task_struct *task)
{
	return READ(task, thread_info.status) & TS_COMPAT;
}

/* The same of the current task, by a load where the verifier knows its pointer. */
static __always_inline bool current_in_compat_call(const struct task_struct *current)
{
	if (HAS_TASK_POINTER)
		return TASK_POINTER->thread_info.status & TS_COMPAT;
	return in_compat_call(current);
}

static __always_inline struct call call_numbered(const struct task_struct *current, __u64 number)
{
	struct call call = {};

	call.number = syscall_number(number);
	if (current_in_compat_call(current))
		call.abi = ABI_COMPAT;
	if (call.abi == ABI_COMPAT || (__u32)number >= X32_SYSCALL_BIT + SYSCALLS_MAX)
		call.short_pointers = 1;
	return call;
}

static __always_inline struct call call_of(struct pt_regs *regs)
{
	return call_numbered((struct task_struct *)bpf_get_current_task(), regs->orig_ax);
}

/* The argument numbered index, a constant from 0 to 5. */
static __always_inline __u64 native_argument(struct pt_regs *regs, int index)
{
	switch (index) {
	case 0:
		return regs->di;
	case 1:
		return regs->si;
	case 2:
		return regs->dx;
	case 3:
		return regs->r10;
	case 4:
		return regs->r8;
	default:
		return regs->r9;
	}
}

static __always_inline __u64 compat_argument(struct pt_regs *regs, int index)
{
	switch (index) {
	case 0:
		return (__u32)regs->bx;
	case 1:
		return (__u32)regs->cx;
	case 2:
		return (__u32)regs->dx;
	case 3:
		return (__u32)regs->si;
	case 4:
		return (__u32)regs->di;
	default:
		return (__u32)regs->bp;
	}
}

static __always_inline __u64 argument(struct pt_regs *regs, const struct call *call, int index)
{
	return call->abi == ABI_COMPAT ? compat_argument(regs, index) : native_argument(regs, index);
}

#define STACK_BYTES (16 * 1024)

/*
 * The registers with which the current task entered the kernel, before there was a helper for it: up to 5.14 nothing
 * lay between them and the end of the stack.
 */
static __always_inline struct pt_regs *registers_on_stack(const struct task_struct *current)
{
	return READ(current, stack) + STACK_BYTES - bpf_core_type_size(struct pt_regs);
}

/* The call in which the current task is, and the first argument of it; for hooks that do not pass the registers. */
static __always_inline struct call current_call(struct task_struct *current, __u64 *first_argument)
{
	struct pt_regs *regs;
	struct call call;

	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs)) {
#ifdef LOADS_BY_CAST
		regs = (struct pt_regs *)bpf_task_pt_regs(current);
#else
		regs = (struct pt_regs *)bpf_task_pt_regs(TASK_POINTER);
#endif
		call = call_numbered(current, regs->orig_ax);
		*first_argument = call.abi == ABI_COMPAT ? (__u32)regs->bx : regs->di;
		return call;
	}
	regs = registers_on_stack(current);
	call = call_numbered(current, READ(regs, orig_ax));
	*first_argument = call.abi == ABI_COMPAT ? (__u32)READ(regs, bx) : READ(regs, di);
	return call;
}

/* EVENT_NONE for a call that makes no task. Global: it could end in many ways, and much follows it. */
__noinline __u32 clone_type_of(__u32 number, __u32 abi)
{
	bool compat = abi == ABI_COMPAT;

	switch (number) {
	case 2:
		return compat ? EVENT_FORK : EVENT_NONE;
	case 56:
		return compat ? EVENT_NONE : EVENT_CLONE;
	case 57:
		return compat ? EVENT_NONE : EVENT_FORK;
	case 58:
		return compat ? EVENT_NONE : EVENT_VFORK;
	case 120:
		return compat ? EVENT_CLONE : EVENT_NONE;
	case 190:
		return compat ? EVENT_VFORK : EVENT_NONE;
	case 435:
		return EVENT_CLONE3;
	default:
		return EVENT_NONE;
	}
}

/* clang-format off */
#define NATIVE_SYSCALLS \
	[0] = EVENT_READ, [1] = EVENT_WRITE, [2] = EVENT_OPEN, [3] = EVENT_CLOSE, [4] = EVENT_STAT, \
	[5] = EVENT_FSTAT, [6] = EVENT_LSTAT, [7] = EVENT_POLL, [8] = EVENT_LSEEK, [9] = EVENT_MMAP, \
	[10] = EVENT_MPROTECT, [11] = EVENT_MUNMAP, [12] = EVENT_BRK, [16] = EVENT_IOCTL, \
	[17] = EVENT_PREAD, [18] = EVENT_PWRITE, [19] = EVENT_READV, [20] = EVENT_WRITEV, \
	[21] = EVENT_ACCESS, [22] = EVENT_PIPE, [23] = EVENT_SELECT, [32] = EVENT_DUP, [33] = EVENT_DUP2, \
	[35] = EVENT_NANOSLEEP, [40] = EVENT_SENDFILE, [41] = EVENT_SOCKET, [42] = EVENT_CONNECT, \
	[43] = EVENT_ACCEPT, [44] = EVENT_SENDTO, [45] = EVENT_RECVFROM, [46] = EVENT_SENDMSG, \
	[47] = EVENT_RECVMSG, [48] = EVENT_SHUTDOWN, [49] = EVENT_BIND, [50] = EVENT_LISTEN, \
	[51] = EVENT_GETSOCKNAME, [52] = EVENT_GETPEERNAME, [53] = EVENT_SOCKETPAIR, \
	[54] = EVENT_SETSOCKOPT, [55] = EVENT_GETSOCKOPT, [56] = EVENT_CLONE, [57] = EVENT_FORK, \
	[58] = EVENT_VFORK, [59] = EVENT_EXECVE, [62] = EVENT_KILL, [64] = EVENT_SEMGET, [65] = EVENT_SEMOP, \
	[66] = EVENT_SEMCTL, [72] = EVENT_FCNTL, [73] = EVENT_FLOCK, [78] = EVENT_GETDENTS, \
	[79] = EVENT_GETCWD, [80] = EVENT_CHDIR, [81] = EVENT_FCHDIR, [82] = EVENT_RENAME, \
	[83] = EVENT_MKDIR, [84] = EVENT_RMDIR, [85] = EVENT_CREAT, [86] = EVENT_LINK, [87] = EVENT_UNLINK, \
	[88] = EVENT_SYMLINK, [90] = EVENT_CHMOD, [91] = EVENT_FCHMOD, [92] = EVENT_CHOWN, \
	[93] = EVENT_FCHOWN, [94] = EVENT_LCHOWN, [97] = EVENT_GETRLIMIT, [101] = EVENT_PTRACE, \
	[102] = EVENT_GETUID, [104] = EVENT_GETGID, [105] = EVENT_SETUID, [106] = EVENT_SETGID, \
	[107] = EVENT_GETEUID, [108] = EVENT_GETEGID, [109] = EVENT_SETPGID, [112] = EVENT_SETSID, \
	[113] = EVENT_SETREUID, [114] = EVENT_SETREGID, [117] = EVENT_SETRESUID, [118] = EVENT_GETRESUID, \
	[119] = EVENT_SETRESGID, [120] = EVENT_GETRESGID, [126] = EVENT_CAPSET, [133] = EVENT_MKNOD, \
	[149] = EVENT_MLOCK, [150] = EVENT_MUNLOCK, [151] = EVENT_MLOCKALL, [152] = EVENT_MUNLOCKALL, \
	[155] = EVENT_PIVOT_ROOT, [157] = EVENT_PRCTL, [160] = EVENT_SETRLIMIT, [161] = EVENT_CHROOT, \
	[165] = EVENT_MOUNT, [166] = EVENT_UMOUNT2, [175] = EVENT_INIT_MODULE, [176] = EVENT_DELETE_MODULE, \
	[179] = EVENT_QUOTACTL, [200] = EVENT_TKILL, [202] = EVENT_FUTEX, [213] = EVENT_EPOLL_CREATE, \
	[217] = EVENT_GETDENTS64, [232] = EVENT_EPOLL_WAIT, [234] = EVENT_TGKILL, [250] = EVENT_KEYCTL, \
	[253] = EVENT_INOTIFY_INIT, [257] = EVENT_OPENAT, [258] = EVENT_MKDIRAT, [259] = EVENT_MKNODAT, \
	[260] = EVENT_FCHOWNAT, [262] = EVENT_NEWFSTATAT, [263] = EVENT_UNLINKAT, [264] = EVENT_RENAMEAT, \
	[265] = EVENT_LINKAT, [266] = EVENT_SYMLINKAT, [268] = EVENT_FCHMODAT, [271] = EVENT_PPOLL, \
	[272] = EVENT_UNSHARE, [275] = EVENT_SPLICE, [282] = EVENT_SIGNALFD, [283] = EVENT_TIMERFD_CREATE, \
	[284] = EVENT_EVENTFD, [288] = EVENT_ACCEPT4, [289] = EVENT_SIGNALFD4, [290] = EVENT_EVENTFD2, \
	[291] = EVENT_EPOLL_CREATE1, [292] = EVENT_DUP3, [293] = EVENT_PIPE2, [294] = EVENT_INOTIFY_INIT1, \
	[295] = EVENT_PREADV, [296] = EVENT_PWRITEV, [299] = EVENT_RECVMMSG, [302] = EVENT_PRLIMIT, \
	[304] = EVENT_OPEN_BY_HANDLE_AT, [307] = EVENT_SENDMMSG, [308] = EVENT_SETNS, \
	[310] = EVENT_PROCESS_VM_READV, [311] = EVENT_PROCESS_VM_WRITEV, [313] = EVENT_FINIT_MODULE, \
	[316] = EVENT_RENAMEAT2, [317] = EVENT_SECCOMP, [319] = EVENT_MEMFD_CREATE, [321] = EVENT_BPF, \
	[322] = EVENT_EXECVEAT, [323] = EVENT_USERFAULTFD, [325] = EVENT_MLOCK2, \
	[326] = EVENT_COPY_FILE_RANGE, [425] = EVENT_IO_URING_SETUP, [426] = EVENT_IO_URING_ENTER, \
	[427] = EVENT_IO_URING_REGISTER, [428] = EVENT_OPEN_TREE, [429] = EVENT_MOVE_MOUNT, \
	[430] = EVENT_FSOPEN, [431] = EVENT_FSCONFIG, [432] = EVENT_FSMOUNT, [434] = EVENT_PIDFD_OPEN, \
	[435] = EVENT_CLONE3, [436] = EVENT_CLOSE_RANGE, [437] = EVENT_OPENAT2, [438] = EVENT_PIDFD_GETFD, \
	[442] = EVENT_MOUNT_SETATTR, [452] = EVENT_FCHMODAT2, [188] = EVENT_SETXATTR, [189] = EVENT_LSETXATTR, \
	[190] = EVENT_FSETXATTR, [197] = EVENT_REMOVEXATTR, [198] = EVENT_LREMOVEXATTR, [199] = EVENT_FREMOVEXATTR, \
	[424] = EVENT_PIDFD_SEND_SIGNAL, [463] = EVENT_SETXATTRAT, [466] = EVENT_REMOVEXATTRAT, \
	[467] = EVENT_OPEN_TREE_ATTR

#define COMPAT_SYSCALLS \
	[2] = EVENT_FORK, [3] = EVENT_READ, [4] = EVENT_WRITE, [5] = EVENT_OPEN, [6] = EVENT_CLOSE, \
	[8] = EVENT_CREAT, [9] = EVENT_LINK, [10] = EVENT_UNLINK, [11] = EVENT_EXECVE, [12] = EVENT_CHDIR, \
	[14] = EVENT_MKNOD, [15] = EVENT_CHMOD, [16] = EVENT_LCHOWN, [19] = EVENT_LSEEK, [21] = EVENT_MOUNT, \
	[22] = EVENT_UMOUNT, [23] = EVENT_SETUID, [24] = EVENT_GETUID, [26] = EVENT_PTRACE, \
	[33] = EVENT_ACCESS, [37] = EVENT_KILL, [38] = EVENT_RENAME, [39] = EVENT_MKDIR, [40] = EVENT_RMDIR, \
	[41] = EVENT_DUP, [42] = EVENT_PIPE, [45] = EVENT_BRK, [46] = EVENT_SETGID, [47] = EVENT_GETGID, \
	[49] = EVENT_GETEUID, [50] = EVENT_GETEGID, [52] = EVENT_UMOUNT2, [54] = EVENT_IOCTL, \
	[55] = EVENT_FCNTL, [57] = EVENT_SETPGID, [61] = EVENT_CHROOT, [63] = EVENT_DUP2, \
	[66] = EVENT_SETSID, [70] = EVENT_SETREUID, [71] = EVENT_SETREGID, [75] = EVENT_SETRLIMIT, \
	[76] = EVENT_GETRLIMIT, [82] = EVENT_SELECT, [83] = EVENT_SYMLINK, [90] = EVENT_MMAP, \
	[91] = EVENT_MUNMAP, [94] = EVENT_FCHMOD, [95] = EVENT_FCHOWN, \
	[COMPAT_SOCKETCALL] = HANDLER_SOCKETCALL, [106] = EVENT_STAT, [107] = EVENT_LSTAT, \
	[108] = EVENT_FSTAT, [COMPAT_IPC] = HANDLER_IPC, \
	[120] = EVENT_CLONE, [125] = EVENT_MPROTECT, [128] = EVENT_INIT_MODULE, \
	[129] = EVENT_DELETE_MODULE, [131] = EVENT_QUOTACTL, [133] = EVENT_FCHDIR, [140] = EVENT_LLSEEK, \
	[141] = EVENT_GETDENTS, [142] = EVENT_SELECT, [143] = EVENT_FLOCK, [145] = EVENT_READV, [146] = EVENT_WRITEV, \
	[150] = EVENT_MLOCK, [151] = EVENT_MUNLOCK, [152] = EVENT_MLOCKALL, [153] = EVENT_MUNLOCKALL, \
	[162] = EVENT_NANOSLEEP, [164] = EVENT_SETRESUID, [165] = EVENT_GETRESUID, [168] = EVENT_POLL, \
	[170] = EVENT_SETRESGID, [171] = EVENT_GETRESGID, [172] = EVENT_PRCTL, [180] = EVENT_PREAD, \
	[181] = EVENT_PWRITE, [182] = EVENT_CHOWN, [183] = EVENT_GETCWD, [185] = EVENT_CAPSET, \
	[187] = EVENT_SENDFILE, [190] = EVENT_VFORK, [191] = EVENT_GETRLIMIT, [192] = EVENT_MMAP2, \
	[195] = EVENT_STAT64, [196] = EVENT_LSTAT64, [197] = EVENT_FSTAT64, [198] = EVENT_LCHOWN, \
	[199] = EVENT_GETUID, [200] = EVENT_GETGID, [201] = EVENT_GETEUID, [202] = EVENT_GETEGID, \
	[203] = EVENT_SETREUID, [204] = EVENT_SETREGID, [207] = EVENT_FCHOWN, [208] = EVENT_SETRESUID, \
	[209] = EVENT_GETRESUID, [210] = EVENT_SETRESGID, [211] = EVENT_GETRESGID, [212] = EVENT_CHOWN, \
	[213] = EVENT_SETUID, [214] = EVENT_SETGID, [217] = EVENT_PIVOT_ROOT, [220] = EVENT_GETDENTS64, \
	[221] = EVENT_FCNTL, [238] = EVENT_TKILL, [239] = EVENT_SENDFILE, [240] = EVENT_FUTEX, \
	[254] = EVENT_EPOLL_CREATE, [256] = EVENT_EPOLL_WAIT, [270] = EVENT_TGKILL, [288] = EVENT_KEYCTL, \
	[291] = EVENT_INOTIFY_INIT, [295] = EVENT_OPENAT, [296] = EVENT_MKDIRAT, [297] = EVENT_MKNODAT, \
	[298] = EVENT_FCHOWNAT, [300] = EVENT_NEWFSTATAT, [301] = EVENT_UNLINKAT, [302] = EVENT_RENAMEAT, \
	[303] = EVENT_LINKAT, \
	[304] = EVENT_SYMLINKAT, [306] = EVENT_FCHMODAT, [309] = EVENT_PPOLL, [310] = EVENT_UNSHARE, \
	[313] = EVENT_SPLICE, [321] = EVENT_SIGNALFD, [322] = EVENT_TIMERFD_CREATE, [323] = EVENT_EVENTFD, \
	[327] = EVENT_SIGNALFD4, [328] = EVENT_EVENTFD2, [329] = EVENT_EPOLL_CREATE1, [330] = EVENT_DUP3, \
	[331] = EVENT_PIPE2, [332] = EVENT_INOTIFY_INIT1, [333] = EVENT_PREADV, [334] = EVENT_PWRITEV, \
	[337] = EVENT_RECVMMSG, [340] = EVENT_PRLIMIT, [342] = EVENT_OPEN_BY_HANDLE_AT, \
	[345] = EVENT_SENDMMSG, [346] = EVENT_SETNS, [347] = EVENT_PROCESS_VM_READV, \
	[348] = EVENT_PROCESS_VM_WRITEV, [350] = EVENT_FINIT_MODULE, [353] = EVENT_RENAMEAT2, \
	[354] = EVENT_SECCOMP, [356] = EVENT_MEMFD_CREATE, [357] = EVENT_BPF, [358] = EVENT_EXECVEAT, \
	[359] = EVENT_SOCKET, [360] = EVENT_SOCKETPAIR, [361] = EVENT_BIND, [362] = EVENT_CONNECT, \
	[363] = EVENT_LISTEN, [364] = EVENT_ACCEPT4, [365] = EVENT_GETSOCKOPT, [366] = EVENT_SETSOCKOPT, \
	[367] = EVENT_GETSOCKNAME, [368] = EVENT_GETPEERNAME, [369] = EVENT_SENDTO, [370] = EVENT_SENDMSG, \
	[371] = EVENT_RECVFROM, [372] = EVENT_RECVMSG, [373] = EVENT_SHUTDOWN, [374] = EVENT_USERFAULTFD, \
	[376] = EVENT_MLOCK2, [377] = EVENT_COPY_FILE_RANGE, [393] = EVENT_SEMGET, [394] = EVENT_SEMCTL, \
	[414] = EVENT_PPOLL, [417] = EVENT_RECVMMSG, [422] = EVENT_FUTEX, [425] = EVENT_IO_URING_SETUP, \
	[426] = EVENT_IO_URING_ENTER, [427] = EVENT_IO_URING_REGISTER, [428] = EVENT_OPEN_TREE, \
	[429] = EVENT_MOVE_MOUNT, [430] = EVENT_FSOPEN, [431] = EVENT_FSCONFIG, [432] = EVENT_FSMOUNT, \
	[434] = EVENT_PIDFD_OPEN, [435] = EVENT_CLONE3, [436] = EVENT_CLOSE_RANGE, [437] = EVENT_OPENAT2, \
	[438] = EVENT_PIDFD_GETFD, [442] = EVENT_MOUNT_SETATTR, [452] = EVENT_FCHMODAT2, \
	[226] = EVENT_SETXATTR, [227] = EVENT_LSETXATTR, [228] = EVENT_FSETXATTR, [235] = EVENT_REMOVEXATTR, \
	[236] = EVENT_LREMOVEXATTR, [237] = EVENT_FREMOVEXATTR, [424] = EVENT_PIDFD_SEND_SIGNAL, \
	[463] = EVENT_SETXATTRAT, [466] = EVENT_REMOVEXATTRAT, [467] = EVENT_OPEN_TREE_ATTR
/* clang-format on */

#endif
