/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The object that is loaded: the dispatcher of system calls, and all families of programs. They are one translation
 * unit so that they share their maps without a linking step.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_endian.h>

/* BPF_PROG gives every program a ctx, and a hook's later arguments cannot be named without the earlier ones. */
#pragma clang diagnostic ignored "-Wunused-parameter"

#include "events.h"
#include "load.h"
#include "copy.h"
#include "handlers.h"
#include "arch.h"
#include "maps.h"
#include "scratch.h"
#include "ring.h"
#include "record.h"
#include "text.h"
#include "taken.h"
#include "task.h"
#include "inode.h"
#include "prepend.h"
#include "path.h"
#include "view.h"
#include "cgroup.h"
#include "policy.h"
#include "open.h"
#include "sock.h"
#include "filter.h"
#include "known.h"
#include "message.h"
#include "calls.h"
#include "given.h"
#include "data.h"
#include "uring.h"

#include "exec.bpf.c"
#include "process.bpf.c"
#include "cgroup.bpf.c"
#include "file.bpf.c"
#include "network.bpf.c"
#include "call.bpf.c"
#include "taken.bpf.c"
#include "uring.bpf.c"

/* The helpers used here are for programs under the GPL; this folder may be used under it. */
char LICENSE[] SEC("license") = "GPL";

/* Execs, clones and forks that worked: by the hooks of the scheduler. Only their failures have a program here. */
static __always_inline bool is_told_elsewhere(__u32 handler)
{
	return handler >= EVENT_EXECVE && handler <= EVENT_VFORK;
}

/*
 * Sees the exit of every system call of the machine. Most are left after two loads from a table; only a number that is
 * wanted in one of the ABIs costs the question in which of them it was called.
 */
SEC("tp_btf/sys_exit")
int BPF_PROG(sys_exit, struct pt_regs *regs, long result)
{
	__u32 number = syscall_number(regs->orig_ax);
	struct task_struct *current;
	__u32 abi, handler, policy;

	if (number >= SYSCALLS_MAX)
		return 0;
	if (!wanted_syscalls[ABI_NATIVE][number] && !wanted_syscalls[ABI_COMPAT][number])
		return 0;
	current = current_task();
	abi = current_in_compat_call(current) ? ABI_COMPAT : ABI_NATIVE;
	handler = wanted_syscalls[abi][number];
	if (!handler)
		return 0;
	/* A connect that goes on behind the call has not failed. */
	if (drop_failed && result < 0 && result != -EINPROGRESS) {
		forget_names(current, handler);
		forget_addresses();
		return 0;
	}
	if (result >= 0 && is_told_elsewhere(handler)) {
		forget_taken(current, handler);
		return 0;
	}
	policy = find_call_policy(current);
	if (leaves_out_unseen(policy, handler, result)) {
		count_left_out(handler);
		forget_taken(current, handler);
		return 0;
	}
	if (result >= 0 && is_asked_at_once(handler, abi) && call_is_known(current, regs, handler, result, policy)) {
		count_left_out(handler);
		forget_names(current, handler);
		return 0;
	}
	hand_over(ctx, handler);
	return 0;
}
