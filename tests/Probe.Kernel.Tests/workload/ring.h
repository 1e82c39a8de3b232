/* Rings of io_uring without a library. */
#ifndef RING_H
#define RING_H

#include "workload.h"
#include <linux/io_uring.h>
#include <stdbool.h>

struct ring {
	int fd;
	unsigned flags;
	unsigned *sq_head, *sq_tail, *sq_mask, *sq_flags, *sq_array;
	unsigned *cq_head, *cq_tail, *cq_mask;
	struct io_uring_sqe *entries;
	struct io_uring_cqe *completions;
};

/* IORING_SETUP_* flags; cq_entries 0: as the kernel likes. -errno where rings are forbidden. */
int ring_open(struct ring *ring, unsigned flags, unsigned cq_entries);

/* Whether the kernel has the operation. */
bool ring_knows(struct ring *ring, int op);

/* The next request, zeroed; it goes with the next ring_submit. */
struct io_uring_sqe *ring_next(struct ring *ring);

/* The request that ring_next gave last. */
struct io_uring_sqe *ring_last(struct ring *ring);

/* How many ring_next has given since the last submission: all of them are the kernel's to take from now on. */
unsigned ring_prepared(struct ring *ring);

/* Submits what is there and waits for that many completions. */
void ring_submit(struct ring *ring, unsigned wait);

/* The oldest completion's result; its user_data where asked for. */
long ring_take(struct ring *ring, unsigned long long *user_data);

#endif
