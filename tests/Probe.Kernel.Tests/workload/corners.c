/* What calls.c leaves out of names and mounts: the other ends of calls, odd arguments, 32-bit callers. */
#include "workload.h"
#include "calls.h"
#include <linux/mount.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

#define LONG_NAME 255
#define LONG_PATH 4095

/* FOLDER: names, from within the folder. */
static int corner_names(int argc, char **argv)
{
	int folder = must(open(argv[0], O_RDONLY | O_DIRECTORY), argv[0]);
	int file = must(openat(folder, "file", O_RDWR | O_CREAT, 0644), "file");

	must(fchdir(folder), "fchdir");
	printf("fact names folder=%d file=%d", folder, file);
	end_line();
	DO("fchmodat2", CALL(fchmodat2, folder, "file", 0700, 0));
	DO("fchmodat2-fails", CALL(fchmodat2, -1, "file", 07777, 0));
	DO("chown-fails", CALL(chown, NOWHERE, 4294967295, 7));
	DO("lchown", CALL(lchown, "file", -1, 0));
	DO("fchown-fails", CALL(fchown, -1, 1, 2));
	DO("fchownat-fails", CALL(fchownat, folder, "", 1, 2, AT_SYMLINK_NOFOLLOW));
	DO("fchownat-empty", CALL(fchownat, file, "", 0, 0, AT_EMPTY_PATH));
	DO("mkdirat-fails", CALL(mkdirat, file, "below", 0700));
	DO("mknod-fails", CALL(mknod, NOWHERE, S_IFCHR | 0640, 0x103));
	DO("mknodat", CALL(mknodat, folder, "socket", S_IFSOCK | 0600, 0));
	DO("unlink-fails", CALL(unlink, ""));
	DO("linkat-fails", CALL(linkat, AT_FDCWD, "none", folder, "never", AT_EMPTY_PATH));
	DO("symlinkat-fails", CALL(symlinkat, "", folder, "never"));
	DO("renameat-fails", CALL(renameat, folder, "none", AT_FDCWD, "never"));
	DO("mkdir-null-faults", CALL(mkdir, 0, 0700));
	DO("unlink-unmapped-faults", CALL(unlink, 4096));
	DO("symlink-null-faults", CALL(symlink, 0, "never"));
	DO("chmod-huge-fails", CALL(chmod, NOWHERE, -1));
	DO("fchmod-negative-fails", CALL(fchmod, -2147483648, 0));
	DO("chdir-empty-fails", CALL(chdir, ""));
	DO("chroot-null-faults", CALL(chroot, 0));
	return argc != 1;
}

/* FOLDER: names as long as they may be, and longer. */
static int corner_lengths(int argc, char **argv)
{
	static char name[LONG_NAME + 2], path[LONG_PATH + 2];

	must(chdir(argv[0]), argv[0]);
	memset(name, 'n', LONG_NAME);
	for (int i = 0; i < LONG_PATH - 1; i += 2)
		memcpy(path + i, "./", 2);
	path[LONG_PATH - 1] = 'd';
	DO("mkdir-name", CALL(mkdir, name, 0755));
	DO("rename-name", CALL(rename, name, "d"));
	DO("rmdir-path", CALL(rmdir, path));
	name[LONG_NAME] = 'n';
	DO("mkdir-name-fails", CALL(mkdir, name, 0755));
	path[LONG_PATH] = 'd';
	DO("unlink-path-fails", CALL(unlink, path));
	return argc != 1;
}

/* FOLDER: the same calls by int 0x80. */
static int corner_compat(int argc, char **argv)
{
	int folder = must(open(argv[0], O_RDONLY | O_DIRECTORY), argv[0]);
	unsigned file = low_address(low_text("file")), made = low_address(low_text("made"));
	unsigned hard = low_address(low_text("hard")), nowhere = low_address(low_text(NOWHERE));

	must(fchdir(folder), "fchdir");
	close(must(openat(folder, "file", O_RDWR | O_CREAT, 0644), "file"));
	printf("fact compat folder=%d", folder);
	end_line();
	DO("chmod-compat", int80(15, file, 0600, 0, 0, 0, 0));
	DO("mkdir-compat", int80(39, made, 0711, 0, 0, 0, 0));
	DO("rmdir-compat", int80(40, made, 0, 0, 0, 0, 0));
	DO("linkat-compat", int80(303, folder, file, AT_FDCWD, hard, 0, 0));
	DO("unlinkat-compat", int80(301, AT_FDCWD, hard, 0, 0, 0, 0));
	DO("unlinkat-compat-fails", int80(301, folder, nowhere, AT_REMOVEDIR, 0, 0, 0));
	DO("renameat2-compat-fails", int80(353, -1, file, folder, hard, 1, 0));
	DO("fchownat-compat", int80(298, folder, file, 0, 0, AT_SYMLINK_NOFOLLOW, 0));
	DO("lchown-compat-fails", int80(198, nowhere, -1, 65536, 0, 0, 0));
	DO("unlink-compat-faults", int80(10, 0, 0, 0, 0, 0, 0));
	DO("unlink-compat-negative-faults", int80(10, -4096, 0, 0, 0, 0, 0));
	DO("fchmod-compat-fails", int80(94, -1, 07777, 0, 0, 0, 0));
	return argc != 1;
}

/* FOLDER: mounts and roots, in a namespace of its own. */
static int corner_mounts(int argc, char **argv)
{
	struct mount_attr { unsigned long long set, clear, propagation, user; } read_only = { 1, 0, 0, 0 };
	int tree, system, mounted;

	must(chdir(argv[0]), argv[0]);
	must(unshare(CLONE_NEWNS), "unshare");
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
	must(mkdir("at", 0755), "at");
	must(mkdir("new", 0755), "new");
	must(mount("some", "at", "tmpfs", 0, NULL), "tmpfs");
	DO("umount", int80(22, low_address(low_text("at")), 0, 0, 0, 0, 0));
	DO("umount-fails", int80(22, low_address(low_text("at")), 0, 0, 0, 0, 0));
	DO("fsopen", system = CALL(fsopen, "tmpfs", 1));
	DO("fsopen-fails", CALL(fsopen, "no_such_fs", 0));
	DO("fsconfig", CALL(fsconfig, system, 1, "size", "1m", 0));
	must(CALL(fsconfig, system, 6, 0, 0, 0), "make the file system");
	DO("fsmount", mounted = CALL(fsmount, system, 1, 2));
	DO("fsmount-fails", CALL(fsmount, 999, 0, 0));
	DO("move_mount", CALL(move_mount, mounted, "", AT_FDCWD, "at", 4));
	DO("move_mount-fails", CALL(move_mount, AT_FDCWD, "none", 999, "at", 0));
	DO("open_tree", tree = CALL(open_tree, AT_FDCWD, "at", 1));
	DO("open_tree-fails", CALL(open_tree, 999, "at", 0));
	DO("mount_setattr", CALL(mount_setattr, AT_FDCWD, "at", 0, &read_only, sizeof(read_only)));
	DO("mount_setattr-fails", CALL(mount_setattr, 999, "at", AT_RECURSIVE, &read_only, sizeof(read_only)));
	must(mount("new", "new", NULL, MS_BIND, NULL), "bind");
	must(mkdir("new/old", 0755), "new/old");
	DO("pivot_root-fails", CALL(pivot_root, "none", "new/old"));
	printf("fact mounts system=%d mounted=%d tree=%d", system, mounted, tree);
	end_line();
	fflush(stdout);
	DO("pivot_root", CALL(pivot_root, "new", "new/old"));
	DO("chroot", CALL(chroot, "/old"));
	return argc != 1;
}

const struct action corner_actions[] = {
	{ "corner-names", corner_names },
	{ "corner-lengths", corner_lengths },
	{ "corner-compat", corner_compat },
	{ "corner-mounts", corner_mounts },
	{},
};
