/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What came of a request of io_uring, told as the system call that does the same; see uring.h. */
#ifndef KOSMOS_COMPLETION_H
#define KOSMOS_COMPLETION_H

static __always_inline void take_over(struct event_header *header, const struct request *request)
{
	header->flags |= RECORD_IO_URING;
	header->cgroup_id = request->cgroup_id;
	header->mount_namespace = request->mount_namespace;
	header->thread_start_ns = request->thread_start_ns;
	header->tid = request->tid;
	header->pid = request->pid;
	header->uid = request->uid;
	header->gid = request->gid;
}

/* An address as a number, by way of memory: functions take no pointers ("R3 is not a scalar"). */
static __always_inline __u64 number_of(const void *address, __u64 *memory)
{
	*(volatile __u64 *)memory = (__u64)address;
	return *(volatile __u64 *)memory;
}

/* The name's address; of a long one that was forgotten its beginning. */
static __always_inline __u64 name_at(struct request *request, __u64 key, __u32 index, struct event_header *header)
{
	__u64 *memory = &scratch_of(header)->message.address;
	struct long_name *whole;

	if (!(request->long_names & 1 << index))
		return number_of(request->names[index], memory);
	key += index;
	whole = bpf_map_lookup_elem(&long_names, &key);
	if (whole)
		return number_of(whole->bytes, memory);
	header->flags |= RECORD_TRUNCATED;
	return number_of(request->names[index], memory);
}

static __always_inline void forget_long_names(struct request *request, __u64 key)
{
	if (!request->long_names)
		return;
	bpf_map_delete_elem(&long_names, &key);
	key++;
	bpf_map_delete_elem(&long_names, &key);
}

static __always_inline bool is_dropped_failure(__s64 result)
{
	return drop_failed && result < 0;
}

/* Of an open that has been carried out or will be, but what came of it is not to be had any more. */
#define RESULT_UNKNOWN (1ll << 32)

__noinline int request_tell_open(__u64 key, __s64 result)
{
	struct request *request;
	struct open_event *event;
	struct file *file;
	__u32 flags, slot;
	bool is_known;

	if (!watches_requests || is_dropped_failure(result))
		return 0;
	request = bpf_map_lookup_elem(&requests, &key);
	if (!request || request->is_told)
		return 0;
	request->is_told = 1;
	is_known = result != RESULT_UNKNOWN;
	event = begin(request->type, is_known ? result : 0, sizeof(*event));
	if (!event)
		return 0;
	take_over(&event->header, request);

	file = is_known ? made_by(request, result) : NULL;
	flags = open_flags(request->type, file, request->arguments[2]);
	fill_asked(event, request->arguments[0], flags, request->arguments[3], request->resolve);
	slot = scratch_of(&event->header)->key;
	open_fill(slot, (__u64)file, name_at(request, key, 0, &event->header));
	submit(event);
	return 0;
}

__noinline int request_tell_connect(__u64 key, __s64 result)
{
	struct connect_event *event;
	struct request *request;

	if (!watches_requests || (is_dropped_failure(result) && result != -EINPROGRESS))
		return 0;
	request = bpf_map_lookup_elem(&requests, &key);
	if (!request)
		return 0;
	event = begin(EVENT_CONNECT, result, sizeof(*event));
	if (!event)
		return 0;
	take_over(&event->header, request);
	event->fd = request->fd;

	connect_fill(scratch_of(&event->header)->key, (__u64)subject_of((struct io_kiocb *)key, request),
		     number_of(request->address, &scratch_of(&event->header)->message.address), request->address_length,
		     AF_UNSPEC | NAMED_IN_KERNEL);
	submit(event);
	return 0;
}

/* Sends without a destination of their own are not told, as those of system calls. */
__noinline int request_tell_message(__u64 key, __s64 result)
{
	struct io_kiocb *kiocb = (struct io_kiocb *)key;
	struct io_ring_ctx *ring;
	struct message *message;
	struct send_event *event;
	struct request *request;
	struct call call = {};
	__u32 slot;

	if (!watches_requests || is_dropped_failure(result))
		return 0;
	request = bpf_map_lookup_elem(&requests, &key);
	if (!request)
		return 0;
	if (!receives(request->type) && !request->address_length) {
		count_filtered(request->type);
		return 0;
	}
	event = begin(request->type, result, sizeof(*event));
	if (!event)
		return 0;
	take_over(&event->header, request);
	slot = scratch_of(&event->header)->key;
	message = &scratch_of(&event->header)->message;
	ring = (struct io_ring_ctx *)request->ring;
	call.short_pointers = has_short_pointers(ring);
	scratch_of(&event->header)->short_pointers = call.short_pointers;
	message->vectors = request->vectors;
	message->vector_count = request->vector_count;
	message->size = request->arguments[2];
	message->address = receives(request->type) ? 0 : (__u64)request->address;
	message->address_length = receives(request->type) ? 0 : request->address_length;
	event->fd = request->fd;
	event->message_flags = request->arguments[3];
	/* Who sent it is written there by now. */
	if (request->type == EVENT_RECVMSG)
		read_message(&call, request->arguments[1], message);
	message_fill(slot, (__u64)subject_of(kiocb, request));
	message_fill_data(slot);
	submit(event);
	return 0;
}

/* Where call_argument finds names and files. A function of its own for the stack's sake. */
__noinline int request_place(__u64 key, __u32 slot, __s64 result)
{
	struct request *request = bpf_map_lookup_elem(&requests, &key);
	struct call_event *event = call_in(slot);

	if (!request || !event)
		return 0;
	scratch_of(&event->header)->files[OBJECT_OF_ARGUMENT] = (__u64)subject_of((struct io_kiocb *)key, request);
	scratch_of(&event->header)->files[OBJECT_OF_RESULT] = (__u64)made_by(request, result);
	if (request->type == EVENT_BIND)
		request->arguments[1] = (__u64)request->address;
	if (!request->names_count)
		return 0;
	if (request->type == EVENT_SYMLINKAT) {
		request->arguments[0] = name_at(request, key, 0, &event->header);
		request->arguments[2] = name_at(request, key, 1, &event->header);
		return 0;
	}
	request->arguments[1] = name_at(request, key, 0, &event->header);
	if (request->names_count == REQUEST_NAMES)
		request->arguments[3] = name_at(request, key, 1, &event->header);
	return 0;
}

__noinline int request_tell_call(__u64 key, __s64 result)
{
	struct call_event *event;
	struct request *request;
	__u32 slot;

	if (!watches_requests || is_dropped_failure(result))
		return 0;
	request = bpf_map_lookup_elem(&requests, &key);
	if (!request)
		return 0;
	event = begin(request->type, result, sizeof(*event));
	if (!event)
		return 0;
	take_over(&event->header, request);
	event->object_fd = -1;
	slot = scratch_of(&event->header)->key;
	request_place(key, slot, result);
	/* "R5 is not a scalar" where the compiler passes on the address of a name that it has just put there. */
#define ARGUMENT(i) (*(volatile __u64 *)&request->arguments[i])
	TELL_ARGUMENTS(slot, ARGUMENT(0), ARGUMENT(1), ARGUMENT(2), ARGUMENT(3), ARGUMENT(4), ARGUMENT(5));
#undef ARGUMENT
	call_additions(slot);
	submit(event);
	return 0;
}

static __always_inline void tell_request(struct request *request, __u64 key, __s64 result)
{
	__u32 type = request->type;

	if (is_open(type))
		request_tell_open(key, result);
	else if (type == EVENT_CONNECT)
		request_tell_connect(key, result);
	else if (type >= EVENT_SENDTO && type <= EVENT_SENDMMSG)
		request_tell_message(key, result);
	else if (type == EVENT_RECVFROM || type == EVENT_RECVMSG)
		request_tell_message(key, result);
	else
		request_tell_call(key, result);
}

/*
 * An open without a completion stays until its io_kiocb is used again: the list of its thread names it, and would take
 * it for lost.
 */
static __always_inline void forget_request(struct request *request, __u64 key)
{
	forget_long_names(request, key);
	if (is_open(request->type) && request->flags & REQUEST_SKIPS_COMPLETION) {
		request->long_names = 0;
		request->is_told = 1;
		return;
	}
	bpf_map_delete_elem(&requests, &key);
}

#endif
