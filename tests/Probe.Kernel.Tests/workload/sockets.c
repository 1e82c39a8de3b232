/* Addresses and sockets for the actions of connect.c and send.c. */
#include "sockets.h"
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/un.h>

int family_of(const char *text)
{
	return text[0] == '/' || text[0] == '@' ? AF_UNIX : strchr(text, ':') ? AF_INET6 : AF_INET;
}

struct address address_of(const char *text, int port)
{
	struct address address = {};
	struct sockaddr_in *four = (void *)&address.storage;
	struct sockaddr_in6 *six = (void *)&address.storage;
	struct sockaddr_un *path = (void *)&address.storage;
	int family = family_of(text);

	address.storage.ss_family = family;
	if (family == AF_INET) {
		must(inet_pton(AF_INET, text, &four->sin_addr) - 1, "read the address");
		four->sin_port = htons(port);
		address.length = sizeof(*four);
	} else if (family == AF_INET6) {
		must(inet_pton(AF_INET6, text, &six->sin6_addr) - 1, "read the address");
		six->sin6_port = htons(port);
		address.length = sizeof(*six);
	} else {
		memcpy(path->sun_path, text, strlen(text));
		address.length = offsetof(struct sockaddr_un, sun_path) + strlen(text) + (text[0] == '/');
		if (text[0] == '@')
			path->sun_path[0] = 0;
	}
	return address;
}

int port_of(int fd)
{
	struct sockaddr_storage local = {};
	socklen_t length = sizeof(local);

	must(getsockname(fd, (void *)&local, &length), "getsockname");
	return local.ss_family == AF_INET ? ntohs(((struct sockaddr_in *)&local)->sin_port) :
	       local.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&local)->sin6_port) : 0;
}

int bound_socket(const char *text, int type, int port)
{
	struct address address = address_of(text, port);
	int fd = must(socket(family_of(text), type, 0), "socket");

	must(bind(fd, (void *)&address.storage, address.length), "bind");
	if (type == SOCK_STREAM)
		must(listen(fd, 8), "listen");
	return fd;
}

void print_socket(int fd)
{
	struct sockaddr_storage local = {};
	socklen_t length = sizeof(local);
	struct stat file = {}, network = {};
	char text[INET6_ADDRSTRLEN] = "";

	fstat(fd, &file);
	must(stat("/proc/self/ns/net", &network), "stat the network namespace");
	printf(" fd=%d sock_ino=%lu netns=%lu", fd, file.st_ino, network.st_ino);
	if (getsockname(fd, (void *)&local, &length) || local.ss_family == AF_UNIX)
		return;
	inet_ntop(local.ss_family,
		  local.ss_family == AF_INET ? (void *)&((struct sockaddr_in *)&local)->sin_addr :
					       (void *)&((struct sockaddr_in6 *)&local)->sin6_addr,
		  text, sizeof(text));
	printf(" local=%s local_port=%d", text, port_of(fd));
}

void own_network(const char *address)
{
	struct ifreq request = { .ifr_name = "lo" };
	struct address wanted = address_of(address, 0);
	int fd;

	must(unshare(CLONE_NEWNET), "unshare network");
	fd = must(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	must(ioctl(fd, SIOCSIFFLAGS, &request), "bring lo up");
	strcpy(request.ifr_name, "lo:1");
	memcpy(&request.ifr_addr, &wanted.storage, sizeof(request.ifr_addr));
	must(ioctl(fd, SIOCSIFADDR, &request), "give lo the address");
	close(fd);
}

long socketcall(int call, long a, long b, long c, long d, long e, long f)
{
	unsigned words[] = { a, b, c, d, e, f };

	return int80(I386_SOCKETCALL, call, low_address(low(words, sizeof(words))), 0, 0, 0, 0);
}
