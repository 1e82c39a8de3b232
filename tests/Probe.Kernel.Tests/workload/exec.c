/* Process images, by every call and ABI, out of files, scripts and memory; and those that fail. */
#include "workload.h"
#include <pthread.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { I386_EXECVE = 11, I386_EXECVEAT = 358 };

/* argv as 32-bit code lays it out. */
static unsigned low_vector(char **argv)
{
	unsigned words[512] = {};
	int count = 0;

	for (; argv[count]; count++)
		words[count] = low_address(low_text(argv[count]));
	return low_address(low(words, (count + 1) * sizeof(*words)));
}

static long exec_by(const char *call, enum abi abi, int dirfd, const char *file, char **argv, int flags)
{
	int is_at = strcmp(call, "execveat") == 0;

	if (abi == ABI_COMPAT && is_at)
		return int80(I386_EXECVEAT, dirfd, low_address(low_text(file)), low_vector(argv), low_vector(environ),
			     flags, 0);
	if (abi == ABI_COMPAT)
		return int80(I386_EXECVE, low_address(low_text(file)), low_vector(argv), low_vector(environ), 0, 0, 0);
	if (abi == ABI_LIBC)
		return WITH_ERRNO(is_at ? execveat(dirfd, file, argv, environ, flags) : execve(file, argv, environ));
	if (is_at)
		return raw(SYS_execveat, dirfd, (long)file, (long)argv, (long)environ, flags, 0);
	return raw(SYS_execve, (long)file, (long)argv, (long)environ, 0, 0, 0);
}

/* Prints when it began; the end only when it failed. */
static int exec_step(const char *call, enum abi abi, int dirfd, const char *file, char **argv, int flags)
{
	struct step step;

	printf("fact before start_ns=%llu tid=%d", boot_ns(), (int)gettid());
	end_line();
	STEP(step, "exec", exec_by(call, abi, dirfd, file, argv, flags));
	print_step(&step);
	end_line();
	return 0;
}

/* CALL ABI FILE ARGUMENT...: as told. */
static int exec_any(int argc, char **argv)
{
	return exec_step(argv[0], abi_named(argv[1]), AT_FDCWD, argv[2], argv + 3, 0) + (argc < 4);
}

/* DIRECTORY FILE ARGUMENT...: execveat relative to a directory. */
static int exec_at(int argc, char **argv)
{
	int dirfd = must(open(argv[0], O_PATH | O_DIRECTORY), "open the directory");

	return exec_step("execveat", ABI_RAW, dirfd, argv[1], argv + 2, 0) + (argc < 3);
}

/* FILE COUNT BYTES: with so many further arguments of so many bytes each. */
static int exec_long(int argc, char **argv)
{
	int count = atoi(argv[1]), bytes = atoi(argv[2]);
	char **arguments = calloc(count + 3, sizeof(*arguments));

	arguments[0] = argv[0];
	arguments[1] = "self";
	for (int i = 0; i < count; i++) {
		arguments[i + 2] = calloc(1, bytes + 32);
		sprintf(arguments[i + 2], "%d", i);
		memset(arguments[i + 2] + strlen(arguments[i + 2]), 'x', bytes - strlen(arguments[i + 2]));
	}
	return exec_step("execve", ABI_RAW, AT_FDCWD, argv[0], arguments, 0) + (argc != 3);
}

/* A copy of a file in a descriptor that was opened for writing. */
static void copy(const char *from, int to)
{
	struct stat file;
	int fd = must(open(from, O_RDONLY), "open the executable");

	must(fstat(fd, &file), "fstat");
	must(sendfile(to, fd, NULL, file.st_size) - file.st_size, "copy the executable");
	close(fd);
}

/* FILE: a copy of it in memory. */
static int exec_memfd(int argc, char **argv)
{
	char *arguments[] = { "in-memory", "self", NULL };
	int fd = must(memfd_create("kosmos", 0), "memfd_create");
	struct stat file;

	copy(argv[0], fd);
	must(fstat(fd, &file), "fstat");
	printf("fact memfd fd=%d ino=%lu", fd, file.st_ino);
	end_line();
	return exec_step("execveat", ABI_LIBC, fd, "", arguments, AT_EMPTY_PATH) + (argc != 1);
}

/* FILE COPY: a copy of it that is removed before it runs. */
static int exec_deleted(int argc, char **argv)
{
	char *arguments[] = { "removed", "self", NULL };
	char name[64];
	int fd = must(open(argv[1], O_WRONLY | O_CREAT, 0755), "create");

	copy(argv[0], fd);
	close(fd);
	fd = must(open(argv[1], O_PATH), "open the copy");
	must(unlink(argv[1]), "unlink");
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return exec_step("execve", ABI_LIBC, AT_FDCWD, name, arguments, 0) + (argc != 2);
}

static void *exec_now(void *file)
{
	char *arguments[] = { "from-thread", "self", NULL };

	exec_step("execve", ABI_LIBC, AT_FDCWD, file, arguments, 0);
	return NULL;
}

/* FILE: from a thread that is not the first. */
static int exec_thread(int argc, char **argv)
{
	pthread_t thread;

	pthread_create(&thread, NULL, exec_now, argv[0]);
	pthread_join(thread, NULL);
	return argc != 1;
}

static int wait_for(pid_t child)
{
	int status = 0;

	must(waitpid(child, &status, 0), "waitpid");
	return !WIFEXITED(status) || WEXITSTATUS(status);
}

/* FILE: in a new pid namespace, so as its init. */
static int exec_namespace(int argc, char **argv)
{
	char *arguments[] = { "init", "self", NULL };
	pid_t child;

	must(unshare(CLONE_NEWPID), "unshare pids");
	child = must(fork(), "fork");
	if (child == 0)
		_exit(exec_step("execve", ABI_LIBC, AT_FDCWD, argv[0], arguments, 0));
	return wait_for(child) + (argc != 1);
}

/* FILE: with a controlling terminal, as leader of a session. */
static int exec_terminal(int argc, char **argv)
{
	char *arguments[] = { "on-terminal", "self", NULL };
	int master = must(posix_openpt(O_RDWR | O_NOCTTY), "posix_openpt"), slave;
	pid_t child;

	must(grantpt(master) | unlockpt(master), "unlockpt");
	child = must(fork(), "fork");
	if (child == 0) {
		must(setsid(), "setsid");
		slave = must(open(ptsname(master), O_RDWR), "open the terminal");
		must(ioctl(slave, TIOCSCTTY, 0), "TIOCSCTTY");
		_exit(exec_step("execve", ABI_LIBC, AT_FDCWD, argv[0], arguments, 0));
	}
	return wait_for(child) + (argc != 1);
}

/* UID FILE: as an ordinary user. */
static int exec_as(int argc, char **argv)
{
	char *arguments[] = { "ordinary", "self", NULL };

	must(setresgid(atoi(argv[0]), atoi(argv[0]), atoi(argv[0])), "setresgid");
	must(setresuid(atoi(argv[0]), atoi(argv[0]), atoi(argv[0])), "setresuid");
	return exec_step("execve", ABI_LIBC, AT_FDCWD, argv[1], arguments, 0) + (argc != 2);
}

/* FILE CGROUP...: as a member of cgroups, told by their cgroup.procs. */
static int exec_cgroup(int argc, char **argv)
{
	char *arguments[] = { "in-cgroup", "self", NULL };

	for (int i = 1; i < argc; i++) {
		int fd = must(open(argv[i], O_WRONLY), "open cgroup.procs");

		must(write(fd, "0", 1), "enter the cgroup");
		close(fd);
	}
	return exec_step("execve", ABI_LIBC, AT_FDCWD, argv[0], arguments, 0) + (argc < 2);
}

/* FILE: with arguments that cannot be read. */
static int exec_fault(int argc, char **argv)
{
	struct step step;

	STEP(step, "exec", raw(SYS_execve, (long)argv[0], 8, 0, 0, 0, 0));
	print_step(&step);
	end_line();
	return argc != 1;
}

/* FILE: a child that does nothing and is gone again; how long it lived. */
static int exec_brief(int argc, char **argv)
{
	struct step step;
	pid_t child;

	step.start_ns = boot_ns();
	child = vfork();
	if (child == 0) {
		execl(argv[0], argv[0], "nothing", "brief", NULL);
		_exit(125);
	}
	must(waitpid(child, NULL, 0), "waitpid");
	step = (struct step){ "brief", step.start_ns, boot_ns(), child };
	print_step(&step);
	end_line();
	return argc != 1;
}

static int self(int argc, char **argv)
{
	(void)argc, (void)argv;
	print_self();
	return 0;
}

const struct action exec_actions[] = {
	{ "exec", exec_any },		    { "exec-at", exec_at },	      { "exec-long", exec_long },
	{ "exec-memfd", exec_memfd },	    { "exec-deleted", exec_deleted }, { "exec-thread", exec_thread },
	{ "exec-namespace", exec_namespace }, { "exec-terminal", exec_terminal }, { "exec-as", exec_as },
	{ "exec-cgroup", exec_cgroup },	    { "exec-fault", exec_fault },     { "exec-brief", exec_brief },
	{ "self", self },		    { NULL, NULL },
};
