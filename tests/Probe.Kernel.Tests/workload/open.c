/* Opens, by every call and ABI, and through every kind of way that a name can take. */
#include "workload.h"
#include <linux/openat2.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* i386 numbers, arch/x86/entry/syscalls/syscall_32.tbl. */
enum { I386_OPEN = 5, I386_CREAT = 8, I386_OPENAT = 295, I386_OPENAT2 = 437 };

struct request {
	const char *call;
	enum abi abi;
	int dirfd;
	const char *name;
	int flags;
	int mode;
	unsigned long long resolve;
};

static long open_libc(const struct request *r)
{
	if (strcmp(r->call, "open") == 0)
		return WITH_ERRNO(open(r->name, r->flags, r->mode));
	if (strcmp(r->call, "creat") == 0)
		return WITH_ERRNO(creat(r->name, r->mode));
	return WITH_ERRNO(openat(r->dirfd, r->name, r->flags, r->mode));
}

static long open_raw(const struct request *r)
{
	struct open_how how = { .flags = r->flags, .mode = r->mode, .resolve = r->resolve };

	if (strcmp(r->call, "open") == 0)
		return raw(SYS_open, (long)r->name, r->flags, r->mode, 0, 0, 0);
	if (strcmp(r->call, "creat") == 0)
		return raw(SYS_creat, (long)r->name, r->mode, 0, 0, 0, 0);
	if (strcmp(r->call, "openat2") == 0)
		return raw(SYS_openat2, r->dirfd, (long)r->name, (long)&how, sizeof(how), 0, 0);
	return raw(SYS_openat, r->dirfd, (long)r->name, r->flags, r->mode, 0, 0);
}

static long open_compat(const struct request *r)
{
	struct open_how how = { .flags = r->flags, .mode = r->mode, .resolve = r->resolve };
	unsigned name = low_address(r->name);

	if (strcmp(r->call, "open") == 0)
		return int80(I386_OPEN, name, r->flags, r->mode, 0, 0, 0);
	if (strcmp(r->call, "creat") == 0)
		return int80(I386_CREAT, name, r->mode, 0, 0, 0, 0);
	if (strcmp(r->call, "openat2") == 0)
		return int80(I386_OPENAT2, r->dirfd, name, low_address(low(&how, sizeof(how))), sizeof(how), 0, 0);
	return int80(I386_OPENAT, r->dirfd, name, r->flags, r->mode, 0, 0);
}

static long open_step(struct request r, const char *label)
{
	struct step step;
	struct stat file = {};

	r.name = low_text(r.name);
	if (r.abi == ABI_COMPAT)
		STEP(step, label, open_compat(&r));
	else if (r.abi == ABI_LIBC)
		STEP(step, label, open_libc(&r));
	else
		STEP(step, label, open_raw(&r));
	if (step.result >= 0)
		must(fstat(step.result, &file), "fstat");
	print_step(&step);
	printf(" ino=%lu dev=%llu file_mode=%u dirfd=%d", file.st_ino,
	       (unsigned long long)major(file.st_dev) << 20 | minor(file.st_dev), file.st_mode, r.dirfd);
	end_line();
	return step.result;
}

static struct request plain(const char *name)
{
	return (struct request){ .call = "openat", .abi = ABI_RAW, .dirfd = AT_FDCWD, .name = name, .flags = O_RDONLY };
}

/* CALL ABI DIRECTORY|cwd NAME FLAGS MODE RESOLVE: as told. */
static int open_any(int argc, char **argv)
{
	struct request r = { argv[0], abi_named(argv[1]), AT_FDCWD, argv[3], strtol(argv[4], NULL, 0),
			     strtol(argv[5], NULL, 0), strtoull(argv[6], NULL, 0) };

	if (strcmp(argv[2], "cwd"))
		r.dirfd = must(open(argv[2], O_PATH | O_DIRECTORY), "open the directory");
	open_step(r, "open");
	return argc != 7;
}

/* UID NAME: without the rights. */
static int open_as(int argc, char **argv)
{
	must(setresgid(atoi(argv[0]), atoi(argv[0]), atoi(argv[0])), "setresgid");
	must(setresuid(atoi(argv[0]), atoi(argv[0]), atoi(argv[0])), "setresuid");
	open_step(plain(argv[1]), "open");
	return argc != 2;
}

/* A name that cannot be read. */
static int open_fault(int argc, char **argv)
{
	struct step step;

	(void)argc, (void)argv;
	STEP(step, "open", raw(SYS_openat, AT_FDCWD, 8, O_RDONLY, 0, 0, 0));
	print_step(&step);
	end_line();
	return 0;
}

/* NAME: removed while open, opened again through its descriptor. */
static int open_deleted(int argc, char **argv)
{
	char again[64];
	int fd = must(open(argv[0], O_RDWR | O_CREAT, 0600), "create");

	must(unlink(argv[0]), "unlink");
	snprintf(again, sizeof(again), "/proc/self/fd/%d", fd);
	open_step(plain(again), "open");
	return argc != 1;
}

/* A memfd and a pipe, which have no path, through their descriptors. */
static int open_nameless(int argc, char **argv)
{
	char again[64];
	int ends[2];

	(void)argc, (void)argv;
	snprintf(again, sizeof(again), "/proc/self/fd/%d", (int)must(memfd_create("kosmos", 0), "memfd_create"));
	open_step(plain(again), "memfd");
	must(pipe(ends), "pipe");
	snprintf(again, sizeof(again), "/proc/self/fd/%d", ends[0]);
	open_step(plain(again), "pipe");
	return 0;
}

static void own_mounts(void)
{
	must(unshare(CLONE_NEWNS), "unshare mounts");
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "make mounts private");
}

/* SOURCE TARGET FILE: FILE under TARGET, where SOURCE is bound. */
static int open_bind(int argc, char **argv)
{
	char name[4096];

	own_mounts();
	must(mount(argv[0], argv[1], NULL, MS_BIND, NULL), "bind");
	snprintf(name, sizeof(name), "%s/%s", argv[1], argv[2]);
	open_step(plain(name), "open");
	return argc != 3;
}

/* ROOT NAME [DIRECTORY]: after chroot; with a directory opened before, NAME is relative to it, so outside the root. */
static int open_chroot(int argc, char **argv)
{
	struct request r = plain(argv[1]);

	if (argc > 2)
		r.dirfd = must(open(argv[2], O_PATH | O_DIRECTORY), "open the directory");
	must(chroot(argv[0]), "chroot");
	must(chdir("/"), "chdir");
	open_step(r, "open");
	return 0;
}

/* TARGET: a file on a file system that is not mounted anywhere any more. */
static int open_detached(int argc, char **argv)
{
	struct request r = plain("file");

	own_mounts();
	must(mount("none", argv[0], "tmpfs", 0, NULL), "mount tmpfs");
	r.dirfd = must(open(argv[0], O_PATH | O_DIRECTORY), "open the directory");
	must(close(openat(r.dirfd, "file", O_CREAT | O_WRONLY, 0644)), "create");
	must(umount2(argv[0], MNT_DETACH), "umount");
	open_step(r, "open");
	return argc != 1;
}

/* DIRECTORY: lower and upper layer of an overlay mounted there. */
static int open_overlay(int argc, char **argv)
{
	own_mounts();
	must(mount("none", argv[0], "tmpfs", 0, NULL), "mount tmpfs");
	must(chdir(argv[0]), "chdir");
	must(mkdir("lower", 0755) | mkdir("upper", 0755) | mkdir("work", 0755) | mkdir("merged", 0755), "mkdir");
	must(close(open("lower/below", O_CREAT | O_WRONLY, 0644)), "create");
	must(mount("none", "merged", "overlay", 0, "lowerdir=lower,upperdir=upper,workdir=work"), "mount overlay");
	must(close(open("merged/above", O_CREAT | O_WRONLY, 0644)), "create");
	open_step(plain("merged/below"), "lower");
	open_step(plain("merged/above"), "upper");
	return argc != 1;
}

const struct action open_actions[] = {
	{ "open", open_any },	      { "open-as", open_as },		  { "open-fault", open_fault },
	{ "open-deleted", open_deleted }, { "open-nameless", open_nameless }, { "open-bind", open_bind },
	{ "open-chroot", open_chroot },   { "open-detached", open_detached }, { "open-overlay", open_overlay },
	{ NULL, NULL },
};
