/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Several fields of one kernel object in one read. A bpf_probe_read_kernel costs some 20 ns whatever its size, which at
 * forty reads was half of what an open's record cost. So the start of the object is copied, and fields are taken out of
 * the copy at the offsets of the running kernel; one that lies further on is read alone. The offsets are constants by
 * then, and the verifier drops the branch that does not apply. Where a program may load by itself each field is loaded,
 * and nothing is copied.
 */
#ifndef KOSMOS_COPY_H
#define KOSMOS_COPY_H

/* Bytes that hold the fields asked for here in all kernels looked at, 5.10 to 7.3; of a file in most. */
#define FILE_BYTES 80
#define INODE_BYTES 72
#define DENTRY_BYTES 24 /* from d_parent on */
#define MOUNT_BYTES 40
#define CRED_BYTES 32

/*
 * Declares a copy of the first `bytes` of an object; zeros when it cannot be read. FIELD takes a field out of it.
 * COPY_FROM and FIELD_FROM do the same of what lies at `first` and behind it, where that is all that is asked for: it
 * takes less of the stack. KEEP fills a copy that is declared elsewhere.
 */
#ifdef LOADS_BY_CAST

#define COPY(copy, bytes, object) ((void)0)
#define KEEP(copy, object) ((void)0)
#define COPY_FROM(copy, bytes, object, first) ((void)0)
#define FIELD(copy, object, field) LOAD_FIELD(object, field)
#define FIELD_FROM(copy, object, first, field) LOAD_FIELD(object, field)

#else

#define KEEP(copy, object) bpf_probe_read_kernel(copy, sizeof(copy), object)

#define COPY(copy, bytes, object)                   \
	__u64 copy[(bytes) / sizeof(__u64)] = {};   \
	bpf_probe_read_kernel(copy, sizeof(copy), object)

#define FIELD(copy, object, field)                                                      \
	({                                                                              \
		typeof((object)->field) value = 0;                                      \
		__u32 at = bpf_core_field_offset((object)->field);                      \
		if (at + sizeof(value) <= sizeof(copy))                                 \
			value = *(typeof(value) *)((void *)(copy) + at);                \
		else                                                                    \
			bpf_core_read(&value, sizeof(value), &(object)->field);         \
		value;                                                                  \
	})

#define COPY_FROM(copy, bytes, object, first)       \
	__u64 copy[(bytes) / sizeof(__u64)] = {};   \
	bpf_probe_read_kernel(copy, sizeof(copy), (void *)(object) + bpf_core_field_offset((object)->first))

#define FIELD_FROM(copy, object, first, field)                                                                  \
	({                                                                                                      \
		typeof((object)->field) value = 0;                                                              \
		__u64 at = bpf_core_field_offset((object)->field) - bpf_core_field_offset((object)->first);     \
		if (at + sizeof(value) <= sizeof(copy))                                                         \
			value = *(typeof(value) *)((void *)(copy) + at);                                        \
		else                                                                                            \
			bpf_core_read(&value, sizeof(value), &(object)->field);                                 \
		value;                                                                                          \
	})

#endif

#endif
