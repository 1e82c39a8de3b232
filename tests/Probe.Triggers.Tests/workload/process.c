/* Deeds of a process with itself and with others. */
#define _GNU_SOURCE
#include "act.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* memfd PROGRAM WORDS...: becomes a copy of a program that is in memory only. */
int act_memfd(char **words)
{
	int source = open(words[0], O_RDONLY), copy = memfd_create("payload", MFD_CLOEXEC);

	while (sendfile(copy, source, NULL, 1 << 20) > 0)
		;
	return fexecve(copy, words, environ);
}

/* trace: attaches to a child of its own, and lets go. */
int act_trace(char **words)
{
	pid_t pid = fork();
	int result;

	(void)words;
	if (pid == 0) {
		pause();
		_exit(0);
	}
	result = ptrace(PTRACE_ATTACH, pid, 0, 0);
	if (result == 0)
		waitpid(pid, NULL, 0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return result;
}

/* traceme: asks to be traced by its parent. */
int act_traceme(char **words)
{
	(void)words;
	return ptrace(PTRACE_TRACEME, 0, 0, 0);
}

/* setuid UID DEED WORDS...: becomes a user, and does what it does as that. */
int act_setuid(char **words)
{
	return setuid(atoi(words[0])) < 0 ? -1 : act(words + 1);
}

/* setns PATH: goes into the namespace of a file. */
int act_setns(char **words)
{
	int fd = open(words[0], O_RDONLY);

	return fd < 0 ? -1 : setns(fd, 0);
}

/* unshare FLAGS, as a hexadecimal number. */
int act_unshare(char **words)
{
	return unshare(strtol(words[0], NULL, 16));
}

/* userfault: asks to handle its own page faults, of user mode only; a runtime's filter may refuse it. */
int act_userfault(char **words)
{
	(void)words;
	return syscall(SYS_userfaultfd, O_CLOEXEC | 1) < 0 && errno != EPERM ? -1 : 0;
}
