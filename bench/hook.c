/* SPDX-License-Identifier: Apache-2.0 */
/* hook OBJECT: attaches the program in it, says "watching" on standard error, and stays until it is killed. */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct bpf_object *object = argc == 2 ? bpf_object__open(argv[1]) : NULL;
	struct bpf_program *program = object ? bpf_object__next_program(object, NULL) : NULL;

	if (!program || bpf_object__load(object) || !bpf_program__attach(program)) {
		fprintf(stderr, "hook: cannot attach %s\n", argc == 2 ? argv[1] : "without an object");
		return 1;
	}
	fprintf(stderr, "watching\n");
	for (;;)
		pause();
}
