/* New tasks, by every call and ABI, and their ends. */
#include "workload.h"
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { I386_FORK = 2, I386_CLONE = 120, I386_VFORK = 190, I386_CLONE3 = 435 };

int unshare(int flags);

/* What a child leaves with, so that no end is told by chance. */
#define CHILD_STATUS 7

/*
 * In line, because a vfork's child must not return from the function that made it: it would overwrite the return
 * address that its parent still needs. The kernel keeps all registers but these.
 */
#define IN_LINE(instruction, number)                                                                       \
	({                                                                                                 \
		long in_line;                                                                              \
		asm volatile(instruction : "=a"(in_line) : "a"(number) : "rcx", "r8", "r9", "r10", "r11", "memory"); \
		in_line;                                                                                   \
	})

static long clone_by(const char *call, const char *how, unsigned long flags)
{
	struct clone_args arguments = { .flags = flags, .exit_signal = SIGCHLD };
	int is_compat = strcmp(how, "compat") == 0;
	long child;

	if (strcmp(call, "vfork") == 0) {
		child = is_compat ? IN_LINE("int $0x80", I386_VFORK) : IN_LINE("syscall", SYS_vfork);
		if (child == 0)
			_exit(CHILD_STATUS);
		return child;
	}
	if (strcmp(how, "libc") == 0)
		child = WITH_ERRNO(fork());
	else if (strcmp(call, "fork") == 0)
		child = is_compat ? int80(I386_FORK, 0, 0, 0, 0, 0, 0) : raw(SYS_fork, 0, 0, 0, 0, 0, 0);
	else if (strcmp(call, "clone3") == 0)
		child = is_compat ? int80(I386_CLONE3, low_address(low(&arguments, sizeof(arguments))),
					  sizeof(arguments), 0, 0, 0, 0) :
				    raw(SYS_clone3, (long)&arguments, sizeof(arguments), 0, 0, 0, 0);
	else
		child = is_compat ? int80(I386_CLONE, flags | SIGCHLD, 0, 0, 0, 0, 0) :
				    raw(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0, 0);
	if (child == 0)
		_exit(CHILD_STATUS);
	return child;
}

/* What /proc says of a child that has ended and was not waited for. */
static void print_child(pid_t child)
{
	char path[64], text[1024], *field;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", child);
	file = fopen(path, "r");
	must(file && fgets(text, sizeof(text), file) ? 0 : -1, path);
	fclose(file);
	field = strrchr(text, ')') + 2;
	for (int i = 3; i <= 22; i++, field = strchr(field, ' ') + 1) {
		if (i == 4)
			printf(" child_parent=%d", atoi(field));
		if (i == 5)
			printf(" child_pgid=%d", atoi(field));
		if (i == 6)
			printf(" child_sid=%d", atoi(field));
		if (i == 22)
			printf(" child_start_ticks=%.*s", (int)strcspn(field, " "), field);
	}
}

/* CALL HOW FLAGS: a child that leaves at once. */
static int clone_any(int argc, char **argv)
{
	struct step step;
	siginfo_t ended;

	STEP(step, "clone", clone_by(argv[0], argv[1], strtoul(argv[2], NULL, 0)));
	print_step(&step);
	if (step.result > 0 && waitid(P_PID, step.result, &ended, WEXITED | WNOWAIT) == 0)
		print_child(step.result);
	end_line();
	while (wait(NULL) > 0)
		;
	print_self();
	return argc != 3;
}

/* In a new pid namespace: the first of it, and the second, with ids of their own. */
static int clone_namespace(int argc, char **argv)
{
	struct step step;
	siginfo_t ended;
	pid_t child;

	(void)argc, (void)argv;
	must(unshare(CLONE_NEWPID), "unshare pids");
	STEP(step, "init", fork());
	if (step.result == 0) {
		STEP(step, "second", fork());
		if (step.result == 0)
			_exit(CHILD_STATUS);
		print_step(&step);
		end_line();
		wait(NULL);
		_exit(CHILD_STATUS);
	}
	child = step.result;
	must(waitid(P_PID, child, &ended, WEXITED | WNOWAIT), "waitid");
	print_step(&step);
	print_child(child);
	end_line();
	wait(NULL);
	return 0;
}

static void *leave_thread(void *tid)
{
	*(pid_t *)tid = gettid();
	prctl(PR_SET_NAME, "kosmos-thread");
	return NULL;
}

/* A thread that ends while its group lives on. */
static int clone_thread(int argc, char **argv)
{
	char path[64];
	struct step step;
	pthread_t thread;
	pid_t tid = 0;

	(void)argc, (void)argv;
	STEP(step, "clone", pthread_create(&thread, NULL, leave_thread, &tid));
	pthread_join(thread, NULL);
	step.result = tid;
	print_step(&step);
	end_line();

	/* Who joins a thread may go on before that has told its end. */
	snprintf(path, sizeof(path), "/proc/self/task/%d", (int)tid);
	while (access(path, F_OK) == 0)
		usleep(1000);
	return 0;
}

/* A child that makes a sibling: its parent is the grandparent. */
static int clone_sibling(int argc, char **argv)
{
	struct step step;
	pid_t child = must(fork(), "fork");

	(void)argc, (void)argv;
	if (child == 0) {
		prctl(PR_SET_NAME, "a name of 15 by");
		STEP(step, "clone", clone_by("clone", "raw", CLONE_PARENT));
		print_step(&step);
		printf(" parent=%d", (int)getppid());
		end_line();
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	return 0;
}

/* exit STATUS | signal NUMBER: a child that ends so. */
static int end_any(int argc, char **argv)
{
	struct rlimit no_core = {};
	struct step step;
	int status = 0;

	setrlimit(RLIMIT_CORE, &no_core);
	STEP(step, "child", fork());
	if (step.result == 0) {
		if (strcmp(argv[0], "exit") == 0)
			_exit(atoi(argv[1]));
		raise(atoi(argv[1]));
		_exit(125);
	}
	must(waitpid(step.result, &status, 0), "waitpid");
	print_step(&step);
	printf(" status=%d", status);
	end_line();
	return argc != 2;
}

/* A child that leaves a child of its own behind, for this process to inherit. */
static int end_orphan(int argc, char **argv)
{
	struct step step;
	int ends[2];

	(void)argc, (void)argv;
	must(prctl(PR_SET_CHILD_SUBREAPER, 1), "PR_SET_CHILD_SUBREAPER");
	must(pipe(ends), "pipe");
	STEP(step, "child", fork());
	if (step.result == 0) {
		if (fork() == 0) {
			char byte;

			close(ends[1]);
			_exit(read(ends[0], &byte, 1));
		}
		_exit(0);
	}
	must(waitpid(step.result, NULL, 0), "waitpid");
	print_step(&step);
	end_line();
	close(ends[1]);
	wait(NULL);
	return 0;
}

static atomic_bool is_made;

static void *fork_waiting(void *ends)
{
	char byte;

	if (fork() == 0) {
		close(((int *)ends)[1]);
		_exit(read(((int *)ends)[0], &byte, 1));
	}
	is_made = 1;
	pause();
	return NULL;
}

/* A child whose second thread makes a grandchild; the first then ends them both. */
static int end_orphan_of_thread(int argc, char **argv)
{
	struct step step;
	pthread_t thread;
	int ends[2];

	(void)argc, (void)argv;
	must(prctl(PR_SET_CHILD_SUBREAPER, 1), "PR_SET_CHILD_SUBREAPER");
	must(pipe(ends), "pipe");
	STEP(step, "child", fork());
	if (step.result == 0) {
		must(pthread_create(&thread, NULL, fork_waiting, ends), "pthread_create");
		while (!is_made)
			usleep(1000);
		_exit(0);
	}
	must(waitpid(step.result, NULL, 0), "waitpid");
	print_step(&step);
	end_line();
	close(ends[1]);
	wait(NULL);
	return 0;
}

/* One put into a pid namespace from outside leaves a child there: its new parent's number there is printed. */
static int end_orphan_inside(int argc, char **argv)
{
	struct step init, step;
	int told[2];
	pid_t heir = 0;

	(void)argc, (void)argv;
	must(prctl(PR_SET_CHILD_SUBREAPER, 1), "PR_SET_CHILD_SUBREAPER");
	must(pipe(told), "pipe");
	must(unshare(CLONE_NEWPID), "unshare pids");
	STEP(init, "init", fork());
	if (init.result == 0) {
		pause();
		_exit(1);
	}
	STEP(step, "child", fork());
	if (step.result == 0) {
		pid_t parent = getpid();

		if (fork() == 0) {
			while ((heir = getppid()) == parent)
				usleep(1000);
			_exit(write(told[1], &heir, sizeof(heir)) != sizeof(heir));
		}
		_exit(0);
	}
	must(waitpid(step.result, NULL, 0), "waitpid");
	must(read(told[0], &heir, sizeof(heir)), "read");
	print_step(&init);
	end_line();
	print_step(&step);
	printf(" heir_inside=%d", heir);
	end_line();
	kill(init.result, SIGKILL);
	wait(NULL);
	return 0;
}

const struct action task_actions[] = {
	{ "clone", clone_any },	      { "clone-namespace", clone_namespace }, { "clone-thread", clone_thread },
	{ "clone-sibling", clone_sibling }, { "end", end_any },			    { "end-orphan", end_orphan },
	{ "end-orphan-of-thread", end_orphan_of_thread }, { "end-orphan-inside", end_orphan_inside },
	{ NULL, NULL },
};
