/*
 * Does one thing that a rule waits for, under whatever name it is started: a link named nginx to this program is an
 * nginx. The first argument names the deed; with none that it knows it does nothing, so any command line will do.
 * A deed ends with status 0 when the call did what was asked, else with 1.
 */
#include "act.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct deed {
	const char *name;
	int (*act)(char **words);
};

/* Starts another program and waits for it: child PROGRAM WORDS... */
static int child(char **words)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execv(words[0], words);
		_exit(127);
	}
	return waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
}

/* Becomes another program: become PROGRAM WORDS... */
static int become(char **words)
{
	return execv(words[0], words);
}

/* Does another deed later, as the same process: after SECONDS DEED WORDS... */
static int after(char **words)
{
	sleep(atoi(words[0]));
	return act(words + 1);
}

static const struct deed deeds[] = {
	{ "child", child },
	{ "become", become },
	{ "after", after },
	{ "open", act_open },
	{ "creat", act_creat },
	{ "chmod", act_chmod },
	{ "connect", act_connect },
	{ "serve", act_serve },
	{ "socket", act_socket },
	{ "redirect", act_redirect },
	{ "copy", act_copy },
	{ "replace", act_replace },
	{ "receive", act_receive },
	{ "memfd", act_memfd },
	{ "module", act_module },
	{ "trace", act_trace },
	{ "traceme", act_traceme },
	{ "setuid", act_setuid },
	{ "setns", act_setns },
	{ "unshare", act_unshare },
	{ "userfault", act_userfault },
	{ "bpf", act_bpf },
};

int act(char **words)
{
	for (size_t i = 0; words[0] && i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (strcmp(words[0], deeds[i].name) == 0)
			return deeds[i].act(words + 1);
	return 0;
}

int main(int count, char **words)
{
	int result = act(words + 1);

	if (result < 0)
		fprintf(stderr, "%s %s: %s\n", words[0], count > 1 ? words[1] : "", strerror(errno));
	return result < 0;
}
