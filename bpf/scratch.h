/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Where records are built: slots of memory for each CPU, taken by one program at a time. A slot is free again when its
 * record has been copied to the ring.
 */
#ifndef KOSMOS_SCRATCH_H
#define KOSMOS_SCRATCH_H

/*
 * Programs may be preempted by one another on newer kernels, so counts are atomic although each CPU has its own.
 * Written out because a compiler may choose the form that also fetches the old value, which only 5.12 and later know.
 */
static __always_inline void add(__u64 *to, __u64 amount)
{
	asm volatile("lock *(u64 *)(%0 + 0) += %1" : : "r"(to), "r"(amount) : "memory");
}

#define COUNT(counter) add(&(counter), 1)

/*
 * The compiler may not conclude from what it knows of a value that a bound, which the verifier needs, is superfluous.
 */
#define OPAQUE(value) asm volatile("" : "+r"(value))

static __always_inline struct scratch *scratch_of(struct event_header *header)
{
	return (void *)header - __builtin_offsetof(struct scratch, header);
}

static __always_inline struct exec_scratch *exec_scratch_of(struct event_header *header)
{
	return (void *)header - __builtin_offsetof(struct exec_scratch, header);
}

/*
 * One slot, if nobody builds in it. Who adds first and reads 1 has it; two that meet between adding and reading both go
 * away, which costs a record (counted) and never mixes two. Compare-and-exchange is only in 5.12 and later.
 */
static __always_inline bool claim(__u64 *users)
{
	COUNT(*users);
	if (*(volatile __u64 *)users == 1)
		return true;
	add(users, -1);
	return false;
}

/* The key of a free slot, and one; 0 when there is none. Global, as all that many programs do: walked once in each. */
__noinline int scratch_claim(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	for (__u32 i = 0; i < SCRATCH_SLOTS; i++) {
		__u32 key = cpu * SCRATCH_SLOTS + i;
		struct scratch *scratch = bpf_map_lookup_elem(&scratches, &key);

		if (scratch && claim(&scratch->users)) {
			scratch->slot = cpu * PATH_SLOTS + i;
			scratch->key = key;
			return key + 1;
		}
	}
	return 0;
}

/* Likewise in exec_scratches. */
static __always_inline int claim_exec_scratch(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	for (__u32 i = 0; i < EXEC_SLOTS; i++) {
		__u32 key = cpu * EXEC_SLOTS + i;
		struct exec_scratch *scratch = bpf_map_lookup_elem(&exec_scratches, &key);

		if (scratch && claim(&scratch->users)) {
			scratch->slot = cpu * PATH_SLOTS + SCRATCH_SLOTS + i;
			scratch->key = key;
			return key + 1;
		}
	}
	return 0;
}

/* The record in a slot, by its key. "pointer arithmetic on map_value_or_null" unless the question comes first. */
static __always_inline struct event_header *record_in(__u32 key)
{
	struct scratch *scratch = bpf_map_lookup_elem(&scratches, &key);

	if (!scratch)
		return NULL;
	OPAQUE(scratch);
	return &scratch->header;
}

static __always_inline struct event_header *exec_record_in(__u32 key)
{
	struct exec_scratch *scratch = bpf_map_lookup_elem(&exec_scratches, &key);

	return scratch ? &scratch->header : NULL;
}

static __always_inline void release(struct event_header *header)
{
	add(&scratch_of(header)->users, -1);
}

#endif
