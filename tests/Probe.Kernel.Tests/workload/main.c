/* Finds the action that the command line names; and what all actions share. */
#include "workload.h"
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

/* Open from the start, so that a later chroot does not hide them. */
static int root, proc;

unsigned long long boot_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

enum abi abi_named(const char *name)
{
	return strcmp(name, "compat") == 0 ? ABI_COMPAT : strcmp(name, "libc") == 0 ? ABI_LIBC : ABI_RAW;
}

long must(long result, const char *what)
{
	if (result < 0) {
		fprintf(stderr, "workload: %s: %s\n", what, strerror(result == -1 ? errno : -result));
		exit(125);
	}
	return result;
}


void end_line(void)
{
	putchar('\n');
	fflush(stdout);
}

static FILE *open_proc(const char *name)
{
	int fd = must(openat(proc, name, O_RDONLY), name);

	return fdopen(fd, "r");
}

/* One field of a task's stat, counted from 1 as in proc(5). */
static void print_stat_field(const char *key, const char *task, int number)
{
	char path[64], text[1024];
	FILE *file;
	char *field;

	snprintf(path, sizeof(path), "%s/stat", task);
	file = open_proc(path);
	must(fgets(text, sizeof(text), file) ? 0 : -1, path);
	fclose(file);
	field = strrchr(text, ')') + 2;
	for (int i = 3; i < number; i++)
		field = strchr(field, ' ') + 1;
	printf(" %s=%.*s", key, (int)strcspn(field, " \n"), field);
}

/* A line of /proc/self/status. */
static void print_status(const char *key, const char *name)
{
	char line[1024];
	FILE *file = open_proc("thread-self/status");

	while (fgets(line, sizeof(line), file)) {
		size_t length = strlen(name);

		if (strncmp(line, name, length) || line[length] != ':')
			continue;
		for (char *at = line; *at; at++)
			if (*at == '\t')
				*at = ',';
		printf(" %s=%.*s", key, (int)strcspn(line + length + 2, "\n "), line + length + 2);
	}
	fclose(file);
}

/* The inode of this process' directory in the v2 hierarchy, which is the id of its cgroup. */
static unsigned long cgroup_id(void)
{
	char line[4096], mount[1024] = "", path[8192] = "/";
	/* After chroot its own list is short, and another user's is closed to it. */
	FILE *file = open_proc(geteuid() ? "self/mounts" : "1/mounts");
	struct stat directory;

	while (fgets(line, sizeof(line), file))
		if (strstr(line, " cgroup2 "))
			sscanf(line, "%*s %1023s", mount);
	fclose(file);
	file = open_proc("self/cgroup");
	while (fgets(line, sizeof(line), file))
		if (strncmp(line, "0::", 3) == 0)
			snprintf(path, sizeof(path), "%s%.*s", mount, (int)strcspn(line + 3, "\n"), line + 3);
	fclose(file);
	return fstatat(root, path + 1, &directory, 0) ? 0 : directory.st_ino;
}

/* The path in the v2 hierarchy, and where that is the root, in that of the memory, cpu or pids controller. */
static void print_cgroup(void)
{
	const char *hierarchies[] = { "", "memory", "cpu", "pids" };
	char line[4096], found[4096] = "/";

	for (int i = 0; i < 4 && strcmp(found, "/") == 0; i++) {
		FILE *file = open_proc("self/cgroup");

		while (fgets(line, sizeof(line), file)) {
			char *controllers = strchr(line, ':') + 1, *path = strchr(controllers, ':');

			*path++ = 0;
			path[strcspn(path, "\n")] = 0;
			for (char *one = strtok(controllers, ","); one || !i; one = strtok(NULL, ","))
				if (!one || strcmp(one, hierarchies[i]) == 0) {
					if (i || !*controllers)
						strcpy(found, path);
					break;
				}
		}
		fclose(file);
	}
	printf(" cgroup=%s", found);
}

static void print_ns(const char *name, struct timespec at)
{
	printf(" %s=%llu", name, at.tv_sec * 1000000000ull + at.tv_nsec);
}

static void print_executable(void)
{
	struct stat file;

	must(fstatat(proc, "self/exe", &file, 0), "stat the executable");
	printf(" exe_ino=%lu exe_dev=%llu", file.st_ino,
	       (unsigned long long)major(file.st_dev) << 20 | minor(file.st_dev));
	print_ns("exe_mtime_ns", file.st_mtim);
	print_ns("exe_ctime_ns", file.st_ctim);
}

static void print_identity(void)
{
	struct stat mounts = {};

	printf(" tid=%d pid=%d uid=%d gid=%d cpu=%d cgroup_id=%lu", (int)gettid(), (int)getpid(), (int)geteuid(),
	       (int)getegid(), sched_getcpu(), cgroup_id());
	print_stat_field("start_ticks", "thread-self", 22);
	fstatat(proc, "thread-self/ns/mnt", &mounts, 0);
	printf(" mount_namespace=%lu", mounts.st_ino);
}

void print_step(const struct step *step)
{
	printf("step %s start_ns=%llu end_ns=%llu result=%ld", step->name, step->start_ns, step->end_ns, step->result);
	print_identity();
}

void print_self(void)
{
	char path[4200];
	struct rusage usage;
	struct rlimit limit;
	FILE *file;

	printf("fact self now_ns=%llu", boot_ns());
	print_identity();
	printf(" ppid=%d pgid=%d sid=%d ruid=%d rgid=%d", (int)getppid(), (int)getpgid(0), (int)getsid(0), (int)getuid(),
	       (int)getgid());
	print_stat_field("tty", "thread-self", 7);
	print_status("cap_inheritable", "CapInh");
	print_status("cap_permitted", "CapPrm");
	print_status("cap_effective", "CapEff");
	print_status("ns_tid", "NSpid");
	print_status("ns_pid", "NStgid");
	print_status("ns_pgid", "NSpgid");
	print_status("ns_sid", "NSsid");
	file = fopen("/proc/self/loginuid", "r");
	printf(" login_uid=%s", file && fgets(path, sizeof(path), file) ? path : "4294967295");
	getrusage(RUSAGE_SELF, &usage);
	getrlimit(RLIMIT_NOFILE, &limit);
	printf(" minflt=%ld majflt=%ld nofile=%llu", usage.ru_minflt, usage.ru_majflt, (unsigned long long)limit.rlim_cur);
	print_stat_field("vsize", "thread-self", 23);
	print_stat_field("rss_pages", "thread-self", 24);
	snprintf(path, sizeof(path), "%d", (int)getppid());
	if (getppid())
		print_stat_field("parent_start_ticks", path, 22);
	print_stat_field("init_start_ticks", "1", 22);
	print_executable();
	print_cgroup();
	must(getcwd(path, sizeof(path)) ? 0 : -1, "getcwd");
	printf(" cwd=%s", path);
	end_line();
}

void *low(const void *bytes, size_t length)
{
	void *copy = mmap(NULL, length + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	must(copy == MAP_FAILED ? -1 : 0, "mmap below 4 GiB");
	memcpy(copy, bytes, length);
	return copy;
}

char *low_text(const char *text)
{
	return low(text, strlen(text) + 1);
}

unsigned low_address(const void *address)
{
	must((unsigned long)address >> 32 ? -EFAULT : 0, "address below 4 GiB");
	return (unsigned long)address;
}

long raw(long number, long a, long b, long c, long d, long e, long f)
{
	return WITH_ERRNO(syscall(number, a, b, c, d, e, f));
}

/* The sixth argument goes in ebp, which no asm constraint can name. */
asm(".text\n"
    ".globl int80\n"
    ".type int80, @function\n"
    "int80:\n"
    "	push %rbx\n"
    "	push %rbp\n"
    "	mov %rcx, %r10\n"
    "	mov %edi, %eax\n"
    "	mov %esi, %ebx\n"
    "	mov %edx, %ecx\n"
    "	mov %r10d, %edx\n"
    "	mov %r8d, %esi\n"
    "	mov %r9d, %edi\n"
    "	mov 24(%rsp), %ebp\n"
    "	int $0x80\n"
    "	cltq\n"
    "	pop %rbp\n"
    "	pop %rbx\n"
    "	ret\n");

/* To the CPU that it started on, so that records tell a known one. */
static void stay_on_this_cpu(void)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(sched_getcpu(), &cpus);
	must(sched_setaffinity(0, sizeof(cpus), &cpus), "sched_setaffinity");
}

int main(int argc, char **argv)
{
	const struct action *families[] = { open_actions, connect_actions, send_actions, exec_actions, task_actions,
					    cgroup_actions, flood_actions, storm_actions, calls_actions,
					    race_actions, evade_actions, query_actions,
					    corner_actions, limit_actions, answer_actions, role_actions, x32_actions,
					    uring_actions, uring_corner_actions, twice_actions, beside_actions, fault_actions,
					    view_actions, attribute_actions, given_actions, relay_actions };

	/* As brief as a process can be. */
	if (argc > 1 && strcmp(argv[1], "nothing") == 0)
		_exit(0);
	root = must(open("/", O_PATH | O_CLOEXEC), "open /");
	proc = must(open("/proc", O_PATH | O_CLOEXEC), "open /proc");
	if (argc < 2) {
		fputs("usage: workload ACTION [ARGUMENT...]\n", stderr);
		return 125;
	}
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		for (const struct action *action = families[i]; action->name; action++)
			if (strcmp(action->name, argv[1]) == 0) {
				if (families[i] != flood_actions && families[i] != storm_actions &&
				    families[i] != relay_actions)
					stay_on_this_cpu();
				return action->run(argc - 2, argv + 2);
			}
	fprintf(stderr, "workload: no action %s\n", argv[1]);
	return 125;
}
