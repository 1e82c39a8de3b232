/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work for live.sh to time, raw syscall(2) throughout so that the C library adds the same to all:
 *
 *   live getppid|open|connect|send|exec COUNT   nanoseconds per turn
 *   live processes COUNT                        forks COUNT children that end at once; nanoseconds per child
 *   live flood PROCESSES SECONDS                opens per second of PROCESSES that do nothing else, together
 *   live latency open|exec COUNT WORD < ALERTS  microseconds from each of COUNT triggers to the line with WORD
 *
 * getppid does next to nothing, so it shows what a hook on every system call costs; the others show what an event costs
 * the process that causes it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OPENED "/etc/hostname"
#define EXECUTED "/bin/true"
#define SENSITIVE "/etc/shadow"
#define CLOCK_EVERY 256
#define PAUSE_US 20000
#define LINE_SIZE 65536

extern char **environ;

static double now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void turn_getppid(void)
{
	syscall(SYS_getppid);
}

static void open_and_close(const char *path)
{
	long fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);

	if (fd < 0)
		fail(path);
	syscall(SYS_close, fd);
}

static void turn_open(void)
{
	open_and_close(OPENED);
}

static struct sockaddr_in discard(void)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

/* A datagram socket asks nobody and may be connected again and again, so the call alone is timed. */
static void turn_connect(void)
{
	static int fd = -1;
	struct sockaddr_in address = discard();

	if (fd < 0)
		fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (syscall(SYS_connect, fd, &address, sizeof(address)) < 0)
		fail("connect");
}

/* Nobody reads what the receiver gets, so it soon drops; the sender does not notice. */
static void turn_send(void)
{
	static int sender = -1;
	static struct sockaddr_in address;

	if (sender < 0) {
		int receiver = socket(AF_INET, SOCK_DGRAM, 0);
		socklen_t size = sizeof(address);

		address = discard();
		address.sin_port = 0;
		if (bind(receiver, (void *)&address, size) < 0 || getsockname(receiver, (void *)&address, &size) < 0)
			fail("receiver");
		sender = socket(AF_INET, SOCK_DGRAM, 0);
	}
	if (syscall(SYS_sendto, sender, "sixteen bytes...", 16, 0, &address, sizeof(address)) < 0)
		fail("sendto");
}

static void execute(const char *argument)
{
	const char *arguments[] = { EXECUTED, argument, NULL };
	pid_t child = vfork();

	if (child == 0) {
		execve(EXECUTED, (char **)arguments, environ);
		_exit(127);
	}
	if (child < 0 || waitpid(child, NULL, 0) != child)
		fail("vfork");
}

static void turn_exec(void)
{
	execute(NULL);
}

static void turn_process(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	if (child < 0 || waitpid(child, NULL, 0) != child)
		fail("fork");
}

static const struct {
	const char *name;
	void (*turn)(void);
} TURNS[] = {
	{ "getppid", turn_getppid }, { "open", turn_open }, { "connect", turn_connect },
	{ "send", turn_send },	     { "exec", turn_exec }, { "processes", turn_process },
};

static int measure(const char *name, long count)
{
	for (size_t i = 0; i < sizeof(TURNS) / sizeof(TURNS[0]); i++) {
		double start = now_ns();

		if (strcmp(TURNS[i].name, name) != 0)
			continue;
		for (long turn = 0; turn < count; turn++)
			TURNS[i].turn();
		printf("%.1f\n", (now_ns() - start) / count);
		return 0;
	}
	return 2;
}

static long opens_until(double end)
{
	long opens = 0;

	do {
		for (int i = 0; i < CLOCK_EVERY; i++)
			turn_open();
		opens += CLOCK_EVERY;
	} while (now_ns() < end);
	return opens;
}

static int flood(long processes, double seconds)
{
	double start = now_ns();
	long opens = 0;
	long part;
	int ends[2];

	if (pipe(ends) < 0)
		fail("pipe");
	for (long i = 0; i < processes; i++) {
		if (fork() == 0) {
			part = opens_until(start + seconds * 1e9);
			_exit(write(ends[1], &part, sizeof(part)) != sizeof(part));
		}
	}
	close(ends[1]);
	while (read(ends[0], &part, sizeof(part)) == sizeof(part))
		opens += part;
	printf("%.0f\n", opens / ((now_ns() - start) / 1e9));
	return 0;
}

/* Alerts of others pass by; each trigger is answered by one line with the word, which is waited for. */
static int latency(int by_exec, long count, const char *word)
{
	static char line[LINE_SIZE];

	for (long i = 0; i < count; i++) {
		double start;

		usleep(PAUSE_US);
		start = now_ns();
		if (by_exec)
			execute(word);
		else
			open_and_close(SENSITIVE);
		do {
			if (!fgets(line, sizeof(line), stdin)) {
				fprintf(stderr, "latency: the alerts end before the one of trigger %ld\n", i + 1);
				return 1;
			}
		} while (!strstr(line, word));
		printf("%.0f\n", (now_ns() - start) / 1e3);
	}
	return 0;
}

int main(int argc, char **argv)
{
	long count = argc >= 3 ? atol(argv[2]) : 0;
	int status = 2;

	if (argc == 3 && count > 0)
		status = measure(argv[1], count);
	else if (argc == 4 && strcmp(argv[1], "flood") == 0 && count > 0)
		status = flood(count, atof(argv[3]));
	else if (argc == 5 && strcmp(argv[1], "latency") == 0)
		status = latency(strcmp(argv[2], "exec") == 0, atol(argv[3]), argv[4]);
	if (status == 2)
		fprintf(stderr, "usage: live getppid|open|connect|send|exec|processes COUNT\n"
				"       live flood PROCESSES SECONDS\n"
				"       live latency open|exec COUNT WORD < ALERTS\n");
	return status;
}
