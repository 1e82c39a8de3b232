/* The same operations by system calls and by requests of io_uring, in each way in which these are carried out. */
#include "ring.h"
#include "sockets.h"
#include <linux/openat2.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/stat.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

/* Of Linux 6.11: headers may be older. */
#define IORING_OP_BIND 56
#define IORING_OP_LISTEN 57

enum way { BY_CALL, INLINE, ASYNC, SQPOLL, WAYS };

static const char *const ways[] = { "call", "inline", "async", "sqpoll" };

static struct ring ring;
static enum way way;

/* The arguments of a system call, placed where a request has them. */
static void fill(struct io_uring_sqe *sqe, int op, const long *a)
{
	sqe->opcode = op;
	sqe->fd = a[0];
	switch (op) {
	case IORING_OP_OPENAT:
		sqe->addr = a[1], sqe->open_flags = a[2], sqe->len = a[3];
		break;
	case IORING_OP_OPENAT2:
	case IORING_OP_ACCEPT:
		sqe->addr = a[1], sqe->off = a[2], sqe->len = op == IORING_OP_OPENAT2 ? a[3] : 0;
		sqe->accept_flags = op == IORING_OP_ACCEPT ? a[3] : 0;
		break;
	case IORING_OP_UNLINKAT:
		sqe->addr = a[1], sqe->unlink_flags = a[2];
		break;
	case IORING_OP_MKDIRAT:
		sqe->addr = a[1], sqe->len = a[2];
		break;
	case IORING_OP_RENAMEAT:
	case IORING_OP_LINKAT:
		sqe->addr = a[1], sqe->len = a[2], sqe->addr2 = a[3], sqe->rename_flags = a[4];
		break;
	case IORING_OP_SYMLINKAT:
		sqe->fd = a[1], sqe->addr = a[0], sqe->addr2 = a[2];
		break;
	case IORING_OP_CONNECT:
	case IORING_OP_BIND:
		sqe->addr = a[1], sqe->off = a[2];
		break;
	case IORING_OP_SEND:
	case IORING_OP_RECV:
		sqe->addr = a[1], sqe->len = a[2], sqe->msg_flags = a[3];
		sqe->addr2 = op == IORING_OP_SEND ? a[4] : 0, sqe->addr_len = op == IORING_OP_SEND ? a[5] : 0;
		break;
	case IORING_OP_SENDMSG:
	case IORING_OP_RECVMSG:
		sqe->addr = a[1], sqe->len = 1, sqe->msg_flags = a[2];
		break;
	case IORING_OP_SOCKET:
		sqe->off = a[1], sqe->len = a[2];
		break;
	default: /* listen and shutdown */
		sqe->len = a[1];
	}
}

static long perform(long number, int op, const long *a)
{
	struct io_uring_sqe *sqe;

	if (way == BY_CALL)
		return raw(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	sqe = ring_next(&ring);
	fill(sqe, op, a);
	if (way == ASYNC)
		sqe->flags |= IOSQE_ASYNC;
	ring_submit(&ring, 1);
	return ring_take(&ring, NULL);
}

/* A step of the name, by whichever way; its result. */
#define DO(label, name, op, ...)                                                                     \
	({                                                                                           \
		long arguments[6] = { __VA_ARGS__ };                                                 \
		struct step one;                                                                     \
		STEP(one, label, perform(SYS_##name, IORING_OP_##op, arguments));                    \
		print_step(&one);                                                                    \
		end_line();                                                                          \
		one.result;                                                                          \
	})

#define TEXT(text) ((long)(text))

static bool begin(const char *name)
{
	int error;

	for (way = BY_CALL; way < WAYS && strcmp(ways[way], name); way++)
		;
	must(way == WAYS ? -EINVAL : 0, "way");
	error = way == BY_CALL ? 0 : ring_open(&ring, way == SQPOLL ? IORING_SETUP_SQPOLL : 0, 0);
	printf("fact ring error=%d binds=%d", -error, way == BY_CALL || (!error && ring_knows(&ring, IORING_OP_BIND)));
	end_line();
	return !error;
}

/* WAY FOLDER */
static int uring_files(int argc, char **argv)
{
	struct open_how how = { .flags = O_RDONLY, .resolve = RESOLVE_NO_SYMLINKS };
	struct open_how none = { .flags = O_RDONLY };
	char longest[1025];
	int folder;

	if (argc < 2 || !begin(argv[0]))
		return 0;
	folder = must(open(argv[1], O_RDONLY | O_DIRECTORY), argv[1]);
	must(chdir(argv[1]), argv[1]);
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = 0;
	for (size_t i = 200; i < sizeof(longest) - 1; i += 201)
		longest[i] = '/';
	printf("fact files folder=%d longest=%s", folder, longest);
	end_line();
	DO("openat", openat, OPENAT, AT_FDCWD, TEXT("made"), O_RDWR | O_CREAT | O_EXCL, 0640);
	DO("openat-read", openat, OPENAT, folder, TEXT("link"), O_RDONLY);
	DO("openat-fails", openat, OPENAT, AT_FDCWD, TEXT("/nowhere/at/all"), O_WRONLY);
	DO("openat-long", openat, OPENAT, AT_FDCWD, TEXT(longest), O_RDONLY);
	DO("openat2", openat2, OPENAT2, folder, TEXT("file"), TEXT(&how), sizeof(how));
	DO("openat2-fails", openat2, OPENAT2, folder, TEXT("none"), TEXT(&none), sizeof(none));
	DO("mkdirat", mkdirat, MKDIRAT, folder, TEXT("folder"), 0750);
	DO("mkdirat-fails", mkdirat, MKDIRAT, folder, TEXT("folder"), 0700);
	DO("symlinkat", symlinkat, SYMLINKAT, TEXT("/etc/shadow"), folder, TEXT("soft"));
	DO("symlinkat-fails", symlinkat, SYMLINKAT, TEXT("/etc/shadow"), folder, TEXT("none/soft"));
	DO("linkat", linkat, LINKAT, folder, TEXT("file"), AT_FDCWD, TEXT("hard"), 0);
	DO("linkat-fails", linkat, LINKAT, folder, TEXT("none"), AT_FDCWD, TEXT("hard"), AT_SYMLINK_FOLLOW);
	DO("renameat2", renameat2, RENAMEAT, folder, TEXT("hard"), AT_FDCWD, TEXT("moved"), 1);
	DO("renameat2-fails", renameat2, RENAMEAT, folder, TEXT("none"), folder, TEXT("other"), 0);
	DO("renameat2-long", renameat2, RENAMEAT, folder, TEXT("none"), folder, TEXT(longest), 0);
	DO("unlinkat", unlinkat, UNLINKAT, folder, TEXT("moved"), 0);
	DO("unlinkat-fails", unlinkat, UNLINKAT, AT_FDCWD, TEXT("none"), AT_REMOVEDIR);
	return 0;
}

/* WAY PATH: of a socket */
static int uring_sockets(int argc, char **argv)
{
	struct address here = address_of("127.0.0.1", 0), none, path;
	struct iovec vector = { "message", 7 };
	struct msghdr message = { .msg_name = &here.storage, .msg_iov = &vector, .msg_iovlen = 1 };
	char buffer[16];
	int server, client, accepted, datagrams, port, bare, refused, absent;

	if (argc < 2 || !begin(argv[0]))
		return 0;
	path = address_of(argv[1], 0);
	bare = must(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
	server = DO("socket", socket, SOCKET, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 6);
	DO("socket-fails", socket, SOCKET, AF_UNSPEC, SOCK_STREAM, 0);
	if (way == BY_CALL || ring_knows(&ring, IORING_OP_BIND)) {
		DO("bind", bind, BIND, server, TEXT(&here.storage), here.length);
		DO("bind-fails", bind, BIND, server, TEXT(&here.storage), here.length);
		DO("listen", listen, LISTEN, server, 7);
		DO("bind-path", bind, BIND, bare, TEXT(&path.storage), path.length);
	} else {
		must(bind(server, (void *)&here.storage, here.length), "bind");
		must(listen(server, 7), "listen");
	}
	port = port_of(server);
	here = address_of("127.0.0.1", port);
	none = address_of("127.0.0.1", 1);
	client = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	DO("connect", connect, CONNECT, client, TEXT(&here.storage), here.length);
	DO("connect-again", connect, CONNECT, client, TEXT(&here.storage), here.length);
	refused = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	DO("connect-fails", connect, CONNECT, refused, TEXT(&none.storage), none.length);
	absent = must(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
	memcpy(((char *)&path.storage) + path.length - 1, "-none", 6);
	path.length += 5;
	DO("connect-path-fails", connect, CONNECT, absent, TEXT(&path.storage), path.length);
	accepted = DO("accept4", accept4, ACCEPT, server, 0, 0, SOCK_CLOEXEC);
	must(send(client, "hello", 5, 0), "send");
	DO("recvfrom", recvfrom, RECV, accepted, TEXT(buffer), sizeof(buffer), 0);
	DO("recvfrom-fails", recvfrom, RECV, server, TEXT(buffer), sizeof(buffer), MSG_DONTWAIT);
	DO("shutdown", shutdown, SHUTDOWN, client, 1);
	DO("shutdown-fails", shutdown, SHUTDOWN, 999, 1);
	datagrams = bound_socket("127.0.0.1", SOCK_DGRAM, 0);
	here = address_of("127.0.0.1", port_of(datagrams));
	message.msg_namelen = here.length;
	printf("fact sockets server=%d client=%d from=%d port=%d datagrams=%d to=%d bare=%d refused=%d absent=%d", server,
	       client, port_of(client), port, datagrams, port_of(datagrams), bare, refused, absent);
	end_line();
	client = must(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	DO("sendto", sendto, SEND, client, TEXT("datagram"), 8, 0, TEXT(&here.storage), here.length);
	DO("sendmsg", sendmsg, SENDMSG, client, TEXT(&message), 0);
	DO("sendto-fails", sendto, SEND, 999, TEXT("datagram"), 8, 0, TEXT(&here.storage), here.length);
	printf("fact datagram client=%d from=%d", client, port_of(client));
	end_line();
	return 0;
}

/* WAY PATH: opens it for reading */
static int uring_read(int argc, char **argv)
{
	if (argc < 2 || !begin(argv[0]))
		return 0;
	return DO("openat", openat, OPENAT, AT_FDCWD, TEXT(argv[1]), O_RDONLY) < 0;
}

/* WAY ADDRESS PORT: connects, and sends two datagrams */
static int uring_talk(int argc, char **argv)
{
	struct iovec vector = { "message", 7 };
	struct address there;
	struct msghdr message = { .msg_name = &there.storage, .msg_iov = &vector, .msg_iovlen = 1 };
	int stream, datagrams;

	if (argc < 3 || !begin(argv[0]))
		return 0;
	there = address_of(argv[1], atoi(argv[2]));
	message.msg_namelen = there.length;
	stream = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	must(DO("connect", connect, CONNECT, stream, TEXT(&there.storage), there.length), "connect");
	datagrams = must(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	must(DO("sendto", sendto, SEND, datagrams, TEXT("datagram"), 8, 0, TEXT(&there.storage), there.length), "sendto");
	must(DO("sendmsg", sendmsg, SENDMSG, datagrams, TEXT(&message), 0), "sendmsg");
	return 0;
}

const struct action uring_actions[] = {
	{ "uring-files", uring_files },
	{ "uring-sockets", uring_sockets },
	{ "uring-read", uring_read },
	{ "uring-talk", uring_talk },
	{},
};
