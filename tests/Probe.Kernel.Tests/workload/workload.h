/*
 * A program that makes system calls by name and prints what it did, so that tests know what the probe must say without
 * asking the probe. A line is `step NAME key=value ...` for a call, or `fact key=value ...`; values hold no blanks.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How a call is made. */
enum abi { ABI_RAW, ABI_LIBC, ABI_COMPAT };

/* One call: when it began and ended (CLOCK_BOOTTIME), and what it returned (-errno on failure). */
struct step {
	const char *name;
	unsigned long long start_ns;
	unsigned long long end_ns;
	long result;
};

struct action {
	const char *name;
	int (*run)(int argc, char **argv);
};

extern const struct action open_actions[], connect_actions[], send_actions[], exec_actions[], task_actions[],
	cgroup_actions[], flood_actions[], storm_actions[], calls_actions[], race_actions[], evade_actions[],
	query_actions[], corner_actions[], limit_actions[], answer_actions[], role_actions[], x32_actions[],
	uring_actions[], uring_corner_actions[], twice_actions[], beside_actions[], fault_actions[], view_actions[],
	attribute_actions[], given_actions[], relay_actions[];

unsigned long long boot_ns(void);
enum abi abi_named(const char *name);

/* Prints a step and who made it; more keys may follow by printf until end_line. */
void print_step(const struct step *step);
void end_line(void);

/* Everything /proc says of this process that a record may tell. */
void print_self(void);

/* Leaves with a message when a preparation fails, so that no test passes for want of it. */
long must(long result, const char *what);

/* A copy below 4 GiB, for 32-bit calls. */
void *low(const void *bytes, size_t length);
char *low_text(const char *text);
unsigned low_address(const void *address);

/* The 32-bit system call, from 64-bit code; -errno on failure. */
long int80(long number, long a, long b, long c, long d, long e, long f);

/* syscall(2), but -errno on failure. */
long raw(long number, long a, long b, long c, long d, long e, long f);

/* Runs the call as the step's result between two readings of the clock. */
#define STEP(step, label, call)                                                              \
	do {                                                                                 \
		(step).name = (label);                                                       \
		(step).start_ns = boot_ns();                                                 \
		(step).result = (call);                                                      \
		(step).end_ns = boot_ns();                                                   \
	} while (0)

/* For functions of libc: -1 and errno become -errno. */
#define WITH_ERRNO(call)                                                                     \
	({                                                                                   \
		long with_errno = (call);                                                    \
		with_errno == -1 ? -(long)errno : with_errno;                                \
	})

#endif
