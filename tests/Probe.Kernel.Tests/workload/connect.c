/* Connects, by every call and ABI, done, begun and refused. */
#include "sockets.h"
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>

static long connect_by(const char *how, int fd, const struct address *to)
{
	if (strcmp(how, "compat") == 0)
		return int80(I386_CONNECT, fd, low_address(low(&to->storage, to->length)), to->length, 0, 0, 0);
	if (strcmp(how, "socketcall") == 0)
		return socketcall(SOCKETCALL_CONNECT, fd, low_address(low(&to->storage, to->length)), to->length, 0, 0,
				  0);
	if (strcmp(how, "raw") == 0)
		return raw(SYS_connect, fd, (long)&to->storage, to->length, 0, 0, 0);
	return WITH_ERRNO(connect(fd, (void *)&to->storage, to->length));
}

static void connect_step(const char *label, const char *how, int fd, const struct address *to, int port)
{
	struct step step;

	STEP(step, label, connect_by(how, fd, to));
	print_step(&step);
	print_socket(fd);
	printf(" port=%d", port);
	end_line();
}

/* HOW ADDRESS stream|dgram: to a socket of this process. */
static int connect_open(int argc, char **argv)
{
	int type = strcmp(argv[2], "dgram") ? SOCK_STREAM : SOCK_DGRAM;
	int server = bound_socket(argv[1], type, 0), port = port_of(server);
	struct address to = address_of(argv[1], port);
	struct stat file;

	must(fstat(server, &file), "fstat");
	printf("fact server ino=%lu", file.st_ino);
	end_line();
	connect_step("connect", argv[0], must(socket(family_of(argv[1]), type, 0), "socket"), &to, port);
	return argc != 3;
}

/* HOW ADDRESS: without waiting, and again when it is done. */
static int connect_later(int argc, char **argv)
{
	int port = port_of(bound_socket(argv[1], SOCK_STREAM, 0));
	int fd = must(socket(family_of(argv[1]), SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
	struct address to = address_of(argv[1], port);
	struct pollfd done = { .fd = fd, .events = POLLOUT };

	connect_step("begin", argv[0], fd, &to, port);
	must(poll(&done, 1, 5000) - 1, "poll");
	connect_step("again", argv[0], fd, &to, port);
	connect_step("third", argv[0], fd, &to, port);
	return argc != 2;
}

/* HOW ADDRESS: where nobody listens. */
static int connect_refused(int argc, char **argv)
{
	struct address to;
	int fd, port = 0;

	if (family_of(argv[1]) != AF_UNIX) {
		fd = bound_socket(argv[1], SOCK_STREAM, 0);
		port = port_of(fd);
		close(fd);
	}
	to = address_of(argv[1], port);
	connect_step("connect", argv[0], must(socket(family_of(argv[1]), SOCK_STREAM, 0), "socket"), &to, port);
	return argc != 2;
}

/* ADDRESS PORT: in a network of its own. */
static int connect_network(int argc, char **argv)
{
	struct address to = address_of(argv[0], atoi(argv[1]));

	own_network(argv[0]);
	bound_socket(argv[0], SOCK_STREAM, atoi(argv[1]));
	connect_step("connect", "libc", must(socket(family_of(argv[0]), SOCK_STREAM, 0), "socket"), &to, atoi(argv[1]));
	return argc != 2;
}

/* An IPv4 peer through an IPv6 socket. */
static int connect_mapped(int argc, char **argv)
{
	int port = port_of(bound_socket("127.0.0.1", SOCK_STREAM, 0));
	struct address to = address_of("::ffff:127.0.0.1", port);

	(void)argc, (void)argv;
	connect_step("connect", "libc", must(socket(AF_INET6, SOCK_STREAM, 0), "socket"), &to, port);
	return 0;
}

/* Descriptors and addresses that no connect can take; and the end of a datagram socket's connection. */
static int connect_odd(int argc, char **argv)
{
	struct address to = address_of("127.0.0.1", 9), nowhere = { .length = sizeof(struct sockaddr) };
	int null = must(open("/dev/null", O_RDWR), "open /dev/null");
	int fd = must(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	struct step step;

	(void)argc, (void)argv;
	connect_step("closed", "libc", 99, &to, 9);
	connect_step("file", "libc", null, &to, 9);
	connect_step("datagram", "libc", fd, &to, 9);
	connect_step("unspecified", "libc", fd, &nowhere, 0);
	STEP(step, "fault", raw(SYS_connect, fd, 8, 16, 0, 0, 0));
	print_step(&step);
	print_socket(fd);
	end_line();
	return 0;
}

struct theft {
	int fd, server;
};

/* Puts a file in the place of the socket that another thread waits with, then lets that thread's connect succeed. */
static void *take_and_accept(void *argument)
{
	struct theft *theft = argument;

	usleep(200000);
	must(dup2(must(open("/dev/null", O_RDWR), "open /dev/null"), theft->fd), "dup2");
	must(accept(theft->server, NULL, NULL), "accept");
	return NULL;
}

/* PATH: blocks on a full queue; meanwhile the descriptor becomes a file's, and the connect succeeds all the same. */
static int connect_taken(int argc, char **argv)
{
	struct address to = address_of(argv[0], 0);
	struct theft theft = { .server = bound_socket(argv[0], SOCK_STREAM, 0) };
	pthread_t thief;
	struct step step;
	int filler;

	do
		filler = must(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
	while (connect(filler, (void *)&to.storage, to.length) == 0);
	theft.fd = must(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
	pthread_create(&thief, NULL, take_and_accept, &theft);
	STEP(step, "connect", connect_by("libc", theft.fd, &to));
	pthread_join(thief, NULL);
	print_step(&step);
	printf(" fd=%d", theft.fd);
	end_line();
	return argc != 1;
}

const struct action connect_actions[] = {
	{ "connect", connect_open },	      { "connect-later", connect_later },   { "connect-refused", connect_refused },
	{ "connect-network", connect_network }, { "connect-mapped", connect_mapped }, { "connect-odd", connect_odd },
	{ "connect-taken", connect_taken },
	{ NULL, NULL },
};
