/* Opens and connections by other calls than those that rules name. */
#include "sockets.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>

/* linux/socket.h; the headers of older systems lack it. */
#define FAST_OPEN 0x20000000

static void end_step(struct step *step)
{
	print_step(step);
	end_line();
}

/* FOLDER: a file made by creat, and one opened by its handle, in memory, where every kernel has handles. */
static int twice_open(int argc, char **argv)
{
	struct {
		struct file_handle head;
		unsigned char bytes[MAX_HANDLE_SZ];
	} handle = { .head.handle_bytes = MAX_HANDLE_SZ };
	int mount_id, place = must(open("/dev/shm", O_RDONLY | O_DIRECTORY), "open /dev/shm");
	char name[64], made[4096];
	struct step step;

	snprintf(made, sizeof(made), "%s/made", argv[0]);
	STEP(step, "creat", raw(SYS_creat, (long)made, 0640, 0, 0, 0, 0));
	end_step(&step);
	STEP(step, "creat-fails", raw(SYS_creat, (long)"/nowhere/at/all", 0640, 0, 0, 0, 0));
	end_step(&step);
	snprintf(name, sizeof(name), "/dev/shm/kosmos-%d", getpid());
	must(close(open(name, O_CREAT | O_WRONLY, 0600)), "create");
	must(name_to_handle_at(AT_FDCWD, name, &handle.head, &mount_id, 0), "name_to_handle_at");
	STEP(step, "handle", raw(SYS_open_by_handle_at, place, (long)&handle, O_WRONLY, 0, 0, 0));
	end_step(&step);
	must(unlink(name), "unlink");
	return argc != 1;
}

static int new_socket(int type)
{
	return must(socket(AF_INET, type, 0), "socket");
}

/* Connections made by sends, and a datagram that cannot make one. */
static int twice_connect(int argc, char **argv)
{
	int server = bound_socket("127.0.0.1", SOCK_STREAM, 0), queue = 8;
	struct address to = address_of("127.0.0.1", port_of(server));
	struct iovec part = { "hi", 2 };
	struct mmsghdr many = { .msg_hdr = { .msg_name = &to.storage, .msg_namelen = to.length, .msg_iov = &part,
					     .msg_iovlen = 1 } };
	int one = new_socket(SOCK_STREAM), two = new_socket(SOCK_STREAM), three = new_socket(SOCK_STREAM);
	int again = new_socket(SOCK_DGRAM);
	struct step step;

	(void)argc, (void)argv;
	must(setsockopt(server, IPPROTO_TCP, TCP_FASTOPEN, &queue, sizeof(queue)), "TCP_FASTOPEN");
	printf("fact server port=%d", port_of(server));
	end_line();
	STEP(step, "sendto", raw(SYS_sendto, one, (long)"hi", 2, FAST_OPEN, (long)&to.storage, to.length));
	end_step(&step);
	STEP(step, "sendmsg", raw(SYS_sendmsg, two, (long)&many.msg_hdr, FAST_OPEN, 0, 0, 0));
	end_step(&step);
	STEP(step, "sendmmsg", raw(SYS_sendmmsg, three, (long)&many, 1, FAST_OPEN, 0, 0));
	end_step(&step);
	STEP(step, "datagram", raw(SYS_sendto, again, (long)"hi", 2, FAST_OPEN, (long)&to.storage, to.length));
	end_step(&step);
	return 0;
}

/* FOLDER: calls by numbers that few programs use. */
static int twice_number(int argc, char **argv)
{
	static const char zeros[256];
	void *room = low(zeros, sizeof(zeros)), *no_time = low(zeros, sizeof(zeros));
	struct step step;

	STEP(step, "fstatat64", int80(300, AT_FDCWD, low_address(low_text(argv[0])), low_address(room), 0, 0, 0));
	end_step(&step);
	STEP(step, "newselect", int80(142, 0, 0, 0, 0, low_address(no_time), 0));
	end_step(&step);
	STEP(step, "open-tree-attr", raw(467, AT_FDCWD, (long)argv[0], 0, 0, 0, 0));
	end_step(&step);
	return argc != 1;
}

const struct action twice_actions[] = {
	{ "twice-open", twice_open }, { "twice-connect", twice_connect }, { "twice-number", twice_number },
	{ NULL, NULL },
};
