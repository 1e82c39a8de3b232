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
	case 518:
		return 46; /* sendmsg */
	case 520:
		return 59; /* execve */
	case 538:
		return 307; /* sendmmsg */
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
#define NATIVE_SYSCALLS                                                                       \
	[2] = EVENT_OPEN, [42] = EVENT_CONNECT, [44] = EVENT_SENDTO, [46] = EVENT_SENDMSG,        \
	[56] = EVENT_CLONE, [57] = EVENT_FORK, [58] = EVENT_VFORK, [59] = EVENT_EXECVE,           \
	[85] = EVENT_CREAT, [257] = EVENT_OPENAT, [307] = EVENT_SENDMMSG, [322] = EVENT_EXECVEAT, \
	[435] = EVENT_CLONE3, [437] = EVENT_OPENAT2

#define COMPAT_SYSCALLS                                                                        \
	[2] = EVENT_FORK, [5] = EVENT_OPEN, [8] = EVENT_CREAT, [11] = EVENT_EXECVE,                \
	[COMPAT_SOCKETCALL] = HANDLER_SOCKETCALL, [120] = EVENT_CLONE, [190] = EVENT_VFORK,        \
	[295] = EVENT_OPENAT, [345] = EVENT_SENDMMSG, [358] = EVENT_EXECVEAT, [362] = EVENT_CONNECT, \
	[369] = EVENT_SENDTO, [370] = EVENT_SENDMSG, [435] = EVENT_CLONE3, [437] = EVENT_OPENAT2
/* clang-format on */

#endif
