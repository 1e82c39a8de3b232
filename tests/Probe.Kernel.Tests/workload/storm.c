/* So many calls of a kind, as fast as they go, and what is true of them. */
#include "workload.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>

static long counted;

static void *open_so_many(void *nothing)
{
	(void)nothing;
	for (long i = 0; i < counted; i++)
		close(must(open("/etc/passwd", O_RDONLY | O_CLOEXEC), "open"));
	return NULL;
}

/* EACH THREADS: opens from so many threads. */
static int storm_opens(int argc, char **argv)
{
	int threads = atoi(argv[1]);
	pthread_t ids[threads];

	counted = atol(argv[0]);
	for (int i = 0; i < threads; i++)
		must(-pthread_create(&ids[i], NULL, open_so_many, NULL), "pthread_create");
	for (int i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
	printf("fact storm pid=%d opened=%ld", getpid(), counted * threads);
	end_line();
	return argc != 2;
}

static void exec_so_many(const char *file, long first, long count)
{
	char number[32];

	for (volatile long i = first; i < first + count; i++) {
		pid_t child;

		snprintf(number, sizeof(number), "%ld", i);
		child = must(vfork(), "vfork");
		if (child == 0) {
			execl(file, file, "nothing", number, NULL);
			_exit(125);
		}
		must(waitpid(child, NULL, 0), "waitpid");
	}
}

/* EACH PROCESSES FILE: so many processes execute FILE, the first with the numbers from 0, the next with those after. */
static int storm_execs(int argc, char **argv)
{
	long each = atol(argv[0]);
	int processes = atoi(argv[1]), status, failed = 0;

	for (int i = 0; i < processes; i++) {
		pid_t worker = must(fork(), "fork");

		if (worker == 0) {
			exec_so_many(argv[2], i * each, each);
			_exit(0);
		}
		printf("fact worker pid=%d first=%ld", worker, i * each);
		end_line();
	}
	for (int i = 0; i < processes; i++) {
		must(wait(&status), "wait");
		failed |= status;
	}
	return argc != 3 || failed;
}

static void *end_at_once(void *nothing)
{
	return nothing;
}

/* COUNT AT_ONCE: threads that end at once, in rounds. */
static int storm_threads(int argc, char **argv)
{
	long count = atol(argv[0]), at_once = atol(argv[1]);
	pthread_t ids[at_once];

	for (long made = 0; made < count; made += at_once) {
		for (long i = 0; i < at_once; i++)
			must(-pthread_create(&ids[i], NULL, end_at_once, NULL), "pthread_create");
		for (long i = 0; i < at_once; i++)
			pthread_join(ids[i], NULL);
	}
	printf("fact storm pid=%d threads=%ld", getpid(), count);
	end_line();
	return argc != 2;
}

struct family {
	unsigned born;
	struct {
		pid_t pid, parent;
	} members[];
};

/* Two children, who do the same; each waited for, so that none is adopted. */
static void fork_both(struct family *family, int depth)
{
	if (depth == 0)
		return;
	for (int i = 0; i < 2; i++) {
		if (must(fork(), "fork") == 0) {
			unsigned at = __atomic_fetch_add(&family->born, 1, __ATOMIC_RELAXED);

			family->members[at].pid = getpid();
			family->members[at].parent = getppid();
			fork_both(family, depth - 1);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
}

/* DEPTH TIMES: a bomb of bounded force, so many times. */
static int storm_forks(int argc, char **argv)
{
	int depth = atoi(argv[0]), times = atoi(argv[1]);
	size_t members = times * (2ul << depth), bytes = sizeof(struct family) + members * 2 * sizeof(pid_t);
	struct family *family = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	must(family == MAP_FAILED ? -1 : 0, "mmap");
	for (int i = 0; i < times; i++)
		fork_both(family, depth);
	for (unsigned i = 0; i < family->born; i++) {
		printf("fact child pid=%d parent=%d", family->members[i].pid, family->members[i].parent);
		end_line();
	}
	return argc != 2;
}

const struct action storm_actions[] = {
	{ "storm-opens", storm_opens },
	{ "storm-execs", storm_execs },
	{ "storm-threads", storm_threads },
	{ "storm-forks", storm_forks },
	{ NULL, NULL },
};
