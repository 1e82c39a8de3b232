/* Addresses and sockets for the actions of connect.c and send.c. */
#ifndef SOCKETS_H
#define SOCKETS_H

#include "workload.h"
#include <sys/socket.h>

/* i386's calls of its socketcall(2), linux/net.h. */
enum { SOCKETCALL_CONNECT = 3, SOCKETCALL_SENDTO = 11, SOCKETCALL_SENDMSG = 16, SOCKETCALL_SENDMMSG = 20 };
enum { I386_SOCKETCALL = 102, I386_SENDMMSG = 345, I386_CONNECT = 362, I386_SENDTO = 369, I386_SENDMSG = 370 };

struct address {
	socklen_t length;
	struct sockaddr_storage storage;
};

/* From text: an IPv4 or IPv6 address and a port, or the path of a unix socket, '@' for an abstract one. */
struct address address_of(const char *text, int port);
int family_of(const char *text);
int port_of(int fd);

/* A socket of the address' family, bound to it; a port of the kernel's choice for port 0. */
int bound_socket(const char *text, int type, int port);

/* What fstat, getsockname and /proc say of a socket. */
void print_socket(int fd);

/* A network namespace of its own, in which lo is up and has the address, too. */
void own_network(const char *address);

/* socketcall(2) by int 0x80: the arguments lie in memory as 32-bit words. */
long socketcall(int call, long a, long b, long c, long d, long e, long f);

#endif
