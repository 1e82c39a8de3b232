/* Calls by the numbers of x32: 64-bit code, and structures with 32-bit pointers. */
#include "sockets.h"
#include "calls.h"
#include <stdint.h>
#include <sys/wait.h>

/* arch/x86/include/uapi/asm/unistd.h; from 512 on numbers of its own. */
#define X32 0x40000000
enum { X32_SENDMSG = X32 + 518, X32_EXECVE = X32 + 520, X32_SENDMMSG = X32 + 538, X32_EXECVEAT = X32 + 545 };

struct short_vector {
	uint32_t base, length;
};

struct short_message {
	uint32_t name, name_length, vectors, vector_count, control, control_length, flags;
};

struct short_messages {
	struct short_message header;
	uint32_t sent;
};

static struct short_message message_to(const struct address *to)
{
	struct short_vector vector = { low_address(low("hello", 5)), 5 };
	struct short_message message = {
		.name = low_address(low(&to->storage, to->length)), .name_length = to->length,
		.vectors = low_address(low(&vector, sizeof(vector))), .vector_count = 1,
	};

	return message;
}

static long exec_by(long number, const char *name, const char *argument)
{
	uint32_t words[] = { low_address(low_text("tried")), low_address(low_text(argument)), 0 };
	uint32_t nothing[] = { 0 };
	long argv = (long)low(words, sizeof(words)), environment = (long)low(nothing, sizeof(nothing));

	if (number == X32_EXECVEAT)
		return raw(number, AT_FDCWD, (long)name, argv, environment, 0, 0);
	return raw(number, (long)name, argv, environment, 0, 0, 0);
}

/* FOLDER SELF: names, sockets and execs. Where the kernel has no x32 it says so. */
static int x32_calls(int argc, char **argv)
{
	struct address to = address_of("127.0.0.1", 9);
	struct short_messages two[2] = {};
	struct short_message message;
	int fd, name;

	if (raw(X32 + SYS_getpid, 0, 0, 0, 0, 0, 0) < 0) {
		puts("fact x32 there=no");
		return 0;
	}
	puts("fact x32 there=yes");
	must(chdir(argv[0]), "chdir");
	DO("openat", name = raw(X32 + SYS_openat, AT_FDCWD, (long)"file", O_RDWR | O_CREAT, 0600, 0, 0));
	DO("chmod", raw(X32 + SYS_chmod, (long)"file", 0640, 0, 0, 0, 0));
	DO("unlink", raw(X32 + SYS_unlink, (long)"file", 0, 0, 0, 0, 0));
	DO("dup2", raw(X32 + SYS_dup2, name, 77, 0, 0, 0, 0));
	fd = must(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	message = message_to(&to);
	DO("sendmsg", raw(X32_SENDMSG, fd, (long)low(&message, sizeof(message)), 0, 0, 0, 0));
	two[0].header = two[1].header = message;
	DO("sendmmsg", raw(X32_SENDMMSG, fd, (long)low(two, sizeof(two)), 2, 0, 0, 0));
	DO("connect", raw(X32 + SYS_connect, fd, (long)&to.storage, to.length, 0, 0, 0));
	DO("execve-fails", exec_by(X32_EXECVE, NOWHERE, "one"));
	DO("execveat-fails", exec_by(X32_EXECVEAT, NOWHERE, "two"));
	fflush(stdout);
	if (must(fork(), "fork") == 0)
		_exit(exec_by(X32_EXECVE, argv[1], "nothing") ? 1 : 0);
	must(wait(NULL), "wait");
	return argc != 2;
}

const struct action x32_actions[] = {
	{ "x32", x32_calls },
	{ NULL, NULL },
};
