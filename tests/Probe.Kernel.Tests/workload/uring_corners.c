/* Requests of io_uring in all that sets them apart from calls: chains, slots, completions that do not come. */
#include "ring.h"
#include "sockets.h"
#include <sys/stat.h>

enum { SLOTS = 4, SMALL = 2, MANY = 40, INLINE = 6, WORKERS = 24 };

static struct ring ring;

static struct io_uring_sqe *ask(int op, int fd, const char *name, unsigned flags)
{
	struct io_uring_sqe *sqe = ring_next(&ring);

	sqe->opcode = op;
	sqe->fd = fd;
	sqe->addr = (unsigned long)name;
	sqe->flags = flags;
	return sqe;
}

static void open_made(const char *name, unsigned flags)
{
	struct io_uring_sqe *sqe = ask(IORING_OP_OPENAT, AT_FDCWD, name, flags);

	sqe->open_flags = O_CREAT | O_RDWR;
	sqe->len = 0600;
}

static void open_read(const char *name, unsigned flags)
{
	ask(IORING_OP_OPENAT, AT_FDCWD, name, flags)->open_flags = O_RDONLY;
}

static void take(unsigned count)
{
	while (count--)
		ring_take(&ring, NULL);
}

/* As many more requests as reuse what the ones before have left. */
static void idle(void)
{
	for (int i = 0; i < 8; i++)
		ask(IORING_OP_NOP, -1, NULL, 0);
	ring_submit(&ring, 8);
	take(8);
}

static void slots(void)
{
	int empty[SLOTS] = { -1, -1, -1, -1 };
	struct address here = address_of("127.0.0.1", 0);
	int server = bound_socket("127.0.0.1", SOCK_STREAM, 0), client = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	struct io_uring_files_update update = { .offset = 2, .fds = (unsigned long)&client };

	must(listen(server, 1), "listen");
	here = address_of("127.0.0.1", port_of(server));
	must(raw(SYS_io_uring_register, ring.fd, IORING_REGISTER_FILES, (long)empty, SLOTS, 0, 0), "register files");
	open_read("in-slot", 0);
	ring_last(&ring)->file_index = 1 + 1;
	ring_submit(&ring, 1);
	take(1);
	must(raw(SYS_io_uring_register, ring.fd, IORING_REGISTER_FILES_UPDATE, (long)&update, 1, 0, 0), "update files");
	close(client);
	ask(IORING_OP_CONNECT, 2, (void *)&here.storage, IOSQE_FIXED_FILE)->off = here.length;
	ring_submit(&ring, 1);
	take(1);
	printf("fact slots port=%d", port_of(server));
	end_line();
}

static void chains(void)
{
	open_made("chained", IOSQE_IO_LINK);
	ask(IORING_OP_UNLINKAT, AT_FDCWD, "chained", 0);
	ring_submit(&ring, 2);
	take(2);
	open_read("chain-breaks", IOSQE_IO_LINK);
	ask(IORING_OP_UNLINKAT, AT_FDCWD, "after-break", 0);
	ring_submit(&ring, 2);
	take(2);
}

static void without_completion(void)
{
	open_read("skipped", IOSQE_CQE_SKIP_SUCCESS);
	open_read("skipped-none", IOSQE_CQE_SKIP_SUCCESS);
	ask(IORING_OP_UNLINKAT, AT_FDCWD, "skipped-gone", IOSQE_CQE_SKIP_SUCCESS | IOSQE_IO_LINK);
	ask(IORING_OP_NOP, -1, NULL, 0);
	ring_submit(&ring, 2);
	take(2);
	idle();
}

static int next_descriptor(void)
{
	int next = must(dup(0), "dup");

	close(next);
	return next;
}

/* Opens whose descriptor is closed in the same batch. */
static void closed_at_once(void)
{
	int next = next_descriptor();

	open_read("closed", 0);
	ask(IORING_OP_CLOSE, next, NULL, 0);
	ring_submit(&ring, 2);
	take(2);
}

static void many(void)
{
	static char names[MANY][16];

	for (int i = 0; i < MANY; i++) {
		sprintf(names[i], "many-%d", i);
		open_read(names[i], 0);
	}
	ring_submit(&ring, MANY);
	take(MANY);
}

static void cancelled(void)
{
	int server = bound_socket("127.0.0.1", SOCK_STREAM, 0);

	must(listen(server, 1), "listen");
	ask(IORING_OP_ACCEPT, server, NULL, 0)->user_data = 77;
	ring_submit(&ring, 0);
	ask(IORING_OP_ASYNC_CANCEL, -1, (void *)77, 0);
	ring_submit(&ring, 2);
	take(2);
	printf("fact cancelled server=%d", server);
	end_line();
}

/* More completions than their queue holds, from this thread and from workers. */
static void overflow(unsigned flags, const char *prefix, unsigned count)
{
	static char names[WORKERS][16];

	must(ring_open(&ring, 0, SMALL), "a small ring");
	for (unsigned i = 0; i < count; i++) {
		sprintf(names[i], "%s-%u", prefix, i);
		open_read(names[i], flags);
		ring_submit(&ring, 0);
	}
	for (unsigned i = 0; i < count; i++) {
		ring_submit(&ring, 1);
		take(1);
	}
	close(ring.fd);
}

/* Puts another file where one was opened. */
static void swap(int fd, const char *decoy)
{
	close(fd);
	must(open(decoy, O_RDONLY) == fd ? 0 : -EBADF, decoy);
}

/* A ring whose thread is told what workers have done only when it asks. */
static void deferred(void)
{
	int next, error = ring_open(&ring, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 0);

	printf("fact deferred error=%d", -error);
	end_line();
	if (error)
		return;
	next = next_descriptor();
	open_read("deferred", IOSQE_ASYNC);
	must(raw(SYS_io_uring_enter, ring.fd, ring_prepared(&ring), 0, 0, 0, 0), "submit without a look");
	while (fcntl(next, F_GETFD) < 0)
		usleep(1000);
	swap(next, "decoy");
	ring_submit(&ring, 1);
	take(1);
	close(next);
	open_read("linked", IOSQE_CQE_SKIP_SUCCESS | IOSQE_IO_LINK);
	ask(IORING_OP_CLOSE, next, NULL, IOSQE_CQE_SKIP_SUCCESS | IOSQE_IO_LINK);
	open_read("decoy", 0);
	ring_submit(&ring, 1);
	take(1);
	close(ring.fd);
}

/* FOLDER */
static int uring_corners(int argc, char **argv)
{
	int error, next;

	if (argc < 1)
		return 1;
	must(chdir(argv[0]), argv[0]);
	error = ring_open(&ring, 0, 0);
	printf("fact ring error=%d", -error);
	end_line();
	if (error)
		return 0;
	slots();
	chains();
	without_completion();
	closed_at_once();
	many();
	cancelled();
	overflow(0, "over", INLINE);
	overflow(IOSQE_ASYNC, "worker", WORKERS);
	deferred();
	must(ring_open(&ring, 0, 0), "ring");
	open_read("at-end", IOSQE_ASYNC | IOSQE_CQE_SKIP_SUCCESS);
	next = next_descriptor();
	ring_submit(&ring, 0);
	while (fcntl(next, F_GETFD) < 0)
		usleep(1000);
	return 0;
}

const struct action uring_corner_actions[] = {
	{ "uring-corners", uring_corners },
	{},
};
