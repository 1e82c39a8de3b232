/* Connections that come to stand at standard descriptors by messages, and out of a ring's own table. */
#include "ring.h"
#include "sockets.h"
#include <stdint.h>

#define COMPAT_RECVMSG 372
#define OP_INSTALL 54
#define ROOM 256

static int pair[2], saved[3], connection;

static void send_message(const int *descriptors, int count)
{
	char control[ROOM] = {};
	struct iovec part = { "x", 1 };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };

	if (count) {
		header.msg_control = control;
		header.msg_controllen = CMSG_SPACE(count * sizeof(int));
		*CMSG_FIRSTHDR(&header) = (struct cmsghdr){
			.cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
		memcpy(CMSG_DATA(CMSG_FIRSTHDR(&header)), descriptors, count * sizeof(int));
	}
	must(sendmsg(pair[0], &header, 0), "sendmsg");
}

static void put_back(void)
{
	for (int i = 0; i < 3; i++)
		must(dup2(saved[i], i), "restore a descriptor");
}

static void receive_step(const char *label, int count, int closed)
{
	int descriptors[] = { connection, connection, connection };
	char byte, control[ROOM];
	struct iovec part = { &byte, 1 };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = ROOM };
	struct step step;

	send_message(descriptors, count);
	for (int i = 0; i < closed; i++)
		close(i);
	STEP(step, label, raw(SYS_recvmsg, pair[1], (long)&header, 0, 0, 0, 0));
	put_back();
	print_step(&step);
	end_line();
}

/* The second of two messages has the descriptor. */
static void receive_batch(void)
{
	char bytes[2], controls[2][ROOM];
	struct iovec parts[] = { { &bytes[0], 1 }, { &bytes[1], 1 } };
	struct mmsghdr messages[2] = {};
	struct step step;

	for (int i = 0; i < 2; i++)
		messages[i].msg_hdr = (struct msghdr){ .msg_iov = &parts[i], .msg_iovlen = 1, .msg_control = controls[i],
						       .msg_controllen = ROOM };
	send_message(NULL, 0);
	send_message(&connection, 1);
	close(0);
	STEP(step, "batch", raw(SYS_recvmmsg, pair[1], (long)messages, 2, 0, 0, 0));
	put_back();
	print_step(&step);
	end_line();
}

static void receive_compat(void)
{
	static const char none[ROOM];
	uint32_t control = low_address(low(none, sizeof(none))), data = low_address(low(none, 8));
	uint32_t part[] = { data, 1 };
	uint32_t header[] = { 0, 0, low_address(low(part, sizeof(part))), 1, control, ROOM, 0 };
	long at = low_address(low(header, sizeof(header)));
	struct step step;

	send_message(&connection, 1);
	close(0);
	STEP(step, "compat", int80(COMPAT_RECVMSG, pair[1], at, 0, 0, 0, 0));
	put_back();
	print_step(&step);
	end_line();
}

static int given_messages(int argc, char **argv)
{
	int server = bound_socket("127.0.0.1", SOCK_STREAM, 0), on = 1;
	struct address to = address_of("127.0.0.1", port_of(server));

	(void)argc, (void)argv;
	connection = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	must(connect(connection, (void *)&to.storage, to.length), "connect");
	must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), "socketpair");
	for (int i = 0; i < 3; i++)
		saved[i] = must(fcntl(i, F_DUPFD, 100), "save a descriptor");
	receive_step("one", 1, 1);
	receive_step("three", 3, 3);
	receive_step("above", 1, 0);
	receive_step("plain", 0, 1);
	receive_batch();
	receive_compat();
	must(setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)), "SO_PASSCRED");
	receive_step("behind-credentials", 1, 1);
	printf("fact ends port=%d from=%d", port_of(server), port_of(connection));
	end_line();
	return 0;
}

static int given_by_ring(int argc, char **argv)
{
	int server = bound_socket("127.0.0.1", SOCK_STREAM, 0), kept;
	struct address to = address_of("127.0.0.1", port_of(server));
	struct io_uring_sqe *entry;
	struct ring ring;
	struct step step;

	(void)argc, (void)argv;
	if (ring_open(&ring, 0, 0) < 0 || !ring_knows(&ring, OP_INSTALL)) {
		printf("fact ring there=no");
		end_line();
		return 0;
	}
	connection = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	must(connect(connection, (void *)&to.storage, to.length), "connect");
	must(raw(SYS_io_uring_register, ring.fd, IORING_REGISTER_FILES, (long)&connection, 1, 0, 0), "register");
	kept = must(fcntl(0, F_DUPFD, 100), "save a descriptor");
	close(0);
	entry = ring_next(&ring);
	entry->opcode = OP_INSTALL;
	entry->flags = IOSQE_FIXED_FILE;
	step.name = "install";
	step.start_ns = boot_ns();
	ring_submit(&ring, 1);
	step.result = ring_take(&ring, NULL);
	step.end_ns = boot_ns();
	must(dup2(kept, 0), "restore a descriptor");
	print_step(&step);
	end_line();
	printf("fact ring there=yes port=%d from=%d", port_of(server), port_of(connection));
	end_line();
	return 0;
}

const struct action given_actions[] = {
	{ "given-messages", given_messages },
	{ "given-by-ring", given_by_ring },
	{ NULL, NULL },
};
