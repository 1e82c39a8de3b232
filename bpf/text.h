/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The texts of a record, one after another behind its fixed part. header.length says how far the record is filled; it
 * lives in memory, so each use of it brings its bound along, which is all that the verifier has to know.
 */
#ifndef KOSMOS_TEXT_H
#define KOSMOS_TEXT_H

/* Where the next text goes; NULL, and the record marked truncated, when there is no room for a longest one. */
static __always_inline void *text_room(struct event_header *header, __u32 *offset)
{
	__u32 start = header->length;

	OPAQUE(start);
	if (start > TEXT_OFFSET_MAX) {
		header->flags |= RECORD_TRUNCATED;
		return NULL;
	}
	*offset = start;
	return (void *)header + start;
}

static __always_inline void end_text(struct event_header *header, struct text_span *span, __u32 offset, __u32 length)
{
	span->offset = offset;
	span->length = length;
	header->length = offset + length;
}

/* Bytes of the kernel's memory; at most TEXT_BYTES_MAX, more is cut off and marked. */
static __always_inline void append_kernel_bytes(struct event_header *header, struct text_span *span, const void *from,
						__u32 length)
{
	__u32 offset;
	void *room = text_room(header, &offset);

	if (!room)
		return;
	if (length > TEXT_BYTES_MAX) {
		length = TEXT_BYTES_MAX;
		header->flags |= RECORD_TRUNCATED;
	}
	OPAQUE(length);
	if (length > TEXT_BYTES_MAX || bpf_probe_read_kernel(room, length, from))
		return;
	end_text(header, span, offset, length);
}

/*
 * A terminated text in user or kernel memory, read by `read`; at most PATH_BYTES_MAX. The terminator is left out: the
 * helpers count it, except 5.10's in an empty text of user memory.
 */
#define APPEND_STRING(header, span, from, read, mark)                               \
	({                                                                          \
		__u32 offset;                                                       \
		void *room = text_room(header, &offset);                            \
		long length = room ? read(room, PATH_BYTES_MAX + 1, from) : 0;      \
		if (length > PATH_BYTES_MAX)                                        \
			(header)->flags |= RECORD_TRUNCATED;                        \
		if (room && length >= 0)                                            \
			end_text(header, span, offset, length ? length - 1 : 0);    \
		else if (room)                                                      \
			(header)->flags |= (mark);                                  \
	})

static __always_inline void append_kernel_string(struct event_header *header, struct text_span *span, const void *from)
{
	APPEND_STRING(header, span, from, bpf_probe_read_kernel_str, RECORD_TRUNCATED);
}

/* The caller's memory as it is when the call returns: another thread may have changed it since the kernel read it. */
static __always_inline void append_user_string(struct event_header *header, struct text_span *span, __u64 from)
{
	APPEND_STRING(header, span, (const void *)from, bpf_probe_read_user_str, RECORD_FAULT);
}

#endif
