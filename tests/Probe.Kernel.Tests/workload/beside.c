/* What comes beside the data of a message: descriptors, in control messages. */
#include "workload.h"
#include "calls.h"
#include <sys/socket.h>
#include <sys/uio.h>

/* More than a record holds of it. */
enum { MANY = 70, ROOM = CMSG_SPACE(MANY * sizeof(int)) };

static char room[ROOM];
static struct iovec word = { "one", 3 };

static void send_descriptors(int socket, unsigned count)
{
	struct msghdr message = { .msg_iov = &word, .msg_iovlen = 1, .msg_control = room };
	struct cmsghdr *beside = (void *)room;

	memset(room, 0, sizeof(room));
	message.msg_controllen = CMSG_SPACE(count * sizeof(int));
	beside->cmsg_level = SOL_SOCKET;
	beside->cmsg_type = SCM_RIGHTS;
	beside->cmsg_len = CMSG_LEN(count * sizeof(int));
	must(sendmsg(socket, &message, 0), "sendmsg");
}

static void print_beside(const char *name, size_t length)
{
	printf("fact %s length=%zu bytes=", name, length);
	for (size_t i = 0; i < length; i++)
		printf("%02X", (unsigned char)room[i]);
	end_line();
}

static int receive_beside(int argc, char **argv)
{
	char data[8];
	struct iovec vector = { data, sizeof(data) };
	struct mmsghdr batch = { .msg_hdr = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = room } };
	struct msghdr *message = &batch.msg_hdr;
	int ends[2];

	(void)argv;
	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), "socketpair");
	send_descriptors(ends[0], 2);
	message->msg_controllen = ROOM;
	DO("recvmsg", CALL(recvmsg, ends[1], message, 0));
	print_beside("one", message->msg_controllen);
	send_descriptors(ends[0], 1);
	message->msg_controllen = ROOM;
	DO("recvmmsg", CALL(recvmmsg, ends[1], &batch, 1, MSG_DONTWAIT, 0));
	print_beside("batch", message->msg_controllen);
	send_descriptors(ends[0], MANY);
	message->msg_controllen = ROOM;
	DO("recvmsg-long", CALL(recvmsg, ends[1], message, 0));
	print_beside("long", message->msg_controllen);
	must(write(ends[0], "none", 4), "write");
	message->msg_controllen = ROOM;
	DO("recvmsg-none", CALL(recvmsg, ends[1], message, 0));
	message->msg_controllen = ROOM;
	DO("recvmsg-fails", CALL(recvmsg, ends[1], message, MSG_DONTWAIT));
	return argc != 0;
}

const struct action beside_actions[] = {
	{ "beside", receive_beside },
	{},
};
