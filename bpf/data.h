/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Arguments of simple calls that are data, or structs by address: bytes of the caller's memory, which become texts of
 * the record. What they mean user space knows.
 */
#ifndef KOSMOS_DATA_H
#define KOSMOS_DATA_H

static __always_inline struct call_event *call_in(__u32 key)
{
	return (struct call_event *)record_in(key);
}

/* "invalid access to map value" with a comparison, of which the compiler checks a copy; so a mask. */
static __always_inline const struct call_shape *shape_of(const struct call_event *event)
{
	return &call_shapes[event->header.type % CALL_SHAPES];
}

__noinline int call_text(__u32 key, __u32 kind, __u64 from, __s32 dirfd);

/* Bytes of the caller's memory behind what the text has already, as many as there is room for. */
static __always_inline void append_bytes(struct call_event *event, struct text_span *span, __u64 from, __u64 size,
					 __u64 most)
{
	struct event_header *header = &event->header;
	__u32 had = span->length;
	__u64 more = size;
	__u32 offset;
	void *room = text_room(header, &offset);

	OPAQUE(had);
	if (!room || !size || had >= most)
		return;
	if (more > most - had)
		more = most - had;
	/* "R2 min value is negative", as in data_append. */
	OPAQUE(more);
	more &= 2 * CALL_BYTES_MAX - 1;
	if (bpf_probe_read_user(room, more, (const void *)from))
		header->flags |= RECORD_FAULT;
	else
		end_text(header, span, offset - had, had + more);
}

__noinline int call_bytes(__u32 key, __u32 place, __u64 from, __u64 size, __u64 most)
{
	struct call_event *event = call_in(key);

	OPAQUE(place);
	if (event && place < CALL_TEXTS && from)
		append_bytes(event, &event->texts[place], from, size, most);
	return 0;
}

/* Of what was received only as much as the call says it has; of what was sent all, and the sizes added up. */
static __always_inline void tell_vectors(struct call_event *event, __u32 key, __u64 vectors, __u32 count, __u64 left)
{
	event->numbers[7] = data_vectors(key, vectors, count, scratch_of(&event->header)->short_pointers, left);
	if (count > VECTORS_MAX)
		event->header.flags |= RECORD_TRUNCATED;
}

/* include/uapi/linux/quota.h: commands are shifted by 8; sizes of the structs that they take. */
#define Q_QUOTAON 0x800002
#define Q_GETFMT 0x800004
#define Q_GETINFO 0x800005
#define Q_SETINFO 0x800006
#define Q_GETQUOTA 0x800007
#define Q_SETQUOTA 0x800008
#define QUOTA_FORMAT_BYTES 4
#define QUOTA_INFO_BYTES 24
#define QUOTA_BLOCK_BYTES 72

static __always_inline void tell_quota(struct call_event *event, __u32 key, __u64 from)
{
	switch ((__u32)event->numbers[0] >> 8) {
	case Q_QUOTAON:
		call_text(key, TEXT(1), from, 0);
		break;
	case Q_GETFMT:
		call_bytes(key, 2, from, QUOTA_FORMAT_BYTES, CALL_BYTES_MAX);
		break;
	case Q_GETINFO:
	case Q_SETINFO:
		call_bytes(key, 2, from, QUOTA_INFO_BYTES, CALL_BYTES_MAX);
		break;
	case Q_GETQUOTA:
	case Q_SETQUOTA:
		call_bytes(key, 2, from, QUOTA_BLOCK_BYTES, CALL_BYTES_MAX);
		break;
	}
}

static __always_inline void tell_answer(struct call_event *event, __u32 key, __u64 from, __u64 length_at)
{
	__u32 length = 0;

	if (event->header.result < 0)
		return;
	bpf_probe_read_user(&length, sizeof(length), (const void *)length_at);
	event->numbers[6] = length;
	call_bytes(key, 0, from, length, SEND_DATA_BYTES_MAX);
}

static __always_inline void tell_block(struct call_event *event, __u32 key, __u32 kind, __u64 from)
{
	__u32 place = (kind - ARGUMENT_BLOCKS) / BLOCK_WORDS_MAX;
	__u64 bytes = (kind - ARGUMENT_BLOCKS) % BLOCK_WORDS_MAX * sizeof(__u32);

	if (!bytes)
		bytes = event->header.flags & RECORD_COMPAT ? 2 * sizeof(__u32) : 2 * sizeof(__u64);
	call_bytes(key, place, from, bytes, CALL_BYTES_MAX);
}

/* include/uapi/linux/io_uring.h: the argument is a struct that begins with the set's address; it is none of memory. */
#define IORING_ENTER_EXT_ARG (1u << 3)
#define IORING_ENTER_EXT_ARG_REG (1u << 6)
#define SIGNALS_BYTES 8

static __always_inline void tell_signals(struct call_event *event, __u32 key, __u64 from)
{
	__u32 flags = event->numbers[3];
	__u64 set = from;

	if (flags & IORING_ENTER_EXT_ARG_REG)
		return;
	if (flags & IORING_ENTER_EXT_ARG && bpf_probe_read_user(&set, sizeof(set), (const void *)from))
		return;
	call_bytes(key, 0, set, SIGNALS_BYTES, CALL_BYTES_MAX);
}

/* struct pollfd, include/uapi/asm-generic/poll.h. */
#define POLLED_BYTES 8

/* Kinds of arguments that are data; 0 for others. */
__noinline int call_data(__u32 key, __u32 kind, __u64 value, __u64 after)
{
	struct call_event *event = call_in(key);
	__s64 result;

	if (!event)
		return 0;
	result = event->header.result;
	if (kind >= ARGUMENT_BLOCKS) {
		tell_block(event, key, kind, value);
		return 1;
	}
	switch (kind) {
	case ARGUMENT_RECEIVED:
		call_bytes(key, 0, value, result > 0 ? result : 0, SEND_DATA_BYTES_MAX);
		return 1;
	case ARGUMENT_SENT:
		call_bytes(key, 0, value, after, SEND_DATA_BYTES_MAX);
		return 1;
	case ARGUMENT_RECEIVED_VECTORS:
		tell_vectors(event, key, value, after, result > 0 ? result : 0);
		return 1;
	case ARGUMENT_SENT_VECTORS:
		tell_vectors(event, key, value, after, ~0ull);
		return 1;
	case ARGUMENT_ANSWER:
		tell_answer(event, key, value, after);
		return 1;
	case ARGUMENT_POLLED:
		call_bytes(key, 0, value, (__u32)after * (__u64)POLLED_BYTES, CALL_BYTES_MAX);
		return 1;
	case ARGUMENT_QUOTA:
		tell_quota(event, key, value);
		return 1;
	case ARGUMENT_SIGNALS:
		tell_signals(event, key, value);
		return 1;
	case ARGUMENT_WHERE:
		if (result >= 0)
			call_text(key, TEXT(0), value, 0);
		return 1;
	default:
		return 0;
	}
}

#endif
