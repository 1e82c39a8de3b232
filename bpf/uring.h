/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Requests of io_uring: what the kernel has copied of one when it is submitted, kept here until it is known what came
 * of it. Names are given back to the kernel once the request has been carried out, which is before its completion is
 * told, so they must be kept; ids, because a worker of the kernel or the thread that polls the queue may complete it.
 */
#ifndef KOSMOS_URING_H
#define KOSMOS_URING_H

/* enum io_uring_op, include/uapi/linux/io_uring.h. */
enum uring_op {
	OP_SENDMSG = 9,
	OP_RECVMSG = 10,
	OP_ACCEPT = 13,
	OP_CONNECT = 16,
	OP_OPENAT = 18,
	OP_SEND = 26,
	OP_RECV = 27,
	OP_OPENAT2 = 28,
	OP_SHUTDOWN = 34,
	OP_RENAMEAT = 35,
	OP_UNLINKAT = 36,
	OP_MKDIRAT = 37,
	OP_SYMLINKAT = 38,
	OP_LINKAT = 39,
	OP_SOCKET = 45,
	OP_SEND_ZC = 47,
	OP_SENDMSG_ZC = 48,
	OP_INSTALL = 54, /* of a file in the ring's table, as a descriptor */
	OP_BIND = 56,
	OP_LISTEN = 57,
};

/* io_kiocb.flags: the first byte is what the caller passed, the rest the same in all kernels from 6.0 on. */
#define REQUEST_FIXED_FILE (1u << 0)
#define REQUEST_BUFFER_SELECT (1u << 5)
#define REQUEST_SKIPS_COMPLETION (1u << 6)
#define REQUEST_NEEDS_CLEANUP (1u << 13) /* its names are not given back: it has not been carried out */

/* include/uapi/linux/io_uring.h: IORING_FILE_INDEX_ALLOC */
#define SLOT_OF_KERNELS_CHOICE 0xffffffffu

/* Flags in an entry of a ring's table of files. */
#define FILE_POINTER_FLAGS 7ul

#define PF_IO_WORKER 0x00000010

#define REQUEST_ARGUMENTS 6
#define REQUEST_NAMES 2
#define SHORT_NAME_BYTES 256
#define SOCKET_ADDRESS_BYTES 128

struct request {
	__u64 thread_start_ns; /* of who submitted it */
	__u64 cgroup_id;
	__u32 tid;
	__u32 pid;
	__u32 uid;
	__u32 gid;
	__u64 ring;
	__u64 user_data;
	__u32 type;            /* enum event_type */
	__u32 flags;           /* io_kiocb.flags, when it was submitted */
	__s32 fd;              /* or the slot in the ring's table: REQUEST_FIXED_FILE */
	__u32 slot;            /* of what it makes, plus 1; 0: it makes a descriptor */
	__u64 arguments[REQUEST_ARGUMENTS]; /* as the system call takes them */
	__u64 resolve;
	__u64 vectors;         /* of a message; as struct message has them */
	__u64 vector_count;
	__u32 address_length;
	__u32 names_count;
	__u32 long_names;      /* bit i: name i is in the map long_names */
	__u32 mount_namespace;
	__u8 is_told;
	__u8 is_async;         /* handed to a worker of the kernel, which may be at it right now */
	__u8 was_done;         /* an earlier look found it carried out */
	__u8 is_linked;        /* one of a chain */
	__u8 pad0[4];
	__u8 address[SOCKET_ADDRESS_BYTES];
	__u8 names[REQUEST_NAMES][SHORT_NAME_BYTES];
};

struct long_name {
	__u8 bytes[PATH_BYTES_MAX + 1];
	__u8 pad0[7];
};

/* --- Maps: user space multiplies the entries of the first two by the CPUs. --- */

/*
 * By address of the io_kiocb. One that was forgotten here is counted as lost when it completes; an open without a
 * completion, when its thread's list is looked through.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 512);
	__type(key, __u64);
	__type(value, struct request);
} requests SEC(".maps");

/* Names that are no SHORT_NAME, by address of the io_kiocb plus the name's index. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 64);
	__type(key, __u64);
	__type(value, struct long_name);
} long_names SEC(".maps");

/* What an entry of these maps begins as: it is filled in place, being too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct long_name);
} blank SEC(".maps");

_Static_assert(sizeof(struct request) <= sizeof(struct long_name), "blank is as large as both");

/*
 * The opens that a thread submitted last, oldest at `tail`. They are looked through for opens that have been carried
 * out, while what they opened is still there: their completion comes with the whole batch, or never.
 */
#define RECENT_REQUESTS 16

/* With a key in the list: no completion will tell of it. Addresses leave the bit free. */
#define KEY_SKIPS_COMPLETION 1ull

struct recent_requests {
	__u32 head;
	__u32 tail;
	__u64 keys[RECENT_REQUESTS];
};

/* By thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct recent_requests);
} recent SEC(".maps");

/* --- Reading requests. --- */

/* A request's parameters lie at its start, in a struct of their own for each operation. */
#define COMMAND(type, request) ((type *)(request))

/*
 * Since 7.0 names are held in a struct of one pointer. "Unknown function" of a relocation that fails is never reached:
 * a kernel has one or the other.
 */
#define REQUEST_NAME(type, request, member)                                                        \
	({                                                                                         \
		struct filename *held = NULL;                                                      \
		if (bpf_core_field_exists(type, member))                                           \
			held = READ(COMMAND(type, request), member);                      \
		else if (bpf_core_field_exists(type##___v70, member))                              \
			held = READ(COMMAND(type##___v70, request), member.__incomplete_filename); \
		held;                                                                              \
	})

/* IO_RING_F_COMPAT, include/linux/io_uring_types.h: of an enum without a name, so that it cannot be asked for. */
#define RING_IS_COMPAT (1u << 11)

/* Whether a 32-bit process has set the ring up, so that structs in its memory hold pointers of that size. */
static __always_inline bool has_short_pointers(struct io_ring_ctx *ring)
{
	if (bpf_core_field_exists(ring->compat))
		return BPF_CORE_READ_BITFIELD_PROBED(ring, compat);
	if (bpf_core_field_exists(ring->int_flags))
		return READ(ring, int_flags) & RING_IS_COMPAT;
	return false;
}

/* The file in a slot of the ring's own table. */
static __always_inline struct file *ring_file(struct io_ring_ctx *ring, __u32 slot)
{
	struct io_ring_ctx___old *old = (void *)ring;
	struct io_rsrc_node **nodes;
	struct io_rsrc_node *node = NULL;
	unsigned long file = 0;

	if (bpf_core_field_exists(ring->file_table.data)) {
		if (slot >= READ(ring, file_table.data.nr))
			return NULL;
		nodes = READ(ring, file_table.data.nodes);
		bpf_probe_read_kernel(&node, sizeof(node), &nodes[slot]);
		file = READ(node, file_ptr);
	} else if (bpf_core_field_exists(old->nr_user_files)) {
		void *table = (void *)ring + bpf_core_field_offset(struct io_ring_ctx, file_table);
		struct io_fixed_file *files = READ((struct io_file_table___old *)table, files);

		if (slot >= READ(old, nr_user_files))
			return NULL;
		bpf_probe_read_kernel(&file, sizeof(file), &files[slot]);
	}
	return (struct file *)(file & ~FILE_POINTER_FLAGS);
}

/* The descriptors at hand are those that the request meant; workers and pollers are threads of its process. */
static __always_inline bool is_at_home(const struct request *request)
{
	return bpf_get_current_pid_tgid() >> 32 == request->pid;
}

/* What the request is about; before it is carried out the kernel has not looked it up yet. */
static __always_inline struct file *subject_of(struct io_kiocb *kiocb, const struct request *request)
{
	struct file *file = READ(kiocb, file);

	if (file || !is_at_home(request))
		return file;
	if (request->flags & REQUEST_FIXED_FILE)
		return ring_file(READ(kiocb, ctx), request->fd);
	return file_of(request->fd);
}

/*
 * Whether the descriptor or slot holds by now what the request has put there. Of what a worker carried out the
 * completion may wait for its thread (IORING_SETUP_DEFER_TASKRUN), which can close and open until then; and a chain of
 * which no completions come goes on to its end with no hook on the way.
 */
static __always_inline bool is_certain(const struct request *request)
{
	if (request->is_async)
		return READ(current_task(), flags) & PF_IO_WORKER;
	return !request->is_linked || !(request->flags & REQUEST_SKIPS_COMPLETION);
}

/* What the request has made; NULL where that cannot be told from what took its place. */
static __always_inline struct file *made_by(const struct request *request, __s64 result)
{
	__u32 slot = request->slot;

	if (result < 0 || !is_at_home(request) || !is_certain(request))
		return NULL;
	if (!slot)
		return file_of(result);
	return ring_file((struct io_ring_ctx *)request->ring, slot == SLOT_OF_KERNELS_CHOICE ? result : slot - 1);
}

/* --- Keeping them. --- */

/*
 * The thread that polls a queue is one of the kernel's in the process that set the ring up: told is its first thread.
 */
static __always_inline void keep_submitter(struct request *request)
{
	struct task_struct *task = current_task();
	const struct cred *cred = READ(task, cred);

	request->uid = READ(cred, euid.val);
	request->gid = READ(cred, egid.val);
	request->cgroup_id = bpf_get_current_cgroup_id();
	request->mount_namespace = mount_namespace_of(task);
	if (READ(task, flags) & PF_IO_WORKER)
		task = READ(task, group_leader);
	request->tid = READ(task, pid);
	request->pid = READ(task, tgid);
	request->thread_start_ns = READ(task, start_boottime);
}

static __always_inline void keep_name(struct request *request, __u64 key, struct filename *name)
{
	__u32 index = request->names_count;
	__u32 zero = 0;
	struct long_name *whole;
	const char *text = READ(name, name);

	OPAQUE(index);
	if (index >= REQUEST_NAMES)
		return;
	request->names_count = index + 1;
	if (bpf_probe_read_kernel_str(request->names[index], SHORT_NAME_BYTES, text) < SHORT_NAME_BYTES)
		return;
	key += index;
	whole = bpf_map_lookup_elem(&blank, &zero);
	if (!whole || bpf_map_update_elem(&long_names, &key, whole, BPF_ANY))
		return;
	whole = bpf_map_lookup_elem(&long_names, &key);
	if (!whole)
		return;
	bpf_probe_read_kernel_str(whole->bytes, sizeof(whole->bytes), text);
	request->long_names |= 1 << index;
}

static __always_inline void keep_kernel_address(struct request *request, const void *from, __u32 length)
{
	if (length > SOCKET_ADDRESS_BYTES)
		length = SOCKET_ADDRESS_BYTES;
	OPAQUE(length);
	if (length <= SOCKET_ADDRESS_BYTES && !bpf_probe_read_kernel(request->address, length, from))
		request->address_length = length;
}

/* Up to 6.9 the kernel copies an address only when it carries the request out. */
static __always_inline void keep_user_address(struct request *request, __u64 from, __u32 length)
{
	if (length > SOCKET_ADDRESS_BYTES)
		length = SOCKET_ADDRESS_BYTES;
	OPAQUE(length);
	if (length <= SOCKET_ADDRESS_BYTES && !bpf_probe_read_user(request->address, length, (const void *)from))
		request->address_length = length;
}

static __always_inline bool keeps_addresses(void)
{
	return !bpf_core_type_exists(struct io_async_connect);
}

#endif
