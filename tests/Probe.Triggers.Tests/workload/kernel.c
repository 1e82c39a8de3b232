/* Deeds that extend the kernel, or try to. */
#define _GNU_SOURCE
#include "act.h"
#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* module: offers the kernel what is no module; it refuses that after it has looked at the privilege. */
int act_module(char **words)
{
	static const char image[64] = "none";

	(void)words;
	return syscall(SYS_init_module, image, sizeof(image), "") < 0 ? 0 : -1;
}

/* bpf COMMAND: load loads the smallest program there is; map makes a map. */
int act_bpf(char **words)
{
	static const struct bpf_insn program[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	if (strcmp(words[0], "map") == 0) {
		attr.map_type = BPF_MAP_TYPE_ARRAY;
		attr.key_size = attr.value_size = 4;
		attr.max_entries = 1;
		return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
	}
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insns = (unsigned long)program;
	attr.insn_cnt = 2;
	attr.license = (unsigned long)"GPL";
	return syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}
