/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Messages as system calls pass them: headers, vectors and data in the caller's memory, in the layouts of 64-bit and of
 * 32-bit callers. All of it is read when the call has returned; another thread may have changed it since the kernel
 * did.
 */
#ifndef KOSMOS_MESSAGE_H
#define KOSMOS_MESSAGE_H

/* UIO_MAXIOV: no call sends or receives more than 1,024 messages. */
#define MESSAGES_PER_RUN 32
#define MESSAGE_RUNS_MAX 32

struct native_msghdr {
	__u64 name;
	__u32 name_length;
	__u32 pad0;
	__u64 vectors;
	__u64 vector_count;
	__u64 control;
	__u64 control_length;
	__u32 flags;
	__u32 pad1;
};

struct compat_msghdr {
	__u32 name;
	__u32 name_length;
	__u32 vectors;
	__u32 vector_count;
	__u32 control;
	__u32 control_length;
	__u32 flags;
};

/* An element of sendmmsg's array: a msghdr and, written by the kernel, the bytes sent. */
struct native_mmsghdr {
	struct native_msghdr header;
	__u32 sent;
	__u32 pad0;
};

struct compat_mmsghdr {
	struct compat_msghdr header;
	__u32 sent;
};

#define MMSGHDR_BYTES(call) ((call)->short_pointers ? sizeof(struct compat_mmsghdr) : sizeof(struct native_mmsghdr))
#define MMSGHDR_SENT(call)                                                                \
	((call)->short_pointers ? __builtin_offsetof(struct compat_mmsghdr, sent)         \
				: __builtin_offsetof(struct native_mmsghdr, sent))

static __always_inline void read_message(const struct call *call, __u64 from, struct message *message)
{
	if (call->short_pointers) {
		struct compat_msghdr header = {};

		bpf_probe_read_user(&header, sizeof(header), (const void *)from);
		message->address = header.name;
		message->address_length = header.name_length;
		message->vectors = header.vectors;
		message->vector_count = header.vector_count;
		message->control = header.control;
		message->control_length = header.control_length;
	} else {
		struct native_msghdr header = {};

		bpf_probe_read_user(&header, sizeof(header), (const void *)from);
		message->address = header.name;
		message->address_length = header.name_length;
		message->vectors = header.vectors;
		message->vector_count = header.vector_count;
		message->control = header.control;
		message->control_length = header.control_length;
	}
}

/* struct iovec: an address and a size, each as wide as the caller's pointers. */
struct vector {
	__u64 base;
	__u64 length;
};

static __always_inline bool read_vector(const struct call *call, __u64 vectors, __u32 index, struct vector *vector)
{
	__u32 bytes = call->short_pointers ? sizeof(*vector) / 2 : sizeof(*vector);

	if (bpf_probe_read_user(vector, bytes, (const void *)(vectors + index * bytes)))
		return false;
	if (call->short_pointers) {
		vector->length = vector->base >> 32;
		vector->base = (__u32)vector->base;
	}
	return true;
}

/* Where a record keeps data: of a message, or of a call. */
static __always_inline struct text_span *data_in(struct event_header *header)
{
	if (has_facts(header->type))
		return &((struct send_event *)header)->data;
	return &((struct call_event *)header)->texts[0];
}

/* More of the data, behind what is there already. */
__noinline int data_append(__u32 key, __u64 from, __u64 size)
{
	struct event_header *header = record_in(key);
	struct text_span *span;
	__u64 more = size;
	__u32 had, offset;
	void *room;

	if (!header)
		return 0;
	span = data_in(header);
	had = span->length;
	room = text_room(header, &offset);
	OPAQUE(had);
	/* A message without data has an empty text, a call none. */
	if (!room || had >= SEND_DATA_BYTES_MAX || (!size && !has_facts(header->type)))
		return 0;
	if (more > SEND_DATA_BYTES_MAX - had)
		more = SEND_DATA_BYTES_MAX - had;
	/* "R2 min value is negative" on 5.10, which loses the bound; 80 bytes are within the mask. */
	OPAQUE(more);
	more &= 127;
	if (bpf_probe_read_user(room, more, (const void *)from))
		header->flags |= RECORD_FAULT;
	else
		end_text(header, span, offset - had, had + more);
	return 0;
}

/* What came beside the data of the message in a slot: the kernel has written how much that is. */
__noinline int control_append(__u32 key)
{
	struct send_event *event = (struct send_event *)record_in(key);
	struct event_header *header = &event->header;
	const struct message *message;
	__u64 length;
	__u32 offset;
	void *room;

	if (!event)
		return 0;
	message = &scratch_of(header)->message;
	length = message->control_length;
	room = text_room(header, &offset);
	if (!room || !message->control || !length)
		return 0;
	if (length > CONTROL_BYTES_MAX) {
		length = CONTROL_BYTES_MAX;
		header->flags |= RECORD_TRUNCATED;
	}
	/* "R2 min value is negative", as above. */
	OPAQUE(length);
	length &= 2 * CONTROL_BYTES_MAX - 1;
	if (bpf_probe_read_user(room, length, (const void *)message->control))
		header->flags |= RECORD_FAULT;
	else
		end_text(header, &event->control, offset, length);
	return 0;
}

/*
 * Vectors of one message whose sizes are added up, and whose data are told. One with more is marked RECORD_TRUNCATED.
 */
#define VECTORS_MAX 16
#define DATA_VECTORS_MAX 4

/* No vector is as long: it cannot be read. */
#define NO_VECTOR (~0ull)

/* The length of one vector; of the first ones as much of their data as `left` says is told. */
__noinline __u64 data_vector(__u32 key, __u64 vectors, __u32 index, __u32 short_pointers, __u64 left)
{
	struct event_header *header = record_in(key);
	struct call call = { .short_pointers = short_pointers };
	struct vector vector = {};

	if (!header)
		return NO_VECTOR;
	if (!read_vector(&call, vectors, index, &vector)) {
		header->flags |= RECORD_FAULT;
		return NO_VECTOR;
	}
	if (index < DATA_VECTORS_MAX)
		data_append(key, vector.base, vector.length < left ? vector.length : left);
	return vector.length;
}

/* Tells the data of vectors, `left` bytes of them at most; gives the size of all. */
__noinline __u64 data_vectors(__u32 key, __u64 vectors, __u64 count, __u32 short_pointers, __u64 left)
{
	__u64 size = 0;

	for (__u32 i = 0; i < VECTORS_MAX; i++) {
		__u64 length;

		if (i >= count)
			break;
		length = data_vector(key, vectors, i, short_pointers, left);
		if (length == NO_VECTOR)
			break;
		size += length;
		left -= length < left ? length : left;
	}
	return size;
}

#endif
