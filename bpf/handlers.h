/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The programs that sys_exit calls by tail call, by index. An event's handler has the number of the event, so that the
 * table wanted_syscalls is all that user space has to know; what is not one event has an index above the event numbers.
 */
#ifndef KOSMOS_HANDLERS_H
#define KOSMOS_HANDLERS_H

enum handler {
	HANDLER_SOCKETCALL = EVENT_TYPES_MAX, /* i386's calls of sockets in one */
	HANDLER_IPC,                          /* likewise of semaphores */
	HANDLER_CALL,                         /* call_exit, for those who call it on */
	HANDLERS_MAX,
};

int exec_exit(unsigned long long *ctx);
int clone_exit(unsigned long long *ctx);
int open_exit(unsigned long long *ctx);
int network_exit(unsigned long long *ctx);
int call_exit(unsigned long long *ctx);
int socketcall_exit(unsigned long long *ctx);
int ipc_exit(unsigned long long *ctx);
int uring_enter_exit(unsigned long long *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, HANDLERS_MAX);
	__uint(key_size, sizeof(__u32));
	__array(values, int(unsigned long long *));
} handlers SEC(".maps") = {
	.values = {
		[EVENT_EXECVE ... EVENT_EXECVEAT] = &exec_exit,
		[EVENT_CLONE ... EVENT_VFORK] = &clone_exit,
		[EVENT_OPEN ... EVENT_CREAT] = &open_exit,
		[EVENT_CONNECT ... EVENT_SENDMMSG] = &network_exit,
		[EVENT_RECVFROM ... EVENT_RECVMMSG] = &network_exit,
		[EVENT_CHMOD ... EVENT_IO_URING_SETUP] = &call_exit,
		[EVENT_IO_URING_ENTER] = &uring_enter_exit,
		[EVENT_IO_URING_ENTER + 1 ... EVENT_SENDFILE] = &call_exit,
		[EVENT_OPEN_BY_HANDLE_AT] = &open_exit,
		[EVENT_PIDFD_OPEN ... EVENT_KEYCTL] = &call_exit,
		[EVENT_CLOSE_RANGE ... EVENT_SEND] = &call_exit,
		[EVENT_PIDFD_SEND_SIGNAL ... EVENT_REMOVEXATTRAT] = &call_exit,
		[HANDLER_SOCKETCALL] = &socketcall_exit,
		[HANDLER_IPC] = &ipc_exit,
		[HANDLER_CALL] = &call_exit,
	},
};

#endif
