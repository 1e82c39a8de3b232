/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A steady stream of events: steady RATE SECONDS opens and closes a file RATE times a second, in steps of a
 * millisecond, and prints how many opens it made. What a step is late with is made up for in the next ones.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define STEPS_PER_SECOND 1000
#define STEP_NS (1000000000L / STEPS_PER_SECOND)

static void sleep_until(struct timespec *time)
{
	time->tv_nsec += STEP_NS;
	if (time->tv_nsec >= 1000000000L) {
		time->tv_nsec -= 1000000000L;
		time->tv_sec++;
	}
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, time, NULL);
}

int main(int argc, char **argv)
{
	long rate = argc == 3 ? atol(argv[1]) : 0;
	long seconds = argc == 3 ? atol(argv[2]) : 0;
	struct timespec time;
	long made = 0;

	if (rate <= 0 || seconds <= 0) {
		fprintf(stderr, "usage: %s RATE SECONDS\n", argv[0]);
		return 2;
	}
	clock_gettime(CLOCK_MONOTONIC, &time);
	for (long step = 1; step <= seconds * STEPS_PER_SECOND; step++) {
		for (; made < rate * step / STEPS_PER_SECOND; made++) {
			int fd = openat(AT_FDCWD, "/etc/hostname", O_RDONLY | O_CLOEXEC);

			if (fd < 0) {
				perror("open /etc/hostname");
				return 1;
			}
			close(fd);
		}
		sleep_until(&time);
	}
	printf("%ld\n", made);
	return 0;
}
