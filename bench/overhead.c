/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one system call costs: overhead getppid|open COUNT prints nanoseconds per call. getppid does next to nothing, so
 * it shows what a hook on every system call costs; open+close shows what an event costs its process. raw syscall(2), so
 * that the C library adds the same to both.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static double now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

int main(int argc, char **argv)
{
	long count = argc == 3 ? atol(argv[2]) : 0;
	int opens = argc == 3 && strcmp(argv[1], "open") == 0;
	double start;

	if (count <= 0 || (!opens && strcmp(argv[1], "getppid") != 0)) {
		fprintf(stderr, "usage: overhead getppid|open COUNT\n");
		return 2;
	}

	start = now_ns();
	for (long i = 0; i < count; i++) {
		if (opens) {
			long fd = syscall(SYS_openat, AT_FDCWD, "/etc/hostname", O_RDONLY);

			if (fd < 0) {
				perror("open /etc/hostname");
				return 1;
			}
			syscall(SYS_close, fd);
		} else {
			syscall(SYS_getppid);
		}
	}
	printf("%.1f\n", (now_ns() - start) / count);
	return 0;
}
