/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Which ring a record goes to. Up to some number of CPUs there is one; beyond it, the CPUs that would wait for the
 * ring's lock are parted, neighbours together. The reader puts the records of all rings in order again, by their time:
 * RingMerge.cs.
 */
#ifndef KOSMOS_RING_H
#define KOSMOS_RING_H

_Static_assert(__builtin_offsetof(struct event_header, time_ns) == 0, "RingMerge.cs reads the time there");

/*
 * The same from a program's begin to its end, so that the ring whose fill was looked at is the one that is written to.
 * With one ring the verifier knows that the rest is never run, and leaves it out.
 */
static __always_inline void *own_ring(void)
{
	__u32 cpu, key;
	void *ring;

	if (ring_count <= 1)
		return &events;
	cpu = bpf_get_smp_processor_id();
	if (ring_by_thread)
		cpu += (__u32)bpf_get_current_pid_tgid();
	key = cpu / cpus_per_ring & (ring_count - 1);
	ring = bpf_map_lookup_elem(&rings, &key);
	return ring ? ring : &events;
}

#endif
