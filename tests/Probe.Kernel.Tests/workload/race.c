/*
 * Calls whose names and addresses a second thread changes without a pause: what the kernel took is told by what came of
 * each call. The two values differ in one byte, so that either is taken whole; 0 or 1 says which.
 */
#include "sockets.h"
#include <netinet/in.h>
#include <pthread.h>
#include <linux/types.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define ROUNDS_MIN 2000
#define ROUNDS_MAX 100000
#define EACH_MIN 200
#define ROUNDS_BESIDE 20000

/* So many without a pause; then the reader of the records may catch up, and the second thread run on a busy CPU. */
#define ROUNDS_AT_ONCE 64
#define PAUSE_US 1000

static char truths[ROUNDS_MAX + 1];
static volatile int running = 1;

/* What the second thread changes: a byte that is one of two. */
static struct changing {
	volatile char *byte;
	char values[2];
} changing;

static void *change(void *nothing)
{
	while (running) {
		*changing.byte = changing.values[0];
		for (int i = rand() % 64; i; i--)
			asm volatile("pause");
		*changing.byte = changing.values[1];
		for (int i = rand() % 64; i; i--)
			asm volatile("pause");
	}
	return nothing;
}

/* Both threads need a CPU of their own. */
static void spread_out(void)
{
	cpu_set_t cpus;

	memset(&cpus, 0xff, sizeof(cpus));
	must(sched_setaffinity(0, sizeof(cpus), &cpus), "sched_setaffinity");
}

/* Calls until both values have been taken often enough; prints in order which one each time. */
static int race(int (*round)(void *), void *with)
{
	int counts[2] = {}, rounds = 0;
	pthread_t changer;

	spread_out();
	pthread_create(&changer, NULL, change, NULL);
	while (rounds < ROUNDS_MAX && (rounds < ROUNDS_MIN || counts[0] < EACH_MIN || counts[1] < EACH_MIN)) {
		int truth = round(with);

		counts[truth]++;
		truths[rounds++] = '0' + truth;
		if (rounds % ROUNDS_AT_ONCE == 0)
			usleep(PAUSE_US);
	}
	running = 0;
	pthread_join(changer, NULL);
	printf("fact race tid=%d truths=%s", (int)gettid(), truths);
	end_line();
	return 0;
}

/* --- Names. --- */

static char name[4200], names[2][4200];

static int exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static void create(const char *path)
{
	must(close(must(open(path, O_CREAT | O_WRONLY, 0600), path)), "close");
}

/* Which of the two is missing; it is made again. */
static int missing(void)
{
	int which = !exists(names[1]);

	create(names[which]);
	return which;
}

static int unlink_round(void *compat)
{
	must(compat ? int80(10, low_address(name), 0, 0, 0, 0, 0) : unlink(name), "unlink");
	return missing();
}

static int rename_round(void *other)
{
	must(rename(name, other), "rename");
	return missing();
}

static int link_round(void *other)
{
	struct stat file, linked;

	must(link(name, other), "link");
	must(stat(other, &linked), "stat");
	must(stat(names[1], &file), "stat");
	must(unlink(other), "unlink");
	return file.st_ino == linked.st_ino;
}

static int symlink_round(void *other)
{
	char target[4200] = "";

	must(symlink(name, other), "symlink");
	must(readlink(other, target, sizeof(target) - 1), "readlink");
	must(unlink(other), "unlink");
	return strcmp(target, names[1]) == 0;
}

static int chmod_round(void *nothing)
{
	struct stat file;

	(void)nothing;
	must(chmod(name, 0640), "chmod");
	must(stat(names[1], &file), "stat");
	must(fchmodat(AT_FDCWD, names[0], 0600, 0) | fchmodat(AT_FDCWD, names[1], 0600, 0), "fchmodat");
	return (file.st_mode & 0777) == 0640;
}

static int mkdir_round(void *nothing)
{
	int which;

	(void)nothing;
	must(mkdir(name, 0700), "mkdir");
	which = exists(names[1]);
	must(rmdir(names[which]), "rmdir");
	return which;
}

/* Of the first there is none: the call's failure tells that it was meant. */
static int open_round(void *nothing)
{
	int fd = open(name, O_RDONLY);

	(void)nothing;
	return fd >= 0 && must(close(fd), "close") == 0;
}

/* The second is there, but no program. */
static int exec_round(void *nothing)
{
	char *arguments[] = { "never", NULL };

	(void)nothing;
	execve(name, arguments, arguments);
	return errno == EACCES;
}

/* FOLDER CALL LENGTH: on FOLDER/....../0 and .../1, which are so long with slashes in between. */
static int race_names(int argc, char **argv)
{
	static const struct {
		const char *call;
		int (*round)(void *);
		int made; /* bit i: name i is there at the start */
	} calls[] = { { "unlink", unlink_round, 3 },   { "rename", rename_round, 3 }, { "link", link_round, 3 },
		      { "symlink", symlink_round, 3 }, { "chmod", chmod_round, 3 },   { "mkdir", mkdir_round, 0 },
		      { "open", open_round, 2 },       { "execve", exec_round, 2 },   { "unlink-compat", unlink_round, 3 } };
	size_t length = strtoul(argv[2], NULL, 0);
	char *at = name, other[4200];

	at += sprintf(at, "%s/", argv[0]);
	while (at < name + length - 1)
		*at++ = '/';
	strcpy(at, "0");
	strcpy(names[0], name);
	strcpy(names[1], name);
	names[1][length - 1] = '1';
	snprintf(other, sizeof(other), "%s/other", argv[0]);
	changing = (struct changing){ &name[length - 1], { '0', '1' } };
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (strcmp(calls[i].call, argv[1]) == 0) {
			for (int j = 0; j < 2; j++)
				if (calls[i].made & 1 << j)
					create(names[j]);
			return race(calls[i].round, other);
		}
	return argc;
}

/* struct clone_args */
struct clone_with_tid {
	__u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size;
};

/* A child whose number differs in the upper bits alone, so that it shares a place of short names. */
static pid_t fork_beside(int places)
{
	pid_t tid = gettid(), wanted;
	struct clone_with_tid clone = { .exit_signal = SIGCHLD, .set_tid = (__u64)&wanted, .set_tid_size = 1 };
	long child = -1;

	/* Above it, unless numbers end there; then below. */
	for (int times = -16; child < 0 && times <= 16; times++) {
		wanted = tid - times * places;
		if (times && wanted > 1)
			child = syscall(SYS_clone3, &clone, sizeof(clone));
	}
	return must(child, "clone3");
}

/* FOLDER PLACES: two processes ask at the same time for names, of which there are none, at the same address. */
static int names_beside(int argc, char **argv)
{
	pid_t child;

	sprintf(name, "%s/parent", argv[0]);
	spread_out();
	child = fork_beside(atoi(argv[1]));
	if (child == 0)
		sprintf(name, "%s/child", argv[0]);
	for (int rounds = 0; rounds < ROUNDS_BESIDE; rounds++) {
		if (open(name, O_RDONLY) >= 0)
			return argc;
		if (rounds % ROUNDS_AT_ONCE == 0)
			usleep(PAUSE_US);
	}
	if (child == 0)
		_exit(0);
	must(waitpid(child, NULL, 0), "waitpid");
	printf("fact beside tid=%d child=%d rounds=%d", (int)gettid(), (int)child, ROUNDS_BESIDE);
	end_line();
	return 0;
}

/* NAME: renames it to itself, by the same bytes. */
static int name_twice(int argc, char **argv)
{
	must(rename(argv[0], argv[0]), "rename");
	printf("fact twice tid=%d", (int)gettid());
	end_line();
	return argc - 1;
}

/* --- Addresses. --- */

static struct sockaddr_in to;
static int receivers[2], sender;

/* Which of the two sockets got it. */
static int received(void)
{
	char byte;

	for (;;)
		for (int i = 0; i < 2; i++)
			if (recv(receivers[i], &byte, 1, MSG_DONTWAIT) == 1)
				return i;
}

static int sendto_round(void *nothing)
{
	(void)nothing;
	must(sendto(sender, "x", 1, 0, (void *)&to, sizeof(to)), "sendto");
	return received();
}

static struct msghdr headers[1];

static int sendmsg_round(void *nothing)
{
	(void)nothing;
	must(sendmsg(sender, headers, 0), "sendmsg");
	return received();
}

static struct mmsghdr several[2];

/* The first message goes elsewhere, always to one address; the second one counts. */
static int sendmmsg_round(void *nothing)
{
	(void)nothing;
	must(sendmmsg(sender, several, 2, 0) - 2, "sendmmsg");
	return received();
}

/* The kernel took no address where the length of the name was 0: then there was nowhere to send to. */
static int hide_round(void *nothing)
{
	long sent = WITH_ERRNO(sendmsg(sender, headers, 0));

	(void)nothing;
	must(sent == 1 || sent == -EDESTADDRREQ ? 0 : sent, "sendmsg");
	return sent == 1 ? received() + 1 : 0;
}

/* The second network is one that no route leads to. */
static int connect_round(void *nothing)
{
	int fd = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	int error = connect(fd, (void *)&to, sizeof(to)) ? errno : 0;

	(void)nothing;
	must(close(fd), "close");
	must(error == ECONNREFUSED || error == ENETUNREACH ? 0 : -error, "connect");
	return error == ENETUNREACH;
}

static int bind_round(void *nothing)
{
	struct sockaddr_in bound;
	socklen_t length = sizeof(bound);
	int fd = must(socket(AF_INET, SOCK_DGRAM, 0), "socket");

	(void)nothing;
	must(bind(fd, (void *)&to, sizeof(to)), "bind");
	must(getsockname(fd, (void *)&bound, &length), "getsockname");
	must(close(fd), "close");
	return (ntohl(bound.sin_addr.s_addr) & 0xff) - 1;
}

/* CALL: to two addresses in a network of its own. */
static int race_addresses(int argc, char **argv)
{
	static struct iovec part = { "x", 1 };
	static struct sockaddr_in elsewhere;
	char *last = (char *)&to.sin_addr.s_addr + 3;
	const char *call = argv[0];

	own_network("10.1.1.1");
	for (int i = 0; i < 2; i++)
		receivers[i] = bound_socket(i ? "127.0.0.2" : "127.0.0.1", SOCK_DGRAM, 9000);
	sender = must(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	to = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(9000), .sin_addr.s_addr = htonl(0x7f000001) };
	headers[0] = (struct msghdr){ .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = &part, .msg_iovlen = 1 };
	elsewhere = to;
	elsewhere.sin_port = htons(port_of(bound_socket("127.0.0.1", SOCK_DGRAM, 9001)));
	several[0].msg_hdr = several[1].msg_hdr = headers[0];
	several[0].msg_hdr.msg_name = &elsewhere;
	changing = (struct changing){ last, { 1, 2 } };
	if (strcmp(call, "bind") == 0)
		to.sin_port = 0;
	if (strcmp(call, "hide") == 0)
		changing = (struct changing){ (char *)&headers[0].msg_namelen, { 0, sizeof(to) } };
	if (strcmp(call, "connect") == 0)
		changing = (struct changing){ (char *)&to.sin_addr.s_addr, { 127, 9 } };
	return race(strcmp(call, "sendto") == 0	 ? sendto_round :
		    strcmp(call, "sendmsg") == 0 ? sendmsg_round :
		    strcmp(call, "sendmmsg") == 0 ? sendmmsg_round :
		    strcmp(call, "hide") == 0	 ? hide_round :
		    strcmp(call, "connect") == 0 ? connect_round :
						   bind_round,
		    NULL) ||
	       argc != 1;
}

const struct action race_actions[] = {
	{ "race-names", race_names },
	{ "names-beside", names_beside },
	{ "name-twice", name_twice },
	{ "race-addresses", race_addresses },
	{ NULL, NULL },
};
