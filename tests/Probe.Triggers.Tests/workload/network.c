/* Deeds with sockets. */
#define _GNU_SOURCE
#include "act.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORTS_MAX 16

static struct sockaddr_in address_of(const char *ip, const char *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };

	inet_pton(AF_INET, ip, &address.sin_addr);
	return address;
}

static int connected(char **words)
{
	int is_udp = words[2] && strcmp(words[2], "udp") == 0;
	int fd = socket(AF_INET, is_udp ? SOCK_DGRAM : SOCK_STREAM, 0);
	struct sockaddr_in address = address_of(words[0], words[1]);

	return connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ? -1 : fd;
}

/* connect IP PORT [udp] */
int act_connect(char **words)
{
	return connected(words);
}

/* redirect IP PORT FD: connects, and makes a descriptor the connection. */
int act_redirect(char **words)
{
	char *target[] = { words[0], words[1], NULL };
	int fd = connected(target);

	return fd < 0 ? -1 : dup2(fd, atoi(words[2]));
}

/* copy ADDRESS PORT FD: the same by fcntl. */
int act_copy(char **words)
{
	char *target[] = { words[0], words[1], NULL };
	int fd = connected(target);

	close(atoi(words[2]));
	return fd < 0 ? -1 : fcntl(fd, F_DUPFD, atoi(words[2]));
}

/* replace ADDRESS PORT FD: connects from there at once. */
int act_replace(char **words)
{
	char *target[] = { words[0], words[1], NULL };
	int filler;

	while ((filler = dup(0)) >= 0 && filler < atoi(words[2]))
		;
	close(atoi(words[2]));
	return connected(target);
}

/* socket DOMAIN TYPE, as numbers. */
int act_socket(char **words)
{
	return socket(atoi(words[0]), atoi(words[1]), 0);
}

/* receive HEX: sends itself eight digits' bytes, and takes them in. */
int act_receive(char **words)
{
	unsigned data = htonl(strtoul(words[0], NULL, 16)), got = 0;
	struct sockaddr_in address = address_of("127.0.0.1", "0");
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (bind(fd, (struct sockaddr *)&address, length) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) < 0 ||
	    sendto(fd, &data, sizeof(data), 0, (struct sockaddr *)&address, length) < 0)
		return -1;
	return recvfrom(fd, &got, sizeof(got), 0, NULL, NULL);
}

static int listening(const char *ip, const char *port)
{
	struct sockaddr_in address = address_of(ip, port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 16) < 0)
		return -1;
	return fd;
}

/*
 * serve IP PORT... -- PROGRAM WORDS...: takes whoever connects to the ports while a program runs; its status is that of
 * the program.
 */
int act_serve(char **words)
{
	struct pollfd listeners[PORTS_MAX];
	int count = 0, status;
	pid_t pid;

	for (char **port = words + 1; *port && strcmp(*port, "--"); port++, count++) {
		if (count == PORTS_MAX)
			return errno = E2BIG, -1;
		listeners[count] = (struct pollfd){ .fd = listening(words[0], *port), .events = POLLIN };
		if (listeners[count].fd < 0)
			return -1;
	}
	words += 1 + count;
	pid = fork();
	if (pid == 0) {
		if (!*words)
			pause();
		execv(words[1], words + 1);
		_exit(127);
	}
	for (int ended = 0;;) {
		ended = ended || waitpid(pid, &status, WNOHANG) != 0;
		/* Who connected before the program ended still waits then. */
		if (poll(listeners, count, ended ? 0 : 50) <= 0) {
			if (ended)
				break;
			continue;
		}
		for (int i = 0; i < count; i++)
			if (listeners[i].revents & POLLIN)
				close(accept(listeners[i].fd, NULL, NULL));
	}
	return status ? -1 : 0;
}
