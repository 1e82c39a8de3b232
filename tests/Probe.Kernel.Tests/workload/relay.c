/* Threads on several CPUs that take turns: what each does is caused by what another did before, on another CPU. */
#include "workload.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define TURNS_PER_CPU 8

/* A turn's number is told as the directory that its open starts from, which an absolute name never asks for. */
#define FIRST_TURN 1000000

static atomic_long turn;
static atomic_int over;
static unsigned long long end_ns;
static long turns, threads;
static cpu_set_t allowed;

/* To the next CPU that this process may use, of which there is at least one. */
static int move_on(int cpu)
{
	cpu_set_t one;

	do {
		cpu = (cpu + 1) % CPU_SETSIZE;
	} while (!CPU_ISSET(cpu, &allowed));
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	must(sched_setaffinity(0, sizeof(one), &one), "sched_setaffinity");
	return cpu;
}

static void *take_turns(void *number)
{
	long own = (long)number;
	int cpu = own;

	for (long i = 0, mine = own; mine < turns; i++, mine += threads) {
		if (i % TURNS_PER_CPU == 0)
			cpu = move_on(cpu);
		while (atomic_load(&turn) != mine && !atomic_load(&over))
			sched_yield();
		if (boot_ns() >= end_ns)
			atomic_store(&over, 1);
		if (atomic_load(&over))
			break;
		must(openat(FIRST_TURN + mine, "/nowhere/turn", O_RDONLY) < 0 ? 0 : -1, "open what is not there");
		atomic_store(&turn, mine + 1);
	}
	return NULL;
}

/* TURNS THREADS SECONDS: turn by turn, and no longer than that, another thread opens what is not there. */
static int relay(int argc, char **argv)
{
	turns = atol(argv[0]);
	threads = atol(argv[1]);
	end_ns = boot_ns() + atol(argv[2]) * 1000000000ull;
	must(sched_getaffinity(0, sizeof(allowed), &allowed), "sched_getaffinity");

	pthread_t ids[threads];

	for (long i = 0; i < threads; i++)
		must(-pthread_create(&ids[i], NULL, take_turns, (void *)i), "pthread_create");
	for (long i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
	printf("fact relay pid=%d turns=%ld", getpid(), atomic_load(&turn));
	end_line();
	return argc != 3;
}

const struct action relay_actions[] = {
	{ "relay", relay },
	{ NULL, NULL },
};
