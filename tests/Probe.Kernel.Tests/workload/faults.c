/* Arguments on pages that are not there when a call begins; what the kernel has read is gone by the time it ends. */
#include "workload.h"
#include "calls.h"
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { PAGE = 4096, PAGES = 2 };

static int faults;
static char *pages;
static const char *texts[PAGES];

static void drop(int page)
{
	must(madvise(pages + page * PAGE, PAGE, MADV_DONTNEED), "madvise");
}

/* Serves each page when it is read, and takes the other one away. */
static void *serve(void *unused)
{
	static char page[PAGE] __attribute__((aligned(PAGE)));
	struct uffd_msg message;

	while (read(faults, &message, sizeof(message)) == sizeof(message)) {
		int index = ((char *)(unsigned long)message.arg.pagefault.address - pages) / PAGE;
		struct uffdio_copy copy = { .src = (unsigned long)page, .len = PAGE };

		copy.dst = (unsigned long)pages + index * PAGE;
		drop(1 - index);
		memset(page, 0, sizeof(page));
		strcpy(page, texts[index]);
		must(ioctl(faults, UFFDIO_COPY, &copy), "UFFDIO_COPY");
	}
	return unused;
}

/* -errno where the kernel forbids it. */
static int begin_serving(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	pthread_t thread;

	faults = raw(SYS_userfaultfd, O_CLOEXEC, 0, 0, 0, 0, 0);
	if (faults < 0)
		return faults;
	pages = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(pages == MAP_FAILED ? -1 : 0, "mmap");
	range.range.start = (unsigned long)pages;
	range.range.len = PAGES * PAGE;
	must(ioctl(faults, UFFDIO_API, &api), "UFFDIO_API");
	must(ioctl(faults, UFFDIO_REGISTER, &range), "UFFDIO_REGISTER");
	must(-pthread_create(&thread, NULL, serve, NULL), "pthread_create");
	return 0;
}

static char *placed(int page, const char *text)
{
	texts[page] = text;
	drop(page);
	return pages + page * PAGE;
}

/* FOLDER with the file `from`. */
static int faulting_names(int argc, char **argv)
{
	int error, file;
	char *mapped;

	must(chdir(argv[0]), argv[0]);
	error = begin_serving();
	printf("fact serving error=%d", -error);
	end_line();
	if (error)
		return 0;
	DO("rename", CALL(rename, placed(0, "from"), placed(1, "to")));
	DO("link", CALL(link, placed(0, "to"), placed(1, "other")));
	DO("symlink-fails", CALL(symlink, placed(0, "/etc/shadow"), placed(1, "other")));
	DO("renameat2-fails", CALL(renameat2, AT_FDCWD, placed(0, "none"), AT_FDCWD, placed(1, "never"), 0));
	file = must(open("name", O_RDWR | O_CREAT, 0600), "name");
	must(write(file, "to", 3), "write");
	mapped = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, file, 0);
	must(mapped == MAP_FAILED ? -1 : 0, "mmap");
	DO("chmod", CALL(chmod, mapped, 0600));
	return argc != 1;
}

static void execute(const char *program)
{
	char *arguments[] = { "true", NULL, NULL, NULL };

	must(begin_serving(), "serve");
	arguments[1] = placed(0, "first");
	arguments[2] = placed(1, "second");
	execv(program, arguments);
	_exit(0);
}

/* Images whose arguments come while they are taken; of a program that is not there nobody takes any. */
static int faulting_arguments(int argc, char **argv)
{
	const char *const programs[] = { "/proc/self/exe", NOWHERE };
	int error = raw(SYS_userfaultfd, O_CLOEXEC, 0, 0, 0, 0, 0);

	(void)argv;
	printf("fact serving error=%d", error < 0 ? -error : 0);
	end_line();
	for (int i = 0; error >= 0 && i < 2; i++) {
		pid_t child;
		int status;

		fflush(stdout);
		child = must(fork(), "fork");
		if (!child)
			execute(programs[i]);
		must(waitpid(child, &status, 0), "waitpid");
		printf("fact %s pid=%d", i ? "nowhere" : "there", child);
		end_line();
	}
	return argc != 0;
}

const struct action fault_actions[] = {
	{ "faulting-names", faulting_names },
	{ "faulting-arguments", faulting_arguments },
	{},
};
