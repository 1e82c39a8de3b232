/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What a request of io_uring asks for, kept when it is submitted; see uring.h. */
#ifndef KOSMOS_SUBMISSION_H
#define KOSMOS_SUBMISSION_H

#define MSG_NOSIGNAL 0x4000

/* The upper 17 bits of the kernel's addresses. */
#define KERNEL_HALF 0x1ffff

static __always_inline void keep_open(struct request *request, __u64 key, struct io_kiocb *kiocb)
{
	struct io_open *open = COMMAND(struct io_open, kiocb);
	struct open_how how = {};

	bpf_core_read(&how, sizeof(how), &open->how);
	request->arguments[0] = READ(open, dfd);
	/* The kernel adds it to every request, as the C library does not to its calls. */
	request->arguments[2] = how.flags & ~(__u64)O_LARGEFILE;
	request->arguments[3] = how.mode;
	request->resolve = how.resolve;
	request->slot = READ(open, file_slot);
	keep_name(request, key, REQUEST_NAME(struct io_open, kiocb, filename));
}

static __always_inline void keep_unlink(struct request *request, __u64 key, struct io_kiocb *kiocb)
{
	request->arguments[0] = READ(COMMAND(struct io_unlink, kiocb), dfd);
	request->arguments[2] = READ(COMMAND(struct io_unlink, kiocb), flags);
	keep_name(request, key, REQUEST_NAME(struct io_unlink, kiocb, filename));
}

static __always_inline void keep_mkdir(struct request *request, __u64 key, struct io_kiocb *kiocb)
{
	request->arguments[0] = READ(COMMAND(struct io_mkdir, kiocb), dfd);
	request->arguments[2] = READ(COMMAND(struct io_mkdir, kiocb), mode);
	keep_name(request, key, REQUEST_NAME(struct io_mkdir, kiocb, filename));
}

static __always_inline void keep_rename(struct request *request, __u64 key, struct io_kiocb *kiocb)
{
	request->arguments[0] = READ(COMMAND(struct io_rename, kiocb), old_dfd);
	request->arguments[2] = READ(COMMAND(struct io_rename, kiocb), new_dfd);
	request->arguments[4] = READ(COMMAND(struct io_rename, kiocb), flags);
	keep_name(request, key, REQUEST_NAME(struct io_rename, kiocb, oldpath));
	keep_name(request, key, REQUEST_NAME(struct io_rename, kiocb, newpath));
}

static __always_inline void keep_link(struct request *request, __u64 key, struct io_kiocb *kiocb)
{
	struct io_link *link = COMMAND(struct io_link, kiocb);

	if (request->type == EVENT_SYMLINKAT) {
		request->arguments[1] = READ(link, new_dfd);
	} else {
		request->arguments[0] = READ(link, old_dfd);
		request->arguments[2] = READ(link, new_dfd);
		request->arguments[4] = READ(link, flags);
	}
	keep_name(request, key, REQUEST_NAME(struct io_link, kiocb, oldpath));
	keep_name(request, key, REQUEST_NAME(struct io_link, kiocb, newpath));
}

/*
 * The kernel's copy of the address of a connect or bind: at the start of what it keeps of the request, or, as from 6.10
 * on until that was cut down, behind a message. Types do not tell which. Since 6.13 a message starts with a pointer of
 * the kernel's or none, before with whatever was there; where that leaves a doubt, an address of the socket's family
 * behind the message decides.
 */
static __always_inline const void *kept_address(struct io_kiocb *kiocb, const struct request *request)
{
	const void *kept = READ(kiocb, async_data);
	const void *behind = kept + bpf_core_field_offset(struct io_async_msghdr, addr);
	struct socket *socket = socket_of(subject_of(kiocb, request));
	__u16 family = 0;
	__u64 start = 0;

	bpf_probe_read_kernel(&start, sizeof(start), kept);
	if (bpf_core_field_offset(struct io_async_msghdr, fast_iov)) {
		if (start >> 47 == KERNEL_HALF && !(start & 7))
			return behind;
		if (start)
			return kept;
	}
	bpf_probe_read_kernel(&family, sizeof(family), behind);
	return family == READ(socket, sk, __sk_common.skc_family) ? behind : kept;
}

static __always_inline void keep_connect(struct request *request, struct io_kiocb *kiocb)
{
	struct io_connect *connect = COMMAND(struct io_connect, kiocb);
	__u32 length = READ(connect, addr_len);

	if (keeps_addresses())
		keep_kernel_address(request, kept_address(kiocb, request), length);
	else
		keep_user_address(request, (__u64)READ(connect, addr), length);
}

static __always_inline void keep_bind(struct request *request, struct io_kiocb *kiocb)
{
	request->arguments[2] = READ(COMMAND(struct io_bind, kiocb), addr_len);
	keep_kernel_address(request, kept_address(kiocb, request), request->arguments[2]);
}

static __always_inline void keep_destination(struct request *request, struct io_kiocb *kiocb,
					     const struct message *message)
{
	struct io_sr_msg___old *send = COMMAND(struct io_sr_msg___old, kiocb);
	struct io_async_msghdr *kept = READ(kiocb, async_data);

	if (keeps_addresses())
		keep_kernel_address(request, READ(kept, msg.msg_name), READ(kept, msg.msg_namelen));
	else if (message)
		keep_user_address(request, message->address, message->address ? message->address_length : 0);
	else if (bpf_core_field_exists(send->addr_len))
		keep_user_address(request, (__u64)READ(send, addr), READ(send, addr_len));
}

/* The data stay in the caller's memory. */
static __always_inline void keep_message(struct request *request, struct io_kiocb *kiocb, __u8 op)
{
	struct io_sr_msg *send = COMMAND(struct io_sr_msg, kiocb);
	struct io_ring_ctx *ring = READ(kiocb, ctx);
	struct call call = { .short_pointers = has_short_pointers(ring) };
	bool has_message = op == OP_SENDMSG || op == OP_RECVMSG || op == OP_SENDMSG_ZC;
	struct message message = {};

	request->arguments[3] = READ(send, msg_flags) & ~MSG_NOSIGNAL;
	if (has_message) {
		request->arguments[1] = (__u64)READ(send, umsg);
		read_message(&call, request->arguments[1], &message);
		request->vectors = message.vectors;
		request->vector_count = message.vector_count;
	} else {
		request->vectors = (__u64)READ(send, buf);
		request->arguments[2] = (__u32)READ(send, len);
	}
	if (op != OP_RECV && op != OP_RECVMSG)
		keep_destination(request, kiocb, has_message ? &message : NULL);
}

static __always_inline void keep_socket(struct request *request, struct io_kiocb *kiocb)
{
	struct io_socket *socket = COMMAND(struct io_socket, kiocb);

	request->arguments[0] = READ(socket, domain);
	request->arguments[1] = READ(socket, type);
	request->arguments[2] = READ(socket, protocol);
	request->slot = READ(socket, file_slot);
}

/* What a request asks for; its descriptor, where it has one, is the first argument of the call. */
static __always_inline void keep_parameters(struct request *request, __u64 key, struct io_kiocb *kiocb, __u8 op)
{
	request->arguments[0] = request->fd;
	switch (op) {
	case OP_OPENAT:
	case OP_OPENAT2:
		return keep_open(request, key, kiocb);
	case OP_UNLINKAT:
		return keep_unlink(request, key, kiocb);
	case OP_MKDIRAT:
		return keep_mkdir(request, key, kiocb);
	case OP_RENAMEAT:
		return keep_rename(request, key, kiocb);
	case OP_SYMLINKAT:
	case OP_LINKAT:
		return keep_link(request, key, kiocb);
	case OP_CONNECT:
		return keep_connect(request, kiocb);
	case OP_SHUTDOWN:
		request->arguments[1] = READ(COMMAND(struct io_shutdown, kiocb), how);
		return;
	case OP_ACCEPT:
		request->arguments[3] = READ(COMMAND(struct io_accept, kiocb), flags);
		request->slot = READ(COMMAND(struct io_accept, kiocb), file_slot);
		return;
	case OP_SOCKET:
		if (bpf_core_type_exists(struct io_socket))
			keep_socket(request, kiocb);
		return;
	case OP_INSTALL:
		return;
	case OP_BIND:
		if (bpf_core_type_exists(struct io_bind))
			keep_bind(request, kiocb);
		return;
	case OP_LISTEN:
		if (bpf_core_type_exists(struct io_listen))
			request->arguments[1] = READ(COMMAND(struct io_listen, kiocb), backlog);
		return;
	default:
		return keep_message(request, kiocb, op);
	}
}

/* 0 when there is no room, or when it is not wanted. */
__noinline int request_keep(__u64 key)
{
	struct io_kiocb *kiocb = (struct io_kiocb *)key;
	struct request *request;
	__u32 type, zero = 0;
	void *zeros;
	__u8 op;

	if (!watches_requests)
		return 0;
	op = READ(kiocb, opcode) % URING_OPS_MAX;
	type = wanted_requests[op];
	zeros = bpf_map_lookup_elem(&blank, &zero);
	if (type == EVENT_NONE || !zeros)
		return 0;
	bpf_map_update_elem(&requests, &key, zeros, BPF_ANY);
	request = bpf_map_lookup_elem(&requests, &key);
	if (!request) {
		count_lost_handler(type);
		return 0;
	}
	request->type = type;
	request->flags = READ(kiocb, flags);
	request->fd = READ(kiocb, cqe.fd);
	request->ring = (__u64)READ(kiocb, ctx);
	request->user_data = READ(kiocb, cqe.user_data);
	keep_submitter(request);
	keep_parameters(request, key, kiocb, op);
	return type;
}

#endif
