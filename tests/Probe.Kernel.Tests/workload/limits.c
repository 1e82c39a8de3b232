/* What calls.c leaves out of descriptors, processes and sockets: the other ends of calls. */
#include "workload.h"
#include "calls.h"
#include "sockets.h"
#include <linux/io_uring.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <netinet/in.h>

#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

/* How many descriptors there may be. */
static void limit_descriptors(unsigned count)
{
	struct rlimit limit = { count, 1024 };

	must(setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
}

/* What a step prints takes descriptors. */
#define DO_LIMITED(label, call)           \
	do {                              \
		struct step one;          \
		limit_descriptors(1);     \
		STEP(one, label, call);   \
		limit_descriptors(1024);  \
		print_step(&one);         \
		end_line();               \
	} while (0)

/* Calls that make descriptors, when there can be no more. */
static void make_too_many(int file)
{
	unsigned long mask = 1 << (SIGUSR1 - 1);
	int ends[2] = { 7, 8 };

	DO_LIMITED("pipe-fails", CALL(pipe, ends));
	DO_LIMITED("pipe2-fails", CALL(pipe2, ends, O_NONBLOCK));
	DO_LIMITED("eventfd-fails", CALL(eventfd, 1));
	DO_LIMITED("epoll_create-fails", CALL(epoll_create, 3));
	DO_LIMITED("epoll_create1-fails", CALL(epoll_create1, 0x80000));
	DO_LIMITED("inotify_init-fails", CALL(inotify_init, 0));
	DO_LIMITED("dup-many-fails", CALL(dup, file));
	DO_LIMITED("memfd_create-many-fails", CALL(memfd_create, "many", 0));
	DO("signalfd-fails", CALL(signalfd, 999, &mask, 8));
	DO("signalfd4-fails", CALL(signalfd4, 999, &mask, 8, 0));
}

/* FILE: descriptors. */
static int corner_descriptors(int argc, char **argv)
{
	struct { struct file_handle head; char rest[128]; } handle = { .head = { .handle_bytes = 128 } };
	int file = must(open(argv[0], O_RDWR), argv[0]), target, pidfd, pipes[2], ends[2] = {};

	must(write(file, "0123456789", 10), "write");
	must(pipe(pipes), "pipe");
	target = must(open("/dev/null", O_WRONLY), "/dev/null");
	pidfd = must(CALL(pidfd_open, getpid(), 0), "pidfd_open");
	printf("fact more file=%d null=%d pidfd=%d in=%d out=%d pid=%d", file, target, pidfd, pipes[0], pipes[1],
	       getpid());
	end_line();
	DO("dup2-fails", CALL(dup2, -1, 5));
	DO("dup2-negative-fails", CALL(dup2, file, -1));
	DO("fcntl-negative-fails", CALL(fcntl, -1, F_SETFD, 1));
	DO("socketpair-fails", CALL(socketpair, AF_INET, SOCK_STREAM, 0, ends));
	DO("pidfd_open", CALL(pidfd_open, getpid(), 0));
	DO("pidfd_getfd", CALL(pidfd_getfd, pidfd, file, 0));
	DO("pidfd_getfd-fails", CALL(pidfd_getfd, 999, 998, 16));
	DO("splice", (must(lseek(file, 0, SEEK_SET), "lseek"), CALL(splice, file, 0, pipes[1], 0, 4, 3)));
	DO("splice-fails", CALL(splice, 999, 0, 998, 0, -1, 0));
	DO("sendfile", CALL(sendfile, target, file, 0, 3));
	DO("sendfile-fails", CALL(sendfile, 999, file, 0, 3));
	DO("copy_file_range-fails", CALL(copy_file_range, 999, 0, 998, 0, 77, 0));
	DO("open_by_handle_at-fails", CALL(open_by_handle_at, 999, &handle, O_RDONLY | O_CLOEXEC));
	DO("bpf-fails", CALL(bpf, 5, 0, 0));
	DO("close_range-fails", CALL(close_range, 9, 8, 2));
	DO("timerfd_create-fails", CALL(timerfd_create, 99, 7));
	DO("inotify_init1-fails", CALL(inotify_init1, 1));
	DO("eventfd2-fails", CALL(eventfd2, 4, 0xffff));
	DO("userfaultfd-fails", CALL(userfaultfd, 0xffff));
	DO("userfaultfd", CALL(userfaultfd, O_CLOEXEC | O_NONBLOCK));
	make_too_many(file);
	return argc != 1;
}

/* FOLDER: files that calls make of others. */
static int corner_copies(int argc, char **argv)
{
	struct { struct file_handle head; char rest[128]; } handle = { .head = { .handle_bytes = 128 } };
	int from, to, folder, mount;
	struct stat file;

	must(chdir(argv[0]), argv[0]);
	folder = must(open(".", O_RDONLY | O_DIRECTORY), "open the folder");
	from = must(open("from", O_RDWR | O_CREAT, 0644), "from");
	to = must(open("to", O_RDWR | O_CREAT, 0644), "to");
	must(write(from, "0123456789", 10), "write");
	must(lseek(from, 0, SEEK_SET), "lseek");
	must(fstat(from, &file), "fstat");
	printf("fact copies folder=%d from=%d to=%d dev=%X ino=%lu", folder, from, to,
	       major(file.st_dev) << 8 | minor(file.st_dev), file.st_ino);
	end_line();
	DO("copy_file_range", CALL(copy_file_range, from, 0, to, 0, 5, 0));
	must(name_to_handle_at(AT_FDCWD, "from", &handle.head, &mount, 0), "name_to_handle_at");
	DO("open_by_handle_at", CALL(open_by_handle_at, folder, &handle, O_RDONLY | O_CLOEXEC));
	return argc != 1;
}

/* Queues of io_uring. */
static int corner_rings(int argc, char **argv)
{
	struct io_uring_params limits = { .flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP, .cq_entries = 16 };
	struct io_uring_params none = { .flags = 1u << 31 };
	unsigned long mask = 1 << (SIGUSR1 - 1);
	struct io_uring_getevents_arg wait = { .sigmask = (unsigned long)&mask, .sigmask_sz = sizeof(mask) };
	unsigned extended = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG;
	int ring;

	(void)argv;
	DO("io_uring_setup", ring = CALL(io_uring_setup, 4, &limits));
	printf("fact ring fd=%d features=%u", ring, limits.features & 0x7ff);
	end_line();
	DO("io_uring_setup-fails", CALL(io_uring_setup, 4, &none));
	DO("io_uring_enter", CALL(io_uring_enter, ring, 0, 0, IORING_ENTER_GETEVENTS, 0, 0));
	DO("io_uring_enter-signals", CALL(io_uring_enter, ring, 0, 0, IORING_ENTER_GETEVENTS, &mask, sizeof(mask)));
	DO("io_uring_enter-extended", CALL(io_uring_enter, ring, 0, 0, extended, &wait, sizeof(wait)));
	DO("io_uring_enter-fails", CALL(io_uring_enter, 999, 3, 2, 2, 0, 0));
	DO("io_uring_register", CALL(io_uring_register, ring, IORING_REGISTER_PERSONALITY, 0, 0));
	DO("io_uring_register-fails", CALL(io_uring_register, 999, IORING_UNREGISTER_FILES, 0x1234, 7));
	return argc != 0;
}

/* Calls that change what a process may, when it may not. */
static void ask_too_much(void)
{
	struct { unsigned version; int pid; } header = { 0x20080522, 0 };
	unsigned all[6] = { 1, 1, 1 };

	must(setgid(12345), "setgid");
	must(setresuid(12345, 12345, 12345), "setresuid");
	DO("setuid-root-fails", CALL(setuid, 0));
	DO("setgid-fails", CALL(setgid, 0));
	DO("setreuid-fails", CALL(setreuid, 0, 0));
	DO("setregid-fails", CALL(setregid, 0, -1));
	DO("setresuid-fails", CALL(setresuid, -1, 0, 1));
	DO("setresgid-fails", CALL(setresgid, 0, 12345, -1));
	DO("capset-fails", CALL(capset, &header, all));
	DO("ptrace-peek-fails", CALL(ptrace, 1, 99999999, 0x1000, 0));
	DO("unshare-fails", CALL(unshare, CLONE_NEWNS | CLONE_NEWPID));
}

/* One process upon another. */
static int corner_processes(int argc, char **argv)
{
	static char here[] = "0123456789", there[] = "abcdefghij";
	struct iovec parts[] = { { here, 3 }, { here + 3, 4 } }, other = { there, 7 };
	unsigned action = SECCOMP_RET_KILL_PROCESS;
	char name[64] = {};
	int names = must(open("/proc/self/ns/uts", O_RDONLY), "uts"), child = must(fork(), "fork");

	(void)argv;
	if (child == 0)
		for (;;)
			pause();
	must(readlink("/proc/self/ns/uts", name, sizeof(name) - 1), "readlink");
	printf("fact processes child=%d names=%d uts=%s", child, names, name);
	end_line();
	DO("process_vm_readv", CALL(process_vm_readv, child, parts, 2, &other, 1, 0));
	DO("process_vm_readv-fails", CALL(process_vm_readv, 99999999, parts, 2, &other, 1, 0));
	DO("process_vm_writev", CALL(process_vm_writev, child, parts, 2, &other, 1, 0));
	DO("process_vm_writev-fails", CALL(process_vm_writev, -1, parts, 1, &other, 1, 0));
	DO("setpgid", CALL(setpgid, child, 0));
	DO("setpgid-fails", CALL(setpgid, 99999999, -1));
	DO("setns", CALL(setns, names, CLONE_NEWUTS));
	DO("setns-fails", CALL(setns, -1, CLONE_NEWNET | CLONE_NEWNS));
	DO("seccomp", CALL(seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
	DO("keyctl", CALL(keyctl, 0, -1, 1));
	DO("keyctl-fails", CALL(keyctl, 0, 0x7fffffff, 0));
	DO("tkill", CALL(tkill, child, 0));
	DO("tgkill", CALL(tgkill, child, child, 0));
	DO("kill-negative-fails", CALL(kill, -99999999, 0));
	DO("ptrace", CALL(ptrace, 0x4206, child, 0, 0));
	DO("kill", CALL(kill, child, SIGKILL));
	must(setpgid(0, 0), "setpgid");
	DO("setsid-fails", CALL(setsid, 0));
	ask_too_much();
	return argc != 0;
}

/* What a process that may all makes of itself, each in a process of its own. */
static int corner_selves(int argc, char **argv)
{
	for (int i = 0; i < 7; i++) {
		int child = must((fflush(stdout), fork()), "fork"), status;

		if (child) {
			must(waitpid(child, &status, 0) == child && status == 0 ? 0 : -1, argv[0]);
			continue;
		}
		switch (i) {
		case 0:
			DO("setsid", CALL(setsid, 0));
			break;
		case 1:
			DO("setgid", CALL(setgid, 12345));
			break;
		case 2:
			DO("setregid", CALL(setregid, -1, 12345));
			break;
		case 3:
			DO("setresgid", CALL(setresgid, 12345, 12346, -1));
			break;
		case 4:
			DO("setreuid", CALL(setreuid, -1, 12345));
			break;
		case 5:
			DO("setresuid", CALL(setresuid, 1, 12345, 12346));
			break;
		default:
			DO("setuid", CALL(setuid, 12345));
		}
		fflush(stdout);
		_exit(0);
	}
	return argc != 1;
}

static unsigned long inode_of(int fd)
{
	struct stat file;

	must(fstat(fd, &file), "fstat");
	return file.st_ino;
}

/* Sockets on loopback. */
static int corner_sockets(int argc, char **argv)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) }, from, other;
	socklen_t length = sizeof(any);
	int server = must(socket(AF_INET, SOCK_STREAM, 0), "socket"), client, peer, ends[2];
	char *data = low("0123456789", 10);
	struct iovec rooms[] = { { data, 2 }, { data + 2, 8 } };
	struct msghdr message = { .msg_iov = rooms, .msg_iovlen = 2 };

	must(bind(server, (void *)&any, sizeof(any)), "bind");
	must(listen(server, 5), "listen");
	must(getsockname(server, (void *)&any, &length), "getsockname");
	client = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	must(connect(client, (void *)&any, sizeof(any)), "connect");
	must(getsockname(client, (void *)&from, &length), "getsockname");
	DO("accept", peer = CALL(accept, server, 0, 0));
	DO("accept-fails", CALL(accept, -1, 0, 0));
	DO("accept4-fails", CALL(accept4, client, 0, 0, SOCK_NONBLOCK));
	DO("getsockname", CALL(getsockname, peer, &other, &length));
	DO("getpeername", CALL(getpeername, client, &other, &length));
	DO("getpeername-fails", CALL(getpeername, server, &other, &length));
	DO("setsockopt-fails", CALL(setsockopt, 999, SOL_SOCKET, SO_REUSEADDR, &length, 4));
	DO("send", socketcall(9, client, low_address(low("hello", 5)), 5, 0, 0, 0));
	DO("send-fails", socketcall(9, 999, low_address(data), 5, 0, 0, 0));
	DO("recvmsg", CALL(recvmsg, peer, &message, 0));
	DO("recvmsg-fails", CALL(recvmsg, peer, &message, MSG_DONTWAIT));
	must(write(client, "again", 5), "write");
	DO("recv", socketcall(10, peer, low_address(data), 10, 0, 0, 0));
	DO("recv-fails", socketcall(10, -1, low_address(data), 10, 0, 0, 0));
	must(write(client, "third", 5), "write");
	DO("recvfrom", CALL(recvfrom, peer, data, 10, 0, 0, 0));
	DO("recvfrom-fails", CALL(recvfrom, peer, data, 10, MSG_DONTWAIT, 0, 0));
	DO("socketpair", CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, ends));
	DO("shutdown", CALL(shutdown, client, SHUT_WR));
	DO("shutdown-fails", CALL(shutdown, 999, SHUT_RDWR));
	printf("fact corner server=%d client=%d peer=%d port=%d from=%d one=%d other=%d", server, client, peer,
	       ntohs(any.sin_port), ntohs(from.sin_port), ends[0], ends[1]);
	printf(" one_ino=%lX other_ino=%lX", inode_of(ends[0]), inode_of(ends[1]));
	end_line();
	return argc != 0 || argv == NULL;
}

const struct action limit_actions[] = {
	{ "corner-processes", corner_processes },
	{ "corner-selves", corner_selves },
	{ "corner-sockets", corner_sockets },
	{ "corner-descriptors", corner_descriptors },
	{ "corner-copies", corner_copies },
	{ "corner-rings", corner_rings },
	{},
};
