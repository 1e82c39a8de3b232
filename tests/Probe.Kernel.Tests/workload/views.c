/* One file by other names: through bind mounts, trees without a place, and roots of a process' own. */
#include "workload.h"
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { NR_OPEN_TREE = 428 };
#define TREE_CLONE 1

static void open_file(const char *label, int dirfd, const char *name)
{
	struct step step;

	STEP(step, label, raw(SYS_openat, dirfd, (long)name, O_RDONLY, 0, 0, 0));
	print_step(&step);
	end_line();
	must(step.result, label);
	close(step.result);
}

static void show(const char *from, const char *to)
{
	must(mount(from, to, NULL, MS_BIND, NULL), to);
}

static void take_away(const char *from)
{
	must(umount2(from, MNT_DETACH), from);
}

/* In the folder real/file, other/file, seen, again and empty, a file. */
static void by_mounts(const char *folder)
{
	char whole[512];

	open_file("untouched", AT_FDCWD, "real/file");
	show("real", "seen");
	open_file("bound", AT_FDCWD, "seen/file");
	open_file("bound-once-more", AT_FDCWD, "seen/file");
	open_file("while-bound", AT_FDCWD, "real/file");
	show("seen", "again");
	open_file("bound-twice", AT_FDCWD, "again/file");
	take_away("again");
	take_away("seen");
	show("other", "seen");
	open_file("bound-another", AT_FDCWD, "seen/file");
	take_away("seen");
	show("real", "real");
	open_file("onto-itself", AT_FDCWD, "real/file");
	take_away("real");
	show("real/file", "empty");
	open_file("bound-file", AT_FDCWD, "empty");
	take_away("empty");
	must(mount("/", "seen", NULL, MS_BIND | MS_REC, NULL), "seen");
	snprintf(whole, sizeof(whole), "seen%s/real/file", folder);
	open_file("bound-root", AT_FDCWD, whole);
	take_away("seen");
	open_file("free-again", AT_FDCWD, "real/file");
}

/* A file system of its own that is mounted at two places. */
static void by_two_mounts(void)
{
	must(mount("none", "seen", "tmpfs", 0, NULL), "tmpfs");
	must(close(open("seen/new", O_CREAT | O_WRONLY, 0600)), "create");
	open_file("alone", AT_FDCWD, "seen/new");
	show("seen", "again");
	open_file("first-of-two", AT_FDCWD, "seen/new");
	open_file("second-of-two", AT_FDCWD, "again/new");
	take_away("again");
	take_away("seen");
}

static void by_tree(void)
{
	int tree = must(raw(NR_OPEN_TREE, AT_FDCWD, (long)"real", TREE_CLONE, 0, 0, 0), "open_tree");

	open_file("tree", tree, "file");
	close(tree);
}

static void in_child(void (*act)(void))
{
	int status;

	if (must(fork(), "fork") == 0) {
		act();
		fflush(stdout);
		_exit(0);
	}
	must(wait(&status), "wait");
	must(status ? -1 : 0, "the child");
}

static void with_root(void)
{
	must(chroot("real") | chdir("/"), "chroot");
	open_file("chroot", AT_FDCWD, "/file");
	open_file("chroot-once-more", AT_FDCWD, "file");
}

static void with_bound_root(void)
{
	show("real", "seen");
	must(chroot("seen") | chdir("/"), "chroot");
	open_file("chroot-bound", AT_FDCWD, "/file");
}

/* Two mounts on top of one another, the root of the upper one. */
static void with_stacked_root(void)
{
	show("other", "again");
	show("real", "again");
	must(chroot("again") | chdir("/"), "chroot");
	open_file("chroot-stacked", AT_FDCWD, "/file");
}

/* FOLDER: with what by_mounts says in it. */
static int open_views(int argc, char **argv)
{
	must(unshare(CLONE_NEWNS), "unshare");
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
	must(chdir(argv[0]), "chdir");
	by_mounts(argv[0]);
	by_two_mounts();
	by_tree();
	in_child(with_root);
	in_child(with_bound_root);
	take_away("seen");
	in_child(with_stacked_root);
	open_file("after", AT_FDCWD, "real/file");
	return argc != 1;
}

/* FOLDER: opens seen/file in a namespace that shows real there, and ends. */
static int open_bound(int argc, char **argv)
{
	must(unshare(CLONE_NEWNS), "unshare");
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
	must(chdir(argv[0]), "chdir");
	show("real", "seen");
	open_file("bound", AT_FDCWD, "seen/file");
	return argc != 1;
}

/* More mounts than are looked at. */
enum { FLOOD = 2100 };

static void flood_of(const char *from)
{
	for (int i = 0; i < FLOOD; i++)
		show(from, "again");
}

/* FOLDER: the same behind a flood of mounts, of the root's file system and of another. */
static int open_behind_mounts(int argc, char **argv)
{
	must(unshare(CLONE_NEWNS), "unshare");
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
	must(chdir(argv[0]), "chdir");
	show("real", "seen");
	flood_of("other");
	open_file("bound", AT_FDCWD, "seen/file");
	take_away("seen");
	must(mount("none", "seen", "tmpfs", 0, NULL), "tmpfs");
	must(mkdir("seen/part", 0700), "mkdir");
	must(close(open("seen/part/new", O_CREAT | O_WRONLY, 0600)), "create");
	flood_of("seen/part");
	open_file("bound-part", AT_FDCWD, "again/new");
	return argc != 1;
}

const struct action view_actions[] = {
	{ "open-views", open_views },
	{ "open-bound", open_bound },
	{ "open-behind-mounts", open_behind_mounts },
	{ NULL, NULL },
};
