/* Attributes of files, signals by descriptors of processes, and mounts that come with attributes. */
#include "workload.h"
#include "calls.h"
#include <sched.h>
#include <sys/mount.h>

/* Newer than the headers of some systems. */
enum { NR_PIDFD_SEND_SIGNAL = 424, NR_PIDFD_OPEN = 434, NR_SETXATTRAT = 463, NR_REMOVEXATTRAT = 466 };
enum { NR_OPEN_TREE_ATTR = 467 };
#define TREE_CLONE 1

struct attribute_value {
	unsigned long long value;
	unsigned size, flags;
};

/* FOLDER: what the file "file" in it is given and loses. */
static int attributes(int argc, char **argv)
{
	struct attribute_value value = { (long)"v", 1, 0 };
	int file, folder = must(open(argv[0], O_RDONLY | O_DIRECTORY), argv[0]), self;

	must(fchdir(folder), "fchdir");
	file = must(open("file", O_RDWR | O_CREAT, 0600), "file");
	self = must(raw(NR_PIDFD_OPEN, getpid(), 0, 0, 0, 0, 0), "pidfd_open");
	printf("fact attributes there=%s file=%d self=%d",
	       raw(NR_SETXATTRAT, -1, 0, 0, 0, 0, 0) == -ENOSYS || raw(NR_OPEN_TREE_ATTR, -1, 0, 0, 0, 0, 0) == -ENOSYS ?
		       "no" : "yes", file, self);
	end_line();
	DO("setxattr", CALL(setxattr, "file", "trusted.one", "v", 1, 0));
	DO("setxattr-fails", CALL(setxattr, NOWHERE, "trusted.one", "v", 1, 0));
	DO("lsetxattr", CALL(lsetxattr, "file", "trusted.two", "v", 1, 0));
	DO("lsetxattr-fails", CALL(lsetxattr, NOWHERE, "trusted.two", "v", 1, 0));
	DO("fsetxattr", CALL(fsetxattr, file, "trusted.three", "v", 1, 0));
	DO("fsetxattr-fails", CALL(fsetxattr, -1, "trusted.three", "v", 1, 0));
	DO("setxattrat", raw(NR_SETXATTRAT, folder, (long)"file", 0, (long)"trusted.four", (long)&value, sizeof(value)));
	DO("setxattrat-fails",
	   raw(NR_SETXATTRAT, folder, (long)"none", 0, (long)"trusted.four", (long)&value, sizeof(value)));
	DO("removexattr", CALL(removexattr, "file", "trusted.one"));
	DO("removexattr-fails", CALL(removexattr, NOWHERE, "trusted.one"));
	DO("lremovexattr", CALL(lremovexattr, "file", "trusted.two"));
	DO("lremovexattr-fails", CALL(lremovexattr, NOWHERE, "trusted.two"));
	DO("fremovexattr", CALL(fremovexattr, file, "trusted.three"));
	DO("fremovexattr-fails", CALL(fremovexattr, -1, "trusted.three"));
	DO("removexattrat", raw(NR_REMOVEXATTRAT, folder, (long)"file", 0, (long)"trusted.four", 0, 0));
	DO("removexattrat-fails", raw(NR_REMOVEXATTRAT, folder, (long)"none", 0, (long)"trusted.four", 0, 0));
	DO("pidfd_send_signal", raw(NR_PIDFD_SEND_SIGNAL, self, 0, 0, 0, 0, 0));
	DO("pidfd_send_signal-fails", raw(NR_PIDFD_SEND_SIGNAL, -1, 9, 0, 0, 0, 0));
	DO("open_tree_attr", raw(NR_OPEN_TREE_ATTR, AT_FDCWD, (long)"/tmp", TREE_CLONE, 0, 0, 0));
	DO("open_tree_attr-fails", raw(NR_OPEN_TREE_ATTR, AT_FDCWD, (long)NOWHERE, TREE_CLONE, 0, 0, 0));
	return argc != 1;
}

const struct action attribute_actions[] = {
	{ "attributes", attributes },
	{ NULL, NULL },
};
