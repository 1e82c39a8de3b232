/* Control groups made and removed. */
#include "workload.h"
#include <sys/stat.h>

/* FOLDER: one that is not there yet; its inode. */
static int cgroup_brief(int argc, char **argv)
{
	struct stat folder;
	struct step step;

	STEP(step, "mkdir", WITH_ERRNO(mkdir(argv[0], 0755)));
	must(stat(argv[0], &folder), "stat the new cgroup");
	print_step(&step);
	printf(" id=%lu", folder.st_ino);
	end_line();
	STEP(step, "rmdir", WITH_ERRNO(rmdir(argv[0])));
	print_step(&step);
	end_line();
	return argc != 1;
}

const struct action cgroup_actions[] = {
	{ "cgroup-brief", cgroup_brief },
	{ NULL, NULL },
};
