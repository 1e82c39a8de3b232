/* What queries.c leaves out: the other ends of calls that ask, that move data, and that are about memory. */
#include "workload.h"
#include "calls.h"
#include <linux/futex.h>
#include <linux/quota.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>

/* FOLDER: questions about files and of oneself. */
static int corner_questions(int argc, char **argv)
{
	int folder = must(open(argv[0], O_RDONLY | O_DIRECTORY), argv[0]), watcher = must(epoll_create1(0), "epoll");
	unsigned file_text = low_address(low_text("file")), nowhere = low_address(low_text(NOWHERE));
	unsigned room = low_address(low("", 256)), ids[3];
	char entries[1024], quota[256] = {};
	struct rlimit limit = { 5, 6 };
	struct stat file;

	must(fchdir(folder), "fchdir");
	printf("fact questions folder=%d watcher=%d", folder, watcher);
	end_line();
	DO("epoll_wait", CALL(epoll_wait, watcher, entries, 7, 0));
	DO("fstat", CALL(fstat, folder, &file));
	DO("fstat64", int80(197, folder, room, 0, 0, 0, 0));
	DO("fstat64-fails", int80(197, -1, room, 0, 0, 0, 0));
	DO("lstat-fails", CALL(lstat, "", &file));
	DO("lstat64", int80(196, file_text, room, 0, 0, 0, 0));
	DO("lstat64-fails", int80(196, nowhere, room, 0, 0, 0, 0));
	DO("stat64", int80(195, file_text, room, 0, 0, 0, 0));
	DO("stat64-fails", int80(195, nowhere, room, 0, 0, 0, 0));
	DO("stat-null-faults", CALL(stat, 0, &file));
	DO("newfstatat-dirfd", CALL(newfstatat, folder, "file", &file, 0));
	DO("newfstatat-fails", CALL(newfstatat, -1, "file", &file, AT_EMPTY_PATH));
	DO("getcwd", CALL(getcwd, entries, sizeof(entries)));
	DO("getdents", CALL(getdents, folder, entries, sizeof(entries)));
	DO("getdents-fails", CALL(getdents, 999, entries, sizeof(entries)));
	must(lseek(folder, 0, SEEK_SET), "lseek");
	DO("getdents64", CALL(getdents64, folder, entries, sizeof(entries)));
	DO("geteuid", CALL(geteuid, 0));
	DO("getgid", CALL(getgid, 0));
	DO("getresgid", CALL(getresgid, ids, ids + 1, ids + 2));
	DO("getresuid-faults", CALL(getresuid, 1, 1, 1));
	DO("getrlimit-fails", CALL(getrlimit, 99, ids));
	DO("setrlimit-fails", CALL(setrlimit, 99, &limit));
	DO("quotactl", CALL(quotactl, QCMD(Q_SYNC, USRQUOTA), 0, 0, 0));
	DO("quotactl-fails", CALL(quotactl, QCMD(Q_GETQUOTA, GRPQUOTA), NOWHERE, 7, quota));
	DO("semget-fails", CALL(semget, 0x1234, -1, 0));
	DO("semctl-fails", CALL(semctl, -1, 2, 11, 0));
	return argc != 1;
}

/* FILE: descriptors that cannot, and time. */
static int corner_data(int argc, char **argv)
{
	int file = must(open(argv[0], O_RDWR | O_CREAT, 0644), argv[0]);
	char *data = low("0123456789", 10);
	struct iovec vector = { data, 10 };
	struct pollfd polled = { .fd = 999, .events = POLLIN };
	struct timespec wrong = { 1, -1 };
	unsigned word = 0;

	printf("fact answers file=%d word=%lX", file, (unsigned long)&word);
	end_line();
	DO("readv-fails", CALL(readv, 999, &vector, 1));
	DO("pread-fails", CALL(pread64, file, data, 10, -1));
	DO("preadv-fails", CALL(preadv, 999, &vector, 1, 3, 0));
	DO("writev-fails", CALL(writev, 999, &vector, 1));
	DO("pwrite-fails", CALL(pwrite64, 999, data, 10, 4));
	DO("pwritev-fails", CALL(pwritev, 999, &vector, 1, 3, 0));
	DO("write-null-faults", CALL(write, file, 0, 10));
	DO("lseek-fails", CALL(lseek, file, -5, SEEK_END + 40));
	DO("llseek-fails", int80(140, 999, 1, 2, 0, SEEK_CUR, 0));
	DO("flock-fails", CALL(flock, 999, 1));
	DO("ioctl", CALL(ioctl, file, 0x5451, 0));
	DO("ioctl-fails", CALL(ioctl, 999, 0x5401, 0x77));
	DO("futex", CALL(futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 9));
	DO("futex-fails", CALL(futex, &word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 1, 0));
	DO("nanosleep-fails", CALL(nanosleep, &wrong, 0));
	DO("poll-faults", CALL(poll, 1, 1, -1));
	DO("ppoll", CALL(ppoll, &polled, 1, 0, 0, 0));
	DO("ppoll-fails", CALL(ppoll, &polled, 1, &wrong, 0, 0));
	DO("select-fails", CALL(select, -1, 0, 0, 0, 0));
	return argc != 1;
}

/* kB of the process, as the kernel says after a call. */
static void print_size(const char *name)
{
	static char text[64];
	int statm = must(open("/proc/self/statm", O_RDONLY), "statm");

	text[must(read(statm, text, sizeof(text) - 1), "read")] = 0;
	close(statm);
	printf("fact %s kb=%ld", name, atol(text) * 4);
	end_line();
}

/* Memory. */
static int corner_memory(int argc, char **argv)
{
	long page, end;

	(void)argv;
	DO("mmap", page = CALL(mmap, 0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	print_size("mmap-size");
	DO("mmap-fails", CALL(mmap, 0, 4096, PROT_EXEC, MAP_SHARED, 999, 4096));
	print_size("mmap-fails-size");
	DO("mmap2", (unsigned)int80(192, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	print_size("mmap2-size");
	DO("mmap2-fails", int80(192, 0, 4096, PROT_READ, MAP_PRIVATE, 999, 3));
	print_size("mmap2-fails-size");
	DO("mlock-fails", CALL(mlock, 4096, 4096));
	DO("munlock-fails", CALL(munlock, 4096, 4096));
	DO("mlock2", CALL(mlock2, page, 4096, MLOCK_ONFAULT));
	DO("mlock2-fails", CALL(mlock2, page, 4096, 8));
	DO("mlockall", CALL(mlockall, MCL_CURRENT | MCL_ONFAULT));
	DO("mlockall-fails", CALL(mlockall, 0));
	DO("mprotect-fails", CALL(mprotect, 1, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
	DO("munmap", CALL(munmap, page, 8192));
	print_size("munmap-size");
	DO("munmap-fails", CALL(munmap, 1, 4096));
	print_size("munmap-fails-size");
	DO("brk", end = CALL(brk, 0));
	print_size("brk-size");
	printf("fact memory page=%lX end=%lX", page, end);
	end_line();
	return argc != 0;
}

const struct action answer_actions[] = {
	{ "corner-questions", corner_questions },
	{ "corner-data", corner_data },
	{ "corner-memory", corner_memory },
	{},
};
