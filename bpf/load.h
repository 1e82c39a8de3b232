/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Reads of kernel memory. Since 6.2 a program may say of any address that a type of the kernel is there
 * (bpf_rdonly_cast), and load from it: one instruction, where a read by a helper is a call of some 20 ns. What cannot
 * be read gives zeros by both. So probe.bpf.c is compiled twice: with LOADS_BY_CAST for the kernels that know the cast,
 * and without for the others. Nothing but this file, copy.h and HAS_TASK_POINTER knows which it is.
 */
#ifndef KOSMOS_LOAD_H
#define KOSMOS_LOAD_H

#ifdef LOADS_BY_CAST

extern void *bpf_rdonly_cast(const void *address, __u32 type) __ksym;

/*
 * Numbers of the kernel's types. It has no such enum: user space writes one into the extract of the kernel's types that
 * it gives libbpf (MinimalBtf), where types have other numbers than in the kernel.
 */
enum kosmos_type_id {
	ID_OF_NEW_UTSNAME = 1,
};

/*
 * What is at an address, of a type of eight bytes at most. To the verifier all of them lie in a struct that holds
 * nothing but bytes: so what is loaded is a number, of which it asks no more, and which may go to global functions. In
 * assembly, because a compiler that joins two loads makes one that the verifier refuses ("same insn cannot be used with
 * different pointers").
 */
#define LOAD_AS(width, value, from) asm volatile("%0 = *(" width " *)(%1 + 0)" : "=r"(value) : "r"(from) : "memory")

static __always_inline __u64 load_number(const void *address, __u32 bytes)
{
	const void *from = bpf_rdonly_cast(address, bpf_core_enum_value(enum kosmos_type_id, ID_OF_NEW_UTSNAME));
	__u64 value;

	switch (bytes) {
	case 1:
		LOAD_AS("u8", value, from);
		return value;
	case 2:
		LOAD_AS("u16", value, from);
		return value;
	case 4:
		LOAD_AS("u32", value, from);
		return value;
	default:
		LOAD_AS("u64", value, from);
		return value;
	}
}

#define LOAD(type, address) ((type)load_number((const void *)(address), sizeof(type)))

#else

#define LOAD(type, address)                                                                      \
	({                                                                                       \
		type loaded;                                                                     \
		bpf_probe_read_kernel((void *)&loaded, sizeof(loaded), (const void *)(address)); \
		loaded;                                                                          \
	})

#endif

/* A field of a kernel object. */
#define LOAD_FIELD(object, field) LOAD(typeof((object)->field), &(object)->field)

#define READ_2(object, a) LOAD_FIELD(object, a)
#define READ_3(object, a, b) ({ typeof((object)->a) at_a = READ_2(object, a); LOAD_FIELD(at_a, b); })
#define READ_4(object, a, b, c) ({ typeof((object)->a->b) at_b = READ_3(object, a, b); LOAD_FIELD(at_b, c); })
#define READ_5(object, a, b, c, d) ({ typeof((object)->a->b->c) at_c = READ_4(object, a, b, c); LOAD_FIELD(at_c, d); })

/* A field behind pointers: READ(task, nsproxy, mnt_ns, ns.inum). */
#define READ(...) ___apply(READ_, ___narg(__VA_ARGS__))(__VA_ARGS__)

#endif
