/* Deeds with files. */
#include "act.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* open PATH FLAGS: r reads, w writes, c creates, t truncates, d wants a directory, x may be run. */
int act_open(char **words)
{
	const char *letters = words[1] ? words[1] : "r";
	int flags = strchr(letters, 'w') ? strchr(letters, 'r') ? O_RDWR : O_WRONLY : O_RDONLY;

	flags |= strchr(letters, 'c') ? O_CREAT : 0;
	flags |= strchr(letters, 't') ? O_TRUNC : 0;
	flags |= strchr(letters, 'd') ? O_DIRECTORY : 0;
	return open(words[0], flags, strchr(letters, 'x') ? 0755 : 0644);
}

/* creat PATH */
int act_creat(char **words)
{
	return creat(words[0], 0644);
}

/* chmod PATH OCTAL */
int act_chmod(char **words)
{
	return chmod(words[0], strtol(words[1], NULL, 8));
}
