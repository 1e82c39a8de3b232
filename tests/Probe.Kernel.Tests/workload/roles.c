/* Who has connected to whom: what both ends of connections and of datagrams do with them. */
#include "sockets.h"
#include "calls.h"

static void receive_by_all(const char *from, const char *message_from, const char *several_from, int fd)
{
	char data[8];
	struct iovec room = { data, 1 };
	struct mmsghdr several = { .msg_hdr = { .msg_iov = &room, .msg_iovlen = 1 } };
	struct msghdr message = { .msg_iov = &room, .msg_iovlen = 1 };

	DO(from, CALL(recvfrom, fd, data, 1, 0, 0, 0));
	DO(message_from, CALL(recvmsg, fd, &message, 0));
	DO(several_from, CALL(recvmmsg, fd, &several, 1, 0, 0));
}

/* ADDRESS bound|free: a connection, its caller bound to a port of its own or not; each end receives and copies. */
static int role_connection(int argc, char **argv)
{
	int server = bound_socket(argv[0], SOCK_STREAM, 0), client, peer;
	struct address to = address_of(argv[0], port_of(server));

	if (strcmp(argv[1], "bound") == 0) {
		struct address own = address_of(argv[0], 0);

		client = must(socket(family_of(argv[0]), SOCK_STREAM, 0), "socket");
		must(bind(client, (void *)&own.storage, own.length), "bind");
	} else {
		client = must(socket(family_of(argv[0]), SOCK_STREAM, 0), "socket");
	}
	must(connect(client, (void *)&to.storage, to.length), "connect");
	peer = must(accept(server, NULL, NULL), "accept");
	must(write(client, "abcd", 4) - 4, "write");
	must(write(peer, "abcd", 4) - 4, "write");
	receive_by_all("server-recvfrom", "server-recvmsg", "server-recvmmsg", peer);
	receive_by_all("client-recvfrom", "client-recvmsg", "client-recvmmsg", client);
	DO("server-dup", CALL(dup, peer));
	DO("client-dup", CALL(dup, client));
	DO("server-sendto", CALL(sendto, peer, "x", 1, 0, &to.storage, to.length));
	DO("client-sendto", CALL(sendto, client, "x", 1, 0, &to.storage, to.length));
	must(shutdown(client, SHUT_WR), "shutdown");
	DO("half-closed-dup", CALL(dup, peer));
	printf("fact role port=%d from=%d", port_of(server), port_of(client));
	end_line();
	return argc != 2;
}

/* Datagrams, where all ports are free: a server's port, and one who has bound its port and connected. */
static int role_datagrams(int argc, char **argv)
{
	struct address to = address_of("127.0.0.1", 53), back = address_of("127.0.0.1", 1053);
	struct address from = { .length = sizeof(from.storage) };
	int server, client;
	char data[8];

	own_network("192.0.2.1");
	server = bound_socket("127.0.0.1", SOCK_DGRAM, 53);
	client = bound_socket("127.0.0.1", SOCK_DGRAM, 1053);
	must(connect(client, (void *)&to.storage, to.length), "connect");
	must(send(client, "x", 1, 0), "send");
	DO("server-recvfrom", CALL(recvfrom, server, data, 1, 0, &from.storage, &from.length));
	must(sendto(server, "y", 1, 0, (void *)&back.storage, back.length), "sendto");
	DO("client-recvfrom", CALL(recvfrom, client, data, 1, 0, 0, 0));
	printf("fact role port=%d from=%d", port_of(server), port_of(client));
	end_line();
	return argc != 0 || argv == NULL;
}

const struct action role_actions[] = {
	{ "role-connection", role_connection },
	{ "role-datagrams", role_datagrams },
	{ NULL, NULL },
};
