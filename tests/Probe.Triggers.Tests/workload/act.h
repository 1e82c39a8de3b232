/*
 * The deeds, by the kernel's objects they are about. Each takes its words, a list that ends with NULL, and gives -1
 * with errno when what was asked for failed.
 */
#pragma once

/* Does the deed that the first word names; nothing if there is none. */
int act(char **words);

/* file.c */
int act_open(char **words);
int act_creat(char **words);
int act_chmod(char **words);

/* network.c */
int act_connect(char **words);
int act_serve(char **words);
int act_socket(char **words);
int act_redirect(char **words);
int act_copy(char **words);
int act_replace(char **words);
int act_receive(char **words);

/* process.c */
int act_memfd(char **words);
int act_trace(char **words);
int act_traceme(char **words);
int act_setuid(char **words);
int act_setns(char **words);
int act_unshare(char **words);
int act_userfault(char **words);

/* kernel.c */
int act_module(char **words);
int act_bpf(char **words);
