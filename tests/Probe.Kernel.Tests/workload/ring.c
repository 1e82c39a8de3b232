/* Rings of io_uring without a library. */
#include "ring.h"
#include <sys/mman.h>

enum { ENTRIES = 64 };

static void *map(struct ring *ring, size_t length, unsigned long long offset)
{
	void *at = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring->fd, offset);

	must(at == MAP_FAILED ? -1 : 0, "map the ring");
	return at;
}

int ring_open(struct ring *ring, unsigned flags, unsigned cq_entries)
{
	struct io_uring_params p = { .flags = flags | (cq_entries ? IORING_SETUP_CQSIZE : 0), .cq_entries = cq_entries };
	int fd;
	char *sq, *cq;

	p.sq_thread_idle = 50;
	fd = raw(SYS_io_uring_setup, cq_entries && cq_entries < ENTRIES ? (long)cq_entries : ENTRIES, (long)&p, 0, 0, 0, 0);
	if (fd < 0)
		return fd;
	ring->fd = fd;
	ring->flags = flags;
	sq = map(ring, p.sq_off.array + p.sq_entries * sizeof(unsigned), IORING_OFF_SQ_RING);
	cq = map(ring, p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe), IORING_OFF_CQ_RING);
	ring->entries = map(ring, p.sq_entries * sizeof(struct io_uring_sqe), IORING_OFF_SQES);
	ring->sq_head = (void *)(sq + p.sq_off.head);
	ring->sq_tail = (void *)(sq + p.sq_off.tail);
	ring->sq_mask = (void *)(sq + p.sq_off.ring_mask);
	ring->sq_flags = (void *)(sq + p.sq_off.flags);
	ring->sq_array = (void *)(sq + p.sq_off.array);
	ring->cq_head = (void *)(cq + p.cq_off.head);
	ring->cq_tail = (void *)(cq + p.cq_off.tail);
	ring->cq_mask = (void *)(cq + p.cq_off.ring_mask);
	ring->completions = (void *)(cq + p.cq_off.cqes);
	return 0;
}

bool ring_knows(struct ring *ring, int op)
{
	static char place[sizeof(struct io_uring_probe) + 256 * sizeof(struct io_uring_probe_op)];
	struct io_uring_probe *probe = (void *)place;

	memset(place, 0, sizeof(place));
	if (raw(SYS_io_uring_register, ring->fd, IORING_REGISTER_PROBE, (long)probe, 256, 0, 0) < 0)
		return false;
	return op <= probe->last_op && probe->ops[op].flags & IO_URING_OP_SUPPORTED;
}

/* Filled in place by the caller, so the tail moves in ring_submit; sq_array's first entries count until then. */
static unsigned prepared;

struct io_uring_sqe *ring_next(struct ring *ring)
{
	unsigned index = (*ring->sq_tail + prepared++) & *ring->sq_mask;

	ring->sq_array[index] = index;
	memset(&ring->entries[index], 0, sizeof(ring->entries[index]));
	return &ring->entries[index];
}

struct io_uring_sqe *ring_last(struct ring *ring)
{
	return &ring->entries[(*ring->sq_tail + prepared - 1) & *ring->sq_mask];
}

unsigned ring_prepared(struct ring *ring)
{
	unsigned count = prepared;

	__atomic_store_n(ring->sq_tail, *ring->sq_tail + count, __ATOMIC_RELEASE);
	prepared = 0;
	return count;
}

static unsigned ready(struct ring *ring)
{
	return __atomic_load_n(ring->cq_tail, __ATOMIC_ACQUIRE) - *ring->cq_head;
}

void ring_submit(struct ring *ring, unsigned wait)
{
	unsigned count = ring_prepared(ring), flags = IORING_ENTER_GETEVENTS;

	if (ring->flags & IORING_SETUP_SQPOLL)
		flags |= IORING_ENTER_SQ_WAKEUP;
	must(raw(SYS_io_uring_enter, ring->fd, count, wait, flags, 0, 0), "io_uring_enter");
	while (ready(ring) < wait)
		must(raw(SYS_io_uring_enter, ring->fd, 0, wait, IORING_ENTER_GETEVENTS, 0, 0), "io_uring_enter");
}

long ring_take(struct ring *ring, unsigned long long *user_data)
{
	struct io_uring_cqe *one = &ring->completions[*ring->cq_head & *ring->cq_mask];
	long result = one->res;

	must(ready(ring) ? 0 : -ENODATA, "take a completion");
	if (user_data)
		*user_data = one->user_data;
	__atomic_store_n(ring->cq_head, *ring->cq_head + 1, __ATOMIC_RELEASE);
	return result;
}
