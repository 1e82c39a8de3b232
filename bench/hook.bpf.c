/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* A program at the exit of all system calls that does nothing: what the hook costs whoever uses it. See live.sh. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tp_btf/sys_exit")
int hook(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
