/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Messages as system calls pass them: headers, vectors and data in the caller's memory, in the layouts of 64-bit and of
 * 32-bit callers. All of it is read when the call has returned; another thread may have changed it since the kernel
 * did.
 */
#ifndef KOSMOS_MESSAGE_H
#define KOSMOS_MESSAGE_H

/* A message to be sent, as struct msghdr has it, or the arguments of sendto. */
struct message {
	__u64 address;
	__u64 vectors;      /* of struct iovec; or the data itself, when vector_count is 0 */
	__u64 vector_count;
	__u64 size;         /* of the data, when vector_count is 0 */
	__u32 address_length;
	__u32 flags;
	__u64 control;
	__u64 control_length;
};

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

/* More of the data, behind what event->data has already. */
static __always_inline void append_data(struct send_event *event, __u64 from, __u64 size)
{
	struct event_header *header = &event->header;
	__u32 had = event->data.length;
	__u64 more = size;
	__u32 offset;
	void *room = text_room(header, &offset);

	if (!room || had >= SEND_DATA_BYTES_MAX)
		return;
	if (more > SEND_DATA_BYTES_MAX - had)
		more = SEND_DATA_BYTES_MAX - had;
	/* "R2 min value is negative" on 5.10, which loses the bound; 80 bytes are within the mask. */
	OPAQUE(more);
	more &= 127;
	if (bpf_probe_read_user(room, more, (const void *)from))
		header->flags |= RECORD_FAULT;
	else
		end_text(header, &event->data, offset - had, had + more);
}

/* What came beside the data: the kernel has written how much that is. */
static __always_inline void append_control(struct send_event *event, const struct message *message)
{
	struct event_header *header = &event->header;
	__u64 length = message->control_length;
	__u32 offset;
	void *room = text_room(header, &offset);

	if (!room || !message->control || !length)
		return;
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
}

/*
 * Vectors of one message whose sizes are added up, and whose data are told. One with more is marked RECORD_TRUNCATED.
 */
#define VECTORS_MAX 16
#define DATA_VECTORS_MAX 4

static __always_inline void fill_data(struct send_event *event, const struct call *call, const struct message *message)
{
	struct event_header *header = &event->header;
	__u64 size = 0;

	if (!message->vector_count) {
		event->size = message->size;
		append_data(event, message->vectors, message->size);
		return;
	}
	for (__u32 i = 0; i < VECTORS_MAX && i < message->vector_count; i++) {
		struct vector vector = {};

		if (!read_vector(call, message->vectors, i, &vector)) {
			header->flags |= RECORD_FAULT;
			break;
		}
		size += vector.length;
		if (i < DATA_VECTORS_MAX)
			append_data(event, vector.base, vector.length);
	}
	event->size = size;
	if (message->vector_count > VECTORS_MAX || (size > SEND_DATA_BYTES_MAX && event->data.length < SEND_DATA_BYTES_MAX))
		header->flags |= RECORD_TRUNCATED;
}

#endif
