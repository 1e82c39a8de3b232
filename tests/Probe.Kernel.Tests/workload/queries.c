/* Calls that programs make all the time, and those that make descriptors: each by the raw system call. */
#include "workload.h"
#include "calls.h"
#include "sockets.h"
#include <linux/close_range.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/quota.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>

/* i386's call of semaphores in one, and what its first argument chooses. */
enum { IPC = 117, IPC_SEMOP = 1, IPC_SEMGET = 2, IPC_SEMCTL = 3 };

/* FILE: data through files and sockets; the compat ones by int 0x80. */
static int calls_data(int argc, char **argv)
{
	int file = must(open(argv[0], O_RDWR | O_CREAT | O_TRUNC, 0644), argv[0]);
	char *data = low("0123456789", 10), *room = low("................", 16);
	struct iovec two[] = { { data, 4 }, { data + 4, 6 } }, rooms[] = { { room, 3 }, { room + 3, 13 } };
	unsigned low_two[] = { low_address(data), 4, low_address(data + 4), 6 };
	struct mmsghdr messages[2] = { { .msg_hdr = { .msg_iov = rooms, .msg_iovlen = 1 } },
				       { .msg_hdr = { .msg_iov = rooms + 1, .msg_iovlen = 1 } } };
	int ends[2];

	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), "socketpair");
	printf("fact data file=%d one=%d other=%d", file, ends[0], ends[1]);
	end_line();
	DO("write", CALL(write, file, data, 10));
	DO("write-fails", CALL(write, 999, data, 10));
	DO("writev", CALL(writev, file, two, 2));
	DO("pwrite", CALL(pwrite64, file, data, 3, 5));
	DO("pwritev", CALL(pwritev, file, two, 2, 7, 0));
	DO("pread", CALL(pread64, file, room, 16, 4));
	DO("pread-far", CALL(pread64, file, room, 16, 1l << 33));
	DO("preadv", CALL(preadv, file, rooms, 2, 4, 0));
	must(lseek(file, 0, SEEK_SET), "lseek");
	DO("read", CALL(read, file, room, 4));
	DO("read-fails", CALL(read, 999, room, 4));
	DO("read-faults", CALL(read, file, 1, 4));
	DO("readv", CALL(readv, file, rooms, 2));
	DO("write-compat", int80(4, file, low_address(data), 2, 0, 0, 0));
	DO("writev-compat", int80(146, file, low_address(low(low_two, sizeof(low_two))), 2, 0, 0, 0));
	DO("pread-compat", int80(180, file, low_address(room), 2, 1, 1, 0));
	DO("send-compat", socketcall(9, ends[0], low_address(data), 5, 0, 0, 0));
	DO("recv-compat", socketcall(10, ends[1], low_address(room), 16, 0, 0, 0));
	must(write(ends[0], "one", 3), "write");
	must(write(ends[0], "second", 6), "write");
	DO("recvmmsg", CALL(recvmmsg, ends[1], messages, 2, MSG_DONTWAIT, 0));
	DO("recvmmsg-fails", CALL(recvmmsg, ends[1], messages, 2, MSG_DONTWAIT, 0));
	return argc != 1;
}

/* Descriptors of all kinds, and what asks them. */
static int calls_objects(int argc, char **argv)
{
	int file = must(open(argv[0], O_RDWR | O_CREAT, 0644), argv[0]);
	unsigned long mask = 1 << (SIGUSR1 - 1) | 1 << (SIGTERM - 1);
	int ends[2], size = 0, socket_fd, on = 1;
	struct stat pipe_file;
	struct timeval half = { .tv_usec = 500000 };
	socklen_t length = sizeof(int);
	char entries[256];

	printf("fact objects file=%d", file);
	end_line();
	DO("pipe", CALL(pipe, ends));
	must(fstat(ends[0], &pipe_file), "fstat");
	printf("fact ends first=%d second=%d ino=%lu", ends[0], ends[1], pipe_file.st_ino);
	end_line();
	DO("pipe2", CALL(pipe2, ends, O_DIRECT | O_CLOEXEC | O_NONBLOCK));
	must(fstat(ends[0], &pipe_file), "fstat");
	printf("fact ends2 first=%d second=%d ino=%lu", ends[0], ends[1], pipe_file.st_ino);
	end_line();
	DO("pipe-fails", CALL(pipe, 1));
	DO("socketpair", CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, ends));
	DO("eventfd", CALL(eventfd, 3));
	DO("eventfd2", CALL(eventfd2, 4, EFD_CLOEXEC | EFD_NONBLOCK));
	DO("eventfd2-fails", CALL(eventfd2, 4, 0xffff));
	DO("signalfd", CALL(signalfd, -1, &mask, 8));
	DO("signalfd4", CALL(signalfd4, -1, &mask, 8, O_CLOEXEC));
	DO("timerfd_create", CALL(timerfd_create, CLOCK_MONOTONIC, TFD_CLOEXEC));
	DO("inotify_init", CALL(inotify_init, 0));
	DO("inotify_init1", CALL(inotify_init1, IN_NONBLOCK));
	DO("epoll_create", CALL(epoll_create, 5));
	DO("epoll_create1", CALL(epoll_create1, EPOLL_CLOEXEC));
	DO("epoll_wait-fails", CALL(epoll_wait, file, entries, 7, 0));
	DO("flock", CALL(flock, file, 2 | 4));
	DO("lseek", CALL(lseek, file, 9, SEEK_SET));
	DO("llseek", int80(140, file, 1, 2, low_address(low(entries, 8)), SEEK_SET, 0));
	DO("getdents64-fails", CALL(getdents64, file, entries, sizeof(entries)));
	DO("ioctl", CALL(ioctl, file, FIONREAD, &size));
	socket_fd = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	printf("fact socket fd=%d", socket_fd);
	end_line();
	DO("setsockopt", CALL(setsockopt, socket_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
	DO("setsockopt-time", CALL(setsockopt, socket_fd, SOL_SOCKET, SO_RCVTIMEO, &half, sizeof(half)));
	DO("getsockopt", CALL(getsockopt, socket_fd, SOL_SOCKET, SO_TYPE, &on, &length));
	DO("getsockopt-fails", CALL(getsockopt, 999, SOL_SOCKET, SO_TYPE, &on, &length));
	DO("getsockname-fails", CALL(getsockname, 999, 0, 0));
	DO("close", CALL(close, file));
	DO("close-fails", CALL(close, 999));
	DO("close_range", CALL(close_range, 500, 600, CLOSE_RANGE_CLOEXEC));
	DO("fsconfig-fails", CALL(fsconfig, 999, 1, "source", "value", 0));
	return argc != 1;
}

/* Memory, limits, and questions. FOLDER is where it stands. */
static int calls_questions(int argc, char **argv)
{
	struct rlimit limit = { 64, 4096 }, old = {};
	struct timespec moment = { 0, 1500 };
	struct pollfd polled[] = { { .fd = 998, .events = POLLIN }, { .fd = 999, .events = POLLIN } };
	struct sembuf operations[] = { { 0, 1, IPC_NOWAIT }, { 1, -1, SEM_UNDO } };
	struct stat file;
	unsigned ids[3], word = 0, five = 5;
	unsigned low_operations = low_address(low(operations, sizeof(operations)));
	unsigned low_five = low_address(low(&five, sizeof(five)));
	char where[256];
	long page;
	int semaphores;

	must(chdir(argv[0]), argv[0]);
	DO("mmap", page = CALL(mmap, 0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	printf("fact page address=%lX", page);
	end_line();
	DO("mmap-fails", CALL(mmap, 0, 4096, PROT_EXEC, MAP_SHARED, 999, 4096));
	DO("mmap2", int80(192, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	DO("mprotect", CALL(mprotect, page, 4096, PROT_READ));
	DO("mlock", CALL(mlock, page, 4096));
	DO("munlock", CALL(munlock, page, 4096));
	DO("mlock2-fails", CALL(mlock2, page, 4096, 8));
	DO("mlockall-fails", CALL(mlockall, 0));
	DO("munlockall", CALL(munlockall, 0));
	DO("munmap", CALL(munmap, page, 8192));
	DO("brk", CALL(brk, 0));
	DO("setrlimit", CALL(setrlimit, RLIMIT_NPROC, &limit));
	DO("getrlimit", CALL(getrlimit, RLIMIT_NPROC, &old));
	DO("prlimit", CALL(prlimit64, 0, RLIMIT_NPROC, 0, &old));
	DO("prlimit-fails", CALL(prlimit64, 0, 99, &limit, 0));
	DO("quotactl-fails", CALL(quotactl, QCMD(Q_GETQUOTA, USRQUOTA), "/nowhere", 7, where));
	semaphores = 0;
	DO("semget", semaphores = CALL(semget, IPC_PRIVATE, 2, IPC_CREAT | 0600));
	DO("semop", CALL(semop, semaphores, operations, 1));
	DO("semop-fails", CALL(semop, -1, operations, 2));
	DO("semctl", CALL(semctl, semaphores, 0, SETVAL, 5));
	must(semctl(semaphores, 0, IPC_RMID), "remove the semaphores");
	DO("semget-compat", semaphores = int80(IPC, IPC_SEMGET, IPC_PRIVATE, 2, IPC_CREAT | 0600, 0, 0));
	DO("semop-compat", int80(IPC, IPC_SEMOP, semaphores, 1, 0, low_operations, 0));
	DO("semctl-compat", int80(IPC, IPC_SEMCTL, semaphores, 1, SETVAL, low_five, 0));
	must(semctl(semaphores, 0, IPC_RMID), "remove the semaphores");
	DO("stat", CALL(stat, "file", &file));
	DO("stat-fails", CALL(stat, NOWHERE, &file));
	DO("lstat", CALL(lstat, "/", &file));
	DO("fstat-fails", CALL(fstat, 999, &file));
	DO("newfstatat", CALL(newfstatat, AT_FDCWD, "file", &file, AT_SYMLINK_NOFOLLOW));
	DO("access", CALL(access, "file", R_OK | W_OK));
	DO("access-fails", CALL(access, NOWHERE, F_OK));
	DO("getcwd", CALL(getcwd, where, sizeof(where)));
	DO("getcwd-fails", CALL(getcwd, where, 1));
	DO("getuid", CALL(getuid, 0));
	DO("getegid", CALL(getegid, 0));
	DO("getresuid", CALL(getresuid, ids, ids + 1, ids + 2));
	DO("getresgid-faults", CALL(getresgid, 1, 1, 1));
	DO("futex", CALL(futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 9));
	DO("nanosleep", CALL(nanosleep, &moment, 0));
	DO("poll", CALL(poll, polled, 2, 12));
	DO("ppoll", CALL(ppoll, polled + 1, 1, &moment, 0, 0));
	DO("select", CALL(select, 0, 0, 0, 0, &(struct timeval){}));
	return argc != 1;
}

const struct action query_actions[] = {
	{ "data", calls_data },
	{ "objects", calls_objects },
	{ "questions", calls_questions },
	{},
};
