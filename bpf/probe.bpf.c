/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The object that is loaded: the dispatcher of system calls, and all families of programs. They are one translation unit so
 * that they share their maps without a linking step.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

/* BPF_PROG gives every program a ctx, and a hook's later arguments cannot be named without the earlier ones. */
#pragma clang diagnostic ignored "-Wunused-parameter"

#include "events.h"
#include "handlers.h"
#include "arch.h"
#include "maps.h"
#include "record.h"
#include "task.h"
#include "inode.h"
#include "path.h"
#include "cgroup.h"

#include "exec.bpf.c"
#include "process.bpf.c"
#include "file.bpf.c"

/* The helpers used here are for programs under the GPL; this folder may be used under it. */
char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, HANDLERS_MAX);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} handlers SEC(".maps") = {
	.values = {
		[EVENT_EXECVE] = (void *)&execve_exit,
		[EVENT_EXECVEAT] = (void *)&execveat_exit,
		[EVENT_CLONE] = (void *)&clone_exit,
		[EVENT_CLONE3] = (void *)&clone3_exit,
		[EVENT_FORK] = (void *)&fork_exit,
		[EVENT_VFORK] = (void *)&vfork_exit,
		[EVENT_OPEN] = (void *)&open_exit,
		[EVENT_OPENAT] = (void *)&openat_exit,
		[EVENT_OPENAT2] = (void *)&openat2_exit,
		[EVENT_CREAT] = (void *)&creat_exit,
	},
};

/*
 * Sees the exit of every system call of the machine. Most are left after two loads from a table; only a number that is
 * wanted in one of the ABIs costs the question in which of them it was called.
 */
SEC("tp_btf/sys_exit")
int BPF_PROG(sys_exit, struct pt_regs *regs, long result)
{
	__u32 number = syscall_number(regs->orig_ax);
	__u32 abi, handler;

	if (number >= SYSCALLS_MAX)
		return 0;
	if (!wanted_syscalls[ABI_NATIVE][number] && !wanted_syscalls[ABI_COMPAT][number])
		return 0;
	abi = in_compat_call(current_task()) ? ABI_COMPAT : ABI_NATIVE;
	handler = wanted_syscalls[abi][number];
	if (!handler)
		return 0;
	bpf_tail_call(ctx, &handlers, handler);
	count_lost_handler(handler);
	return 0;
}
