/* Sends to an address that the call names, by every call and ABI; and sends that name none. */
#include "sockets.h"
#include <sys/uio.h>

/* 120 bytes, of which a record keeps the first 80. */
static const char message[] = "0123456789abcdefghijklmnopqrstuvwxyz.0123456789abcdefghijklmnopqrstuvwxyz."
			      "0123456789abcdefghijklmnopqrstuvwxyz.........";

/* As 32-bit code lays out struct msghdr and struct iovec. */
struct compat_iovec {
	unsigned base, length;
};
struct compat_msghdr {
	unsigned name;
	int name_length;
	unsigned iov, iov_length, control, control_length, flags;
};
struct compat_mmsghdr {
	struct compat_msghdr header;
	unsigned sent;
};

#define BYTES (sizeof(message) - 1)
#define FIRST_PART 10

static struct compat_msghdr compat_header(const struct address *to)
{
	struct compat_iovec parts[] = { { low_address(low(message, FIRST_PART)), FIRST_PART },
					{ low_address(low(message + FIRST_PART, BYTES - FIRST_PART)), BYTES - FIRST_PART } };

	return (struct compat_msghdr){ .name = low_address(low(&to->storage, to->length)),
				       .name_length = to->length,
				       .iov = low_address(low(parts, sizeof(parts))),
				       .iov_length = 2 };
}

static long send_compat(const char *call, const char *how, int fd, const struct address *to, int flags)
{
	struct compat_msghdr header = compat_header(to);
	struct compat_mmsghdr many[3] = { { .header = header }, { .header = header }, { .header = header } };
	long one = low_address(low(&header, sizeof(header))), all = low_address(low(many, sizeof(many)));
	int by_socketcall = strcmp(how, "socketcall") == 0;

	if (strcmp(call, "sendmsg") == 0)
		return by_socketcall ? socketcall(SOCKETCALL_SENDMSG, fd, one, flags, 0, 0, 0) :
				       int80(I386_SENDMSG, fd, one, flags, 0, 0, 0);
	if (strcmp(call, "sendmmsg") == 0)
		return by_socketcall ? socketcall(SOCKETCALL_SENDMMSG, fd, all, 3, flags, 0, 0) :
				       int80(I386_SENDMMSG, fd, all, 3, flags, 0, 0);
	one = low_address(low(message, BYTES));
	all = low_address(low(&to->storage, to->length));
	return by_socketcall ? socketcall(SOCKETCALL_SENDTO, fd, one, BYTES, flags, all, to->length) :
			       int80(I386_SENDTO, fd, one, BYTES, flags, all, to->length);
}

static long send_by(const char *call, const char *how, int fd, struct address *to, int flags)
{
	struct iovec parts[] = { { (void *)message, FIRST_PART },
				 { (void *)(message + FIRST_PART), BYTES - FIRST_PART } };
	struct msghdr header = { .msg_name = to->length ? &to->storage : NULL, .msg_namelen = to->length,
				 .msg_iov = parts, .msg_iovlen = 2 };
	struct mmsghdr many[] = { { .msg_hdr = header }, { .msg_hdr = header }, { .msg_hdr = header } };
	void *name = to->length ? &to->storage : NULL;
	int is_libc = strcmp(how, "libc") == 0;

	if (!is_libc && strcmp(how, "raw"))
		return send_compat(call, how, fd, to, flags);
	if (strcmp(call, "sendmsg") == 0)
		return is_libc ? WITH_ERRNO(sendmsg(fd, &header, flags)) :
				 raw(SYS_sendmsg, fd, (long)&header, flags, 0, 0, 0);
	if (strcmp(call, "sendmmsg") == 0)
		return is_libc ? WITH_ERRNO(sendmmsg(fd, many, 3, flags)) :
				 raw(SYS_sendmmsg, fd, (long)many, 3, flags, 0, 0);
	return is_libc ? WITH_ERRNO(sendto(fd, message, BYTES, flags, name, to->length)) :
			 raw(SYS_sendto, fd, (long)message, BYTES, flags, (long)name, to->length);
}

static void send_step(const char *label, const char *call, const char *how, int fd, struct address *to, int flags)
{
	struct step step;

	STEP(step, label, send_by(call, how, fd, to, flags));
	print_step(&step);
	print_socket(fd);
	printf(" data=%.80s size=%d", message, (int)BYTES);
	end_line();
}

/* CALL HOW ADDRESS: from an unconnected datagram socket. */
static int send_open(int argc, char **argv)
{
	int server = bound_socket(argv[2], SOCK_DGRAM, 0);
	struct address to = address_of(argv[2], port_of(server));

	printf("fact server port=%d", port_of(server));
	end_line();
	send_step("send", argv[0], argv[1], must(socket(family_of(argv[2]), SOCK_DGRAM, 0), "socket"), &to,
		  MSG_NOSIGNAL | MSG_DONTWAIT);
	return argc != 3;
}

/* From a connected socket: to its peer, to another, and to none that is named. */
static int send_connected(int argc, char **argv)
{
	int peer = bound_socket("127.0.0.1", SOCK_DGRAM, 0), other = bound_socket("127.0.0.1", SOCK_DGRAM, 0);
	int fd = must(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	struct address to_peer = address_of("127.0.0.1", port_of(peer)), none = {};
	struct address to_other = address_of("127.0.0.1", port_of(other));

	(void)argc, (void)argv;
	printf("fact server peer=%d other=%d", port_of(peer), port_of(other));
	end_line();
	must(connect(fd, (void *)&to_peer.storage, to_peer.length), "connect");
	send_step("peer", "sendto", "libc", fd, &to_peer, 0);
	send_step("other", "sendto", "libc", fd, &to_other, 0);
	send_step("none", "sendto", "libc", fd, &none, 0);
	send_step("none-msg", "sendmsg", "libc", fd, &none, 0);
	return 0;
}

/* CALL: to where no route leads, and by a descriptor that is not open. */
static int send_failed(int argc, char **argv)
{
	struct address to = address_of("192.0.2.7", 4000);

	own_network("10.20.30.40");
	send_step("unreachable", argv[0], "libc", must(socket(AF_INET, SOCK_DGRAM, 0), "socket"), &to, 0);
	send_step("closed", argv[0], "libc", 99, &to, 0);
	return argc != 1;
}

const struct action send_actions[] = {
	{ "send", send_open },
	{ "send-connected", send_connected },
	{ "send-failed", send_failed },
	{ NULL, NULL },
};
