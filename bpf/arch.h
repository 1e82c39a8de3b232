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

#define COMPAT_SOCKETCALL 102

/* A system call that has returned. */
struct call {
	__u32 number;         /* in the table of its abi; x32 numbers are told as the native ones */
	__u32 abi;            /* enum abi */
	__u32 short_pointers; /* structures in user memory hold 32-bit pointers and sizes */
};

/* x32 has numbers of its own, from 512 on, for calls that pass pointers in memory. */
static __always_inline __u32 number_of_x32(__u32 number)
{
	switch (number) {
	case 517:
		return 45; /* recvfrom */
	case 518:
		return 46; /* sendmsg */
	case 519:
		return 47; /* recvmsg */
	case 520:
		return 59; /* execve */
	case 521:
		return 101; /* ptrace */
	case 538:
		return 307; /* sendmmsg */
	case 539:
		return 310; /* process_vm_readv */
	case 540:
		return 311; /* process_vm_writev */
	case 545:
		return 322; /* execveat */
	default:
		return number;
	}
}

static __always_inline __u32 syscall_number(__u64 number)
{
	/* -1 when a tracer cancelled the call, and in interrupts: then no table has it. */
	if (number & X32_SYSCALL_BIT)
		return number_of_x32(number & ~(__u64)X32_SYSCALL_BIT);
	return number;
}

static __always_inline bool in_compat_call(const struct task_struct *task)
{
	return BPF_CORE_READ(task, thread_info.status) & TS_COMPAT;
}

static __always_inline struct call call_numbered(__u64 number)
{
	struct call call = {};

	call.number = syscall_number(number);
	if (in_compat_call((struct task_struct *)bpf_get_current_task()))
		call.abi = ABI_COMPAT;
	if (call.abi == ABI_COMPAT || (__u32)number >= X32_SYSCALL_BIT + SYSCALLS_MAX)
		call.short_pointers = 1;
	return call;
}

static __always_inline struct call call_of(struct pt_regs *regs)
{
	return call_numbered(regs->orig_ax);
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
 * The registers with which the current task entered the kernel, for hooks that do not pass them. The helper is as old
 * as 5.15; before it nothing lay between the registers and the end of the stack (FRED put two words there in 6.9).
 */
static __always_inline struct pt_regs *current_registers(void)
{
	struct task_struct *task;

	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	task = (struct task_struct *)bpf_get_current_task();
	return BPF_CORE_READ(task, stack) + STACK_BYTES - bpf_core_type_size(struct pt_regs);
}

/* The call in which the current task is, and the first argument of it. */
static __always_inline struct call current_call(__u64 *first_argument)
{
	struct pt_regs *regs = current_registers();
	struct call call = call_numbered(BPF_CORE_READ(regs, orig_ax));

	*first_argument = call.abi == ABI_COMPAT ? (__u32)BPF_CORE_READ(regs, bx) : BPF_CORE_READ(regs, di);
	return call;
}

/* EVENT_NONE for a call that makes no task. */
static __always_inline __u32 clone_type_of(const struct call *call)
{
	bool compat = call->abi == ABI_COMPAT;

	switch (call->number) {
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
	[2] = EVENT_OPEN, [32] = EVENT_DUP, [33] = EVENT_DUP2, [40] = EVENT_SENDFILE, [41] = EVENT_SOCKET, \
	[42] = EVENT_CONNECT, [43] = EVENT_ACCEPT, [44] = EVENT_SENDTO, [45] = EVENT_RECVFROM, \
	[46] = EVENT_SENDMSG, [47] = EVENT_RECVMSG, [48] = EVENT_SHUTDOWN, [49] = EVENT_BIND, \
	[50] = EVENT_LISTEN, [53] = EVENT_SOCKETPAIR, [56] = EVENT_CLONE, [57] = EVENT_FORK, \
	[58] = EVENT_VFORK, [59] = EVENT_EXECVE, [62] = EVENT_KILL, [72] = EVENT_FCNTL, [80] = EVENT_CHDIR, \
	[81] = EVENT_FCHDIR, [82] = EVENT_RENAME, [83] = EVENT_MKDIR, [84] = EVENT_RMDIR, \
	[85] = EVENT_CREAT, [86] = EVENT_LINK, [87] = EVENT_UNLINK, [88] = EVENT_SYMLINK, \
	[90] = EVENT_CHMOD, [91] = EVENT_FCHMOD, [92] = EVENT_CHOWN, [93] = EVENT_FCHOWN, \
	[94] = EVENT_LCHOWN, [101] = EVENT_PTRACE, [105] = EVENT_SETUID, [106] = EVENT_SETGID, \
	[109] = EVENT_SETPGID, [112] = EVENT_SETSID, [113] = EVENT_SETREUID, [114] = EVENT_SETREGID, \
	[117] = EVENT_SETRESUID, [119] = EVENT_SETRESGID, [126] = EVENT_CAPSET, [133] = EVENT_MKNOD, \
	[155] = EVENT_PIVOT_ROOT, [157] = EVENT_PRCTL, [161] = EVENT_CHROOT, [165] = EVENT_MOUNT, \
	[166] = EVENT_UMOUNT2, [175] = EVENT_INIT_MODULE, [176] = EVENT_DELETE_MODULE, [200] = EVENT_TKILL, \
	[234] = EVENT_TGKILL, [250] = EVENT_KEYCTL, [257] = EVENT_OPENAT, [258] = EVENT_MKDIRAT, \
	[259] = EVENT_MKNODAT, [260] = EVENT_FCHOWNAT, [263] = EVENT_UNLINKAT, [264] = EVENT_RENAMEAT, \
	[265] = EVENT_LINKAT, [266] = EVENT_SYMLINKAT, [268] = EVENT_FCHMODAT, [272] = EVENT_UNSHARE, \
	[275] = EVENT_SPLICE, [288] = EVENT_ACCEPT4, [292] = EVENT_DUP3, [304] = EVENT_OPEN_BY_HANDLE_AT, \
	[307] = EVENT_SENDMMSG, [308] = EVENT_SETNS, [310] = EVENT_PROCESS_VM_READV, \
	[311] = EVENT_PROCESS_VM_WRITEV, [313] = EVENT_FINIT_MODULE, [316] = EVENT_RENAMEAT2, \
	[317] = EVENT_SECCOMP, [319] = EVENT_MEMFD_CREATE, [321] = EVENT_BPF, [322] = EVENT_EXECVEAT, \
	[323] = EVENT_USERFAULTFD, [326] = EVENT_COPY_FILE_RANGE, [425] = EVENT_IO_URING_SETUP, \
	[426] = EVENT_IO_URING_ENTER, [427] = EVENT_IO_URING_REGISTER, [428] = EVENT_OPEN_TREE, \
	[429] = EVENT_MOVE_MOUNT, [430] = EVENT_FSOPEN, [432] = EVENT_FSMOUNT, [434] = EVENT_PIDFD_OPEN, \
	[435] = EVENT_CLONE3, [437] = EVENT_OPENAT2, [438] = EVENT_PIDFD_GETFD, [442] = EVENT_MOUNT_SETATTR, \
	[452] = EVENT_FCHMODAT2

#define COMPAT_SYSCALLS \
	[2] = EVENT_FORK, [5] = EVENT_OPEN, [8] = EVENT_CREAT, [9] = EVENT_LINK, [10] = EVENT_UNLINK, \
	[11] = EVENT_EXECVE, [12] = EVENT_CHDIR, [14] = EVENT_MKNOD, [15] = EVENT_CHMOD, \
	[16] = EVENT_LCHOWN, [21] = EVENT_MOUNT, [22] = EVENT_UMOUNT, [23] = EVENT_SETUID, \
	[26] = EVENT_PTRACE, [37] = EVENT_KILL, [38] = EVENT_RENAME, [39] = EVENT_MKDIR, [40] = EVENT_RMDIR, \
	[41] = EVENT_DUP, [46] = EVENT_SETGID, [52] = EVENT_UMOUNT2, [55] = EVENT_FCNTL, \
	[57] = EVENT_SETPGID, [61] = EVENT_CHROOT, [63] = EVENT_DUP2, [66] = EVENT_SETSID, \
	[70] = EVENT_SETREUID, [71] = EVENT_SETREGID, [83] = EVENT_SYMLINK, [94] = EVENT_FCHMOD, \
	[95] = EVENT_FCHOWN, [COMPAT_SOCKETCALL] = HANDLER_SOCKETCALL, [120] = EVENT_CLONE, \
	[128] = EVENT_INIT_MODULE, [129] = EVENT_DELETE_MODULE, [133] = EVENT_FCHDIR, \
	[164] = EVENT_SETRESUID, [170] = EVENT_SETRESGID, [172] = EVENT_PRCTL, [182] = EVENT_CHOWN, \
	[185] = EVENT_CAPSET, [187] = EVENT_SENDFILE, [190] = EVENT_VFORK, [198] = EVENT_LCHOWN, \
	[203] = EVENT_SETREUID, [204] = EVENT_SETREGID, [207] = EVENT_FCHOWN, [208] = EVENT_SETRESUID, \
	[210] = EVENT_SETRESGID, [212] = EVENT_CHOWN, [213] = EVENT_SETUID, [214] = EVENT_SETGID, \
	[217] = EVENT_PIVOT_ROOT, [221] = EVENT_FCNTL, [238] = EVENT_TKILL, [239] = EVENT_SENDFILE, \
	[270] = EVENT_TGKILL, [288] = EVENT_KEYCTL, [295] = EVENT_OPENAT, [296] = EVENT_MKDIRAT, \
	[297] = EVENT_MKNODAT, [298] = EVENT_FCHOWNAT, [301] = EVENT_UNLINKAT, [302] = EVENT_RENAMEAT, \
	[303] = EVENT_LINKAT, [304] = EVENT_SYMLINKAT, [306] = EVENT_FCHMODAT, [310] = EVENT_UNSHARE, \
	[313] = EVENT_SPLICE, [330] = EVENT_DUP3, [342] = EVENT_OPEN_BY_HANDLE_AT, [345] = EVENT_SENDMMSG, \
	[346] = EVENT_SETNS, [347] = EVENT_PROCESS_VM_READV, [348] = EVENT_PROCESS_VM_WRITEV, \
	[350] = EVENT_FINIT_MODULE, [353] = EVENT_RENAMEAT2, [354] = EVENT_SECCOMP, \
	[356] = EVENT_MEMFD_CREATE, [357] = EVENT_BPF, [358] = EVENT_EXECVEAT, [359] = EVENT_SOCKET, \
	[360] = EVENT_SOCKETPAIR, [361] = EVENT_BIND, [362] = EVENT_CONNECT, [363] = EVENT_LISTEN, \
	[364] = EVENT_ACCEPT4, [369] = EVENT_SENDTO, [370] = EVENT_SENDMSG, [371] = EVENT_RECVFROM, \
	[372] = EVENT_RECVMSG, [373] = EVENT_SHUTDOWN, [374] = EVENT_USERFAULTFD, \
	[377] = EVENT_COPY_FILE_RANGE, [425] = EVENT_IO_URING_SETUP, [426] = EVENT_IO_URING_ENTER, \
	[427] = EVENT_IO_URING_REGISTER, [428] = EVENT_OPEN_TREE, [429] = EVENT_MOVE_MOUNT, \
	[430] = EVENT_FSOPEN, [432] = EVENT_FSMOUNT, [434] = EVENT_PIDFD_OPEN, [435] = EVENT_CLONE3, \
	[437] = EVENT_OPENAT2, [438] = EVENT_PIDFD_GETFD, [442] = EVENT_MOUNT_SETATTR, \
	[452] = EVENT_FCHMODAT2
/* clang-format on */

#endif
