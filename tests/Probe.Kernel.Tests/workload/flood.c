/* More events than a ring holds. */
#include "workload.h"
#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>

static unsigned long long end_ns;

static void *open_until_end(void *counter)
{
	unsigned long *opened = counter;

	while (boot_ns() < end_ns)
		for (int i = 0; i < 64; i++, ++*opened)
			close(open("/etc/passwd", O_RDONLY));
	return NULL;
}

/* SECONDS THREADS: opens from so many threads as fast as they can. Prints how many. */
static int flood_opens(int argc, char **argv)
{
	int threads = atoi(argv[1]);
	pthread_t *ids = calloc(threads, sizeof(*ids));
	unsigned long *opened = calloc(threads, sizeof(*opened) * 8), sum = 0;

	end_ns = boot_ns() + atoi(argv[0]) * 1000000000ull;
	for (int i = 0; i < threads; i++)
		pthread_create(&ids[i], NULL, open_until_end, &opened[i * 8]);
	for (int i = 0; i < threads; i++) {
		pthread_join(ids[i], NULL);
		sum += opened[i * 8];
	}
	printf("fact flood opened=%lu", sum);
	end_line();
	return argc != 2;
}

/* However slow the machine is. */
#define EXECS_MIN 200

/* SECONDS PAUSE_US FILE: executes FILE again and again. Prints how many. */
static int flood_execs(int argc, char **argv)
{
	volatile unsigned long executed = 0; /* vfork's child shares the stack */

	end_ns = boot_ns() + atoi(argv[0]) * 1000000000ull;
	for (; boot_ns() < end_ns || executed < EXECS_MIN; executed++) {
		char number[32];
		pid_t child;

		snprintf(number, sizeof(number), "%lu", executed);
		child = must(vfork(), "vfork");
		if (child == 0) {
			execl(argv[2], argv[2], "nothing", number, NULL);
			_exit(125);
		}
		must(waitpid(child, NULL, 0), "waitpid");
		usleep(atoi(argv[1]));
	}
	printf("fact flood executed=%lu", executed);
	end_line();
	return argc != 3;
}

const struct action flood_actions[] = {
	{ "flood-opens", flood_opens },
	{ "flood-execs", flood_execs },
	{ NULL, NULL },
};
