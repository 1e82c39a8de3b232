/* Ways around a rule: by other names, through other hands, under another name, out of a container. */
#include "sockets.h"
#include <linux/openat2.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* linux/mount.h, linux/sched.h and the calls' numbers; the headers of older systems lack them. */
enum { NR_OPEN_TREE = 428, NR_FSOPEN = 430, NR_FSCONFIG = 431, NR_FSMOUNT = 432, NR_CLONE3 = 435 };
enum { NR_PIDFD_OPEN = 434, NR_OPENAT2 = 437, NR_PIDFD_GETFD = 438, NR_FCHMODAT2 = 452 };
#define TREE_CLONE 1
#define CREATE_SUPER 6
#define INTO_CGROUP 0x200000000ull

static void end_step(struct step *step)
{
	print_step(step);
	end_line();
}

static long open_step(const char *label, int dirfd, const char *name)
{
	struct step step;

	STEP(step, label, raw(SYS_openat, dirfd, (long)name, O_RDONLY, 0, 0, 0));
	end_step(&step);
	return step.result;
}

/* FOLDER: the file "file" in it by names of descriptors, through mounts without a place, with a root of its own. */
static int evade_names(int argc, char **argv)
{
	struct open_how how = { .resolve = RESOLVE_IN_ROOT };
	int folder = must(open(argv[0], O_PATH | O_DIRECTORY), "open the folder");
	int file = must(openat(folder, "file", O_RDONLY), "open the file");
	int path = must(openat(folder, "file", O_PATH), "open the path");
	struct step step;
	char name[64];
	int mount;

	snprintf(name, sizeof(name), "/dev/fd/%d", file);
	open_step("dev", AT_FDCWD, name);
	snprintf(name, sizeof(name), "/proc/thread-self/fd/%d", path);
	open_step("path", AT_FDCWD, name);
	STEP(step, "in-root", raw(NR_OPENAT2, folder, (long)"/../file", (long)&how, sizeof(how), 0, 0));
	end_step(&step);
	STEP(step, "mode", raw(NR_FCHMODAT2, folder, (long)"file", 0640, 0, 0, 0));
	end_step(&step);
	mount = must(raw(NR_OPEN_TREE, AT_FDCWD, (long)argv[0], TREE_CLONE, 0, 0, 0), "open_tree");
	open_step("tree", mount, "file");
	mount = must(raw(NR_FSOPEN, (long)"tmpfs", 0, 0, 0, 0, 0), "fsopen");
	must(raw(NR_FSCONFIG, mount, CREATE_SUPER, 0, 0, 0, 0), "fsconfig");
	mount = must(raw(NR_FSMOUNT, mount, 0, 0, 0, 0, 0), "fsmount");
	must(close(openat(mount, "new", O_CREAT | O_WRONLY, 0600)), "create");
	open_step("mount", mount, "new");
	return argc != 1;
}

/* FOLDER: a file whose path is longer than any name may be. */
static int evade_depth(int argc, char **argv)
{
	char name[251];

	memset(name, 'd', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	must(chdir(argv[0]), "chdir");
	for (int i = 0; i < 20; i++)
		must(mkdir(name, 0700) | chdir(name), "go deeper");
	must(close(open("secret.pem", O_CREAT | O_WRONLY, 0600)), "create");
	open_step("open", AT_FDCWD, "secret.pem");
	/* Nobody else can name what is to be removed. */
	must(unlink("secret.pem"), "unlink");
	for (int i = 0; i < 20; i++)
		must(chdir("..") | rmdir(name), "come back");
	return argc != 1;
}

/* PATH: a folder by this path, step by step, for calls take no such names; and the way back. */
static int open_deep(int argc, char **argv)
{
	char *rest = argv[0] + 1, *name, *made[64];
	int depth = 0;

	must(chdir("/"), "chdir");
	while ((name = strsep(&rest, "/")) && rest) {
		if (mkdir(name, 0700) == 0)
			made[depth++] = name;
		must(chdir(name), "go deeper");
	}
	must(close(open(name, O_CREAT | O_WRONLY, 0600)), "create");
	open_step("open", AT_FDCWD, name);
	must(unlink(name), "unlink");
	while (depth)
		must(chdir("..") | rmdir(made[--depth]), "come back");
	return argc != 1;
}

/* The receiver's end of a descriptor that is sent over a socket. */
static int receive(int from)
{
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec part = { &byte, 1 };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
				 .msg_controllen = sizeof(control) };

	must(recvmsg(from, &header, 0), "recvmsg");
	return *(int *)CMSG_DATA(CMSG_FIRSTHDR(&header));
}

static void give(int to, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = {};
	struct iovec part = { "x", 1 };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
				 .msg_controllen = sizeof(control) };
	struct cmsghdr *first = CMSG_FIRSTHDR(&header);

	*first = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
	*(int *)CMSG_DATA(first) = fd;
	must(sendmsg(to, &header, 0), "sendmsg");
}

/* A connection that others than its maker put in the place of standard input: one was given it, one takes it. */
static int evade_hands(int argc, char **argv)
{
	struct address to = address_of("127.0.0.1", 0);
	int server = bound_socket("127.0.0.1", SOCK_STREAM, 0), pair[2], fd, self;
	struct step step;

	(void)argc, (void)argv;
	to = address_of("127.0.0.1", port_of(server));
	fd = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	must(connect(fd, (void *)&to.storage, to.length), "connect");
	printf("fact connection port=%d from=%d", port_of(server), port_of(fd));
	end_line();
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
	if (must(fork(), "fork") == 0) {
		int mine = receive(pair[1]);

		STEP(step, "given", WITH_ERRNO(dup2(mine, 0)));
		end_step(&step);
		_exit(0);
	}
	give(pair[0], fd);
	must(wait(NULL), "wait");
	self = must(raw(NR_PIDFD_OPEN, getpid(), 0, 0, 0, 0, 0), "pidfd_open");
	if (must(fork(), "fork") == 0) {
		must(close(fd), "close");
		STEP(step, "taken", raw(NR_PIDFD_GETFD, self, fd, 0, 0, 0, 0));
		end_step(&step);
		STEP(step, "put", WITH_ERRNO(dup3(step.result, 1000, 0)));
		fflush(stdout);
		end_step(&step);
		_exit(0);
	}
	must(wait(NULL), "wait");
	return 0;
}

enum { COPIED, COPIED_CLOSING, COPIED_COMPAT, MARKED, TAKEN, CONNECTED, ACCEPTED, REFUSED, ABOVE, ACCEPTED_ABOVE };

#define STEPS (ACCEPTED_ABOVE + 1)

/* A socket at descriptor 0, whatever is there. */
static void socket_at_0(void)
{
	close(0);
	must(socket(AF_INET, SOCK_STREAM, 0) == 0 ? 0 : -1, "socket in the place of standard input");
}

/* Connections at standard descriptors without a dup, and what only looks like it; told once they are back. */
static int evade_standard(int argc, char **argv)
{
	int server = bound_socket("127.0.0.1", SOCK_STREAM, 0), fd, other, saved[3], self;
	struct address to = address_of("127.0.0.1", port_of(server)), nobody = address_of("127.0.0.1", 1);
	struct step steps[STEPS];

	(void)argc, (void)argv;
	fd = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	other = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	must(connect(fd, (void *)&to.storage, to.length), "connect");
	self = must(raw(NR_PIDFD_OPEN, getpid(), 0, 0, 0, 0, 0), "pidfd_open");
	for (int i = 0; i < 3; i++)
		saved[i] = must(fcntl(i, F_DUPFD, 100), "save a descriptor");
	for (int i = 0; i < 3; i++)
		close(i);
	STEP(steps[COPIED], "copied", raw(SYS_fcntl, fd, F_DUPFD, 0, 0, 0, 0));
	STEP(steps[COPIED_CLOSING], "copied-closing", raw(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 1, 0, 0, 0));
	STEP(steps[COPIED_COMPAT], "copied-compat", int80(55, fd, F_DUPFD, 2, 0, 0, 0));
	STEP(steps[MARKED], "marked", raw(SYS_fcntl, fd, F_SETFD, 0, 0, 0, 0));
	close(0);
	STEP(steps[TAKEN], "taken", raw(NR_PIDFD_GETFD, self, fd, 0, 0, 0, 0));
	socket_at_0();
	STEP(steps[CONNECTED], "connected", raw(SYS_connect, 0, (long)&to.storage, to.length, 0, 0, 0));
	close(0);
	STEP(steps[ACCEPTED], "accepted", raw(SYS_accept, server, 0, 0, 0, 0, 0));
	socket_at_0();
	STEP(steps[REFUSED], "refused", raw(SYS_connect, 0, (long)&nobody.storage, nobody.length, 0, 0, 0));
	for (int i = 0; i < 3; i++)
		must(dup2(saved[i], i), "restore a descriptor");
	STEP(steps[ABOVE], "connected-above", raw(SYS_connect, other, (long)&to.storage, to.length, 0, 0, 0));
	STEP(steps[ACCEPTED_ABOVE], "accepted-above", raw(SYS_accept, server, 0, 0, 0, 0, 0));
	for (int i = 0; i < STEPS; i++)
		end_step(&steps[i]);
	printf("fact ends port=%d from=%d", port_of(server), port_of(fd));
	end_line();
	return 0;
}

/* Three datagrams in one call, each to another address. */
static int evade_many(int argc, char **argv)
{
	struct iovec part = { "x", 1 };
	struct sockaddr_in to[3];
	struct mmsghdr many[3] = {};
	int fd = must(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	struct step step;

	(void)argc, (void)argv;
	for (int i = 0; i < 3; i++) {
		to[i] = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(9000 + i),
					      .sin_addr.s_addr = htonl(0x7f000001 + i) };
		many[i].msg_hdr = (struct msghdr){ .msg_name = &to[i], .msg_namelen = sizeof(to[i]), .msg_iov = &part,
						   .msg_iovlen = 1 };
	}
	STEP(step, "send", WITH_ERRNO(sendmmsg(fd, many, 3, 0)));
	end_step(&step);
	return 0;
}

/* FILE: opens it under another name and with other arguments than it was started with; so does a child. */
static int evade_identity(int argc, char **argv)
{
	must(prctl(PR_SET_NAME, "sshd", 0, 0, 0), "prctl");
	open_step("renamed", AT_FDCWD, argv[0]);
	if (must(fork(), "fork") == 0) {
		open_step("child", AT_FDCWD, argv[0]);
		_exit(0);
	}
	must(wait(NULL), "wait");
	/* argv[0] is the third of the arguments, which lie one behind the other. */
	memset(argv[-1], 'x', strlen(argv[-1]));
	open_step("rewritten", AT_FDCWD, argv[0]);
	return argc != 1;
}

static unsigned long stat_field(int wanted)
{
	char text[2048], *at;
	int fd = must(open("/proc/self/stat", O_RDONLY), "open /proc/self/stat");

	text[must(read(fd, text, sizeof(text) - 1), "read /proc/self/stat")] = 0;
	close(fd);
	/* The second field ends with the last parenthesis. */
	at = strrchr(text, ')') + 1;
	for (int field = 3; field < wanted; field++)
		at = strchr(at + 1, ' ');
	return strtoul(at, NULL, 10);
}

/* FILE: opens it, with arguments and environment that the kernel looks for elsewhere since. */
static int evade_arguments(int argc, char **argv)
{
	/* The kernel shows no arguments out of files: on memory of its own. */
	char *pretended = low("sshd\0-D", 8);
	struct prctl_mm_map map = {
		.start_code = stat_field(26), .end_code = stat_field(27), .start_data = stat_field(45),
		.end_data = stat_field(46),   .start_brk = stat_field(47), .brk = (long)sbrk(0),
		.start_stack = stat_field(28), .arg_start = (long)pretended,
		.arg_end = (long)pretended + 8, .env_start = (long)pretended,
		.env_end = (long)pretended + 1, .exe_fd = -1,
	};
	char line[64] = {};
	int fd;

	if (prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0)) {
		printf("fact map refused=%d", errno);
		end_line();
		return 0;
	}
	fd = must(open("/proc/self/cmdline", O_RDONLY), "open /proc/self/cmdline");
	must(read(fd, line, sizeof(line) - 1), "read /proc/self/cmdline");
	close(fd);
	printf("fact map refused=0 now=%s", line);
	end_line();
	open_step("moved", AT_FDCWD, argv[0]);
	return argc != 1;
}

static void enter(const char *group)
{
	char name[4096];
	int fd;

	snprintf(name, sizeof(name), "%s/cgroup.procs", group);
	fd = must(open(name, O_WRONLY), name);
	must(write(fd, "0", 1), "enter the group");
	close(fd);
}

/* CONTAINER OUT SELF: enters the one, becomes a process of its, and goes on as evade-out. */
static int evade_group(int argc, char **argv)
{
	enter(argv[0]);
	execl(argv[2], "in-container", "evade-out", argv[1], argv[2], NULL);
	return argc;
}

struct clone3_args {
	unsigned long long flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size,
		cgroup;
};

/* OUT SELF: leaves for OUT, and has a child start there; both become something else. */
static int evade_out(int argc, char **argv)
{
	struct clone3_args child = { .flags = INTO_CGROUP, .exit_signal = SIGCHLD };

	open_step("inside", AT_FDCWD, "/etc/passwd");
	child.cgroup = must(open(argv[0], O_PATH | O_DIRECTORY), "open the group");
	if (must(raw(NR_CLONE3, (long)&child, sizeof(child), 0, 0, 0, 0), "clone3") == 0) {
		open_step("born-outside", AT_FDCWD, "/etc/passwd");
		_exit(0);
	}
	must(wait(NULL), "wait");
	must(unshare(CLONE_NEWCGROUP), "unshare the view of groups");
	enter(argv[0]);
	open_step("outside", AT_FDCWD, "/etc/passwd");
	execl(argv[1], "out-of-container", "evade-open", NULL);
	return argc;
}

static int evade_open(int argc, char **argv)
{
	(void)argc, (void)argv;
	open_step("executed", AT_FDCWD, "/etc/passwd");
	return 0;
}

const struct action evade_actions[] = {
	{ "evade-names", evade_names }, { "evade-depth", evade_depth },	      { "evade-hands", evade_hands },
	{ "evade-many", evade_many },	{ "evade-identity", evade_identity }, { "evade-group", evade_group },
	{ "evade-out", evade_out },	{ "evade-open", evade_open },	      { "evade-standard", evade_standard },
	{ "evade-arguments", evade_arguments }, { "open-deep", open_deep },
	{ NULL, NULL },
};
