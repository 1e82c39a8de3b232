/* Calls of which their arguments tell most: each once with success and once without, by the raw system call. */
#include "workload.h"
#include "calls.h"
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <netinet/in.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

/* FOLDER: everything that happens to names, from within the folder. */
static int calls_names(int argc, char **argv)
{
	int folder = must(open(argv[0], O_RDONLY | O_DIRECTORY), argv[0]);
	int file = must(openat(folder, "file", O_RDWR | O_CREAT, 0644), "file");

	printf("fact names folder=%d file=%d", folder, file);
	end_line();
	DO("chdir", CALL(chdir, argv[0]));
	DO("chdir-fails", CALL(chdir, NOWHERE));
	DO("chmod", CALL(chmod, "file", 04755));
	DO("chmod-fails", CALL(chmod, NOWHERE, 0600));
	DO("fchmod", CALL(fchmod, file, 0640));
	DO("fchmod-fails", CALL(fchmod, 999, 0640));
	DO("fchmodat", CALL(fchmodat, folder, "file", 0700));
	DO("fchmodat-fails", CALL(fchmodat, AT_FDCWD, "none", 0));
	DO("fchmodat2", CALL(fchmodat2, folder, "file", 0700, 0));
	DO("chown", CALL(chown, "file", 0, 0));
	DO("lchown-fails", CALL(lchown, NOWHERE, 1, -1));
	DO("fchown", CALL(fchown, file, 0, 0));
	DO("fchownat", CALL(fchownat, folder, "file", 0, 0, AT_SYMLINK_NOFOLLOW));
	DO("mkdir", CALL(mkdir, "made", 0755));
	DO("mkdir-fails", CALL(mkdir, NOWHERE, 0700));
	DO("mkdirat", CALL(mkdirat, folder, "made/below", 0700));
	DO("mknod", CALL(mknod, "pipe", S_IFIFO | 0600, 0));
	DO("mknod-setuid", CALL(mknod, "setuid", S_IFREG | 04755, 0));
	DO("openat-setgid", CALL(openat, AT_FDCWD, "setgid", O_CREAT | O_WRONLY, 02755));
	DO("mknodat-fails", CALL(mknodat, AT_FDCWD, "none/pipe", S_IFREG | 0600, 0));
	DO("symlink", CALL(symlink, "/etc/shadow", "soft"));
	DO("symlinkat", CALL(symlinkat, "../etc", folder, "soft2"));
	DO("symlink-fails", CALL(symlink, "/etc/shadow", NOWHERE));
	DO("link", CALL(link, "file", "hard"));
	DO("linkat", CALL(linkat, folder, "file", AT_FDCWD, "hard2", AT_SYMLINK_FOLLOW));
	DO("link-fails", CALL(link, NOWHERE, "hard3"));
	DO("rename", CALL(rename, "hard", "made/../moved"));
	DO("renameat", CALL(renameat, folder, "moved", AT_FDCWD, "again"));
	DO("renameat2", CALL(renameat2, AT_FDCWD, "again", folder, "last", 1));
	DO("renameat2-fails", CALL(renameat2, 999, "again", -5, "last", 2));
	DO("rename-faults", CALL(rename, 1, "/x"));
	DO("unlink", CALL(unlink, "last"));
	DO("unlinkat", CALL(unlinkat, folder, "hard2", 0));
	DO("unlinkat-fails", CALL(unlinkat, AT_FDCWD, "none", AT_REMOVEDIR));
	DO("rmdir", CALL(rmdir, "made/below"));
	DO("rmdir-fails", CALL(rmdir, "/proc"));
	DO("fchdir", CALL(fchdir, folder));
	DO("fchdir-fails", CALL(fchdir, 999));
	DO("chroot-fails", CALL(chroot, NOWHERE));
	must(unshare(CLONE_NEWNS), "unshare");
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
	DO("mount", CALL(mount, "some", "made", "tmpfs", MS_NOSUID | MS_NODEV, 0));
	DO("mount-fails", CALL(mount, "/dev/null", NOWHERE, 0, MS_BIND));
	DO("umount2", CALL(umount2, "made", MNT_DETACH));
	DO("umount2-fails", CALL(umount2, "/nowhere", 0));
	return argc != 1;
}

/* Descriptors of every kind. */
static int calls_descriptors(int argc, char **argv)
{
	int file = must(open(argv[0], O_RDONLY), argv[0]);
	int pipes[2], ends[2];
	union bpf_attr map = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1 };
	unsigned ring[30] = {};

	must(pipe(pipes), "pipe");
	printf("fact descriptors file=%d pipe=%d", file, pipes[0]);
	end_line();
	DO("dup", CALL(dup, file));
	DO("dup-fails", CALL(dup, 999));
	DO("dup2", CALL(dup2, pipes[0], 100));
	DO("dup3", CALL(dup3, file, 101, O_CLOEXEC));
	DO("dup3-fails", CALL(dup3, file, file, 0));
	DO("fcntl", CALL(fcntl, file, F_DUPFD_CLOEXEC, 200));
	DO("fcntl-fails", CALL(fcntl, 999, F_GETFD, 0));
	DO("memfd_create", CALL(memfd_create, "harmless", 1));
	DO("memfd_create-fails", CALL(memfd_create, "harmless", 0x7fff));
	DO("bpf", CALL(bpf, BPF_MAP_CREATE, &map, sizeof(map)));
	DO("bpf-fails", CALL(bpf, BPF_PROG_LOAD, 0, 0));
	DO("pidfd_open", CALL(pidfd_open, getpid(), 0));
	DO("pidfd_open-fails", CALL(pidfd_open, -1, 0));
	DO("socketpair", CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, ends));
	DO("io_uring_setup-fails", CALL(io_uring_setup, 0, ring));
	DO("userfaultfd-fails", CALL(userfaultfd, 0xffff));
	DO("finit_module-fails", CALL(finit_module, file, "x=1", 2));
	DO("finit_module-none-fails", CALL(finit_module, -1, "", 0));
	DO("init_module-fails", CALL(init_module, "junk", 4, "a=b"));
	DO("delete_module-fails", CALL(delete_module, "no_such_module", O_NONBLOCK | O_TRUNC));
	DO("splice-fails", CALL(splice, file, 0, file, 0, 10, 1));
	return argc != 1;
}

/* Sockets from their making to their end, on loopback. */
static int calls_sockets(int argc, char **argv)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in no = { .sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(0xcb00710a) };
	struct sockaddr_un path = { .sun_family = AF_UNIX };
	struct sockaddr_in from = {};
	socklen_t length = sizeof(any), from_length = sizeof(from);
	char data[16];
	int server, local, client, peer, datagrams;

	strcpy(path.sun_path, argv[0]);
	DO("socket", server = CALL(socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP));
	DO("socket-fails", CALL(socket, 0, SOCK_STREAM, 0));
	DO("socket-packet", CALL(socket, AF_PACKET, SOCK_RAW, 0));
	DO("bind-fails", CALL(bind, server, &no, sizeof(no)));
	DO("accept-fails", CALL(accept, server, 0, 0));
	DO("bind", CALL(bind, server, &any, sizeof(any)));
	must(getsockname(server, (void *)&any, &length), "getsockname");
	DO("listen", CALL(listen, server, 7));
	DO("listen-fails", CALL(listen, 999, 7));
	client = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	must(connect(client, (void *)&any, sizeof(any)), "connect");
	length = sizeof(from);
	must(getsockname(client, (void *)&from, &length), "getsockname");
	DO("accept4", peer = CALL(accept4, server, 0, 0, SOCK_CLOEXEC));
	DO("dup2-socket", CALL(dup2, client, 102));
	must(write(client, "hello", 5), "write");
	DO("recvfrom", CALL(recvfrom, peer, data, sizeof(data), 0, 0, 0));
	DO("recvfrom-fails", CALL(recvfrom, peer, data, sizeof(data), MSG_DONTWAIT, 0, 0));
	DO("shutdown", CALL(shutdown, client, SHUT_WR));
	printf("fact sockets server=%d client=%d peer=%d port=%d from=%d", server, client, peer, ntohs(any.sin_port),
	       ntohs(from.sin_port));
	end_line();
	local = must(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
	DO("bind-path", CALL(bind, local, &path, sizeof(path.sun_family) + strlen(path.sun_path) + 1));
	DO("bind-path-fails", CALL(bind, local, &path, sizeof(path.sun_family) + strlen(path.sun_path) + 1));
	datagrams = must(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	any.sin_port = 0;
	must(bind(datagrams, (void *)&any, sizeof(any)), "bind");
	length = sizeof(any);
	must(getsockname(datagrams, (void *)&any, &length), "getsockname");
	must(sendto(datagrams, "datagram", 8, 0, (void *)&any, sizeof(any)), "sendto");
	DO("recvfrom-datagram", CALL(recvfrom, datagrams, data, sizeof(data), 0, &from, &from_length));
	printf("fact datagrams fd=%d local=%d port=%d", datagrams, local, ntohs(any.sin_port));
	end_line();
	return argc != 1;
}

/* What a process may and is; ends as another user. */
static int calls_identity(int argc, char **argv)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { .effective = 1 << CAP_SETUID | 1 << CAP_SETGID | 1 << CAP_CHOWN,
						    .permitted = 1 << CAP_SETUID | 1 << CAP_SETGID | 1 << CAP_CHOWN } };
	pid_t child = must(fork(), "fork");

	(void)argv;
	if (child == 0)
		for (;;)
			pause();
	printf("fact identity child=%d self=%d", child, getpid());
	end_line();
	DO("setpgid", CALL(setpgid, child, 0));
	DO("setpgid-fails", CALL(setpgid, 1, 0));
	DO("ptrace", CALL(ptrace, PTRACE_SEIZE, child, 0, 0));
	DO("ptrace-fails", CALL(ptrace, PTRACE_POKEDATA, 99999999, 8, 9));
	DO("process_vm_readv", CALL(process_vm_readv, 99999999, 0, 0, 0, 0, 0));
	DO("kill", CALL(kill, child, SIGKILL));
	DO("kill-fails", CALL(kill, 99999999, SIGTERM));
	DO("tkill-fails", CALL(tkill, 99999999, SIGUSR1));
	DO("tgkill-fails", CALL(tgkill, 99999999, 99999999, 0));
	DO("prctl", CALL(prctl, PR_SET_NAME, "renamed"));
	DO("prctl-other", CALL(prctl, PR_SET_DUMPABLE, 1));
	DO("prctl-fails", CALL(prctl, PR_CAPBSET_READ, 999));
	DO("seccomp-fails", CALL(seccomp, 77, 5, 0));
	DO("keyctl-fails", CALL(keyctl, 0, 0x7fffffff, 0));
	DO("setns-fails", CALL(setns, 0, CLONE_NEWNET));
	DO("unshare", CALL(unshare, CLONE_NEWUTS));
	DO("unshare-fails", CALL(unshare, 0x2));
	DO("setsid-fails", (must(setpgid(0, 0), "setpgid"), CALL(setsid, 0)));
	DO("capset", CALL(capset, &header, data));
	DO("setgid", CALL(setgid, 12345));
	DO("setregid", CALL(setregid, -1, 12345));
	DO("setresgid", CALL(setresgid, 12345, 12345, -1));
	DO("setreuid", CALL(setreuid, -1, 0));
	DO("setresuid", CALL(setresuid, -1, 0, 0));
	DO("setuid", CALL(setuid, 12345));
	DO("setuid-fails", CALL(setuid, 0));
	return argc != 0;
}

const struct action calls_actions[] = {
	{ "names", calls_names },
	{ "descriptors", calls_descriptors },
	{ "sockets", calls_sockets },
	{ "identity", calls_identity },
	{},
};
