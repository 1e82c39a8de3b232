/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Connects, sends to an address that the call names, and receives, at the exit of their system calls. Sends on an
 * established connection are no new destination and are not told. A non-blocking connect is told once, as EINPROGRESS.
 */

#define EALREADY 114
#define ERESTARTSYS 512

static __always_inline __u64 argument_in_memory(__u64 array, int index)
{
	__u32 value = 0;

	bpf_probe_read_user(&value, sizeof(value), (const void *)(array + index * sizeof(value)));
	return value;
}

/* As argument(), and for i386's socketcall out of the array in the caller's memory that holds the arguments there. */
static __always_inline __u64 network_argument(struct pt_regs *regs, const struct call *call, int index)
{
	if (call->abi == ABI_COMPAT && call->number == COMPAT_SOCKETCALL)
		return argument_in_memory(compat_argument(regs, 1), index);
	return argument(regs, call, index);
}

/* Whether the kernel took up the connection, so that its socket knows better than the caller where it goes. */
static __always_inline bool connect_took_up(long result)
{
	return result >= 0 || result == -EINPROGRESS || result == -EALREADY || result == -ERESTARTSYS;
}

/* Whether policy leaves out an event whose socket and remote side are filled in; counts it and gives its room back. */
static __always_inline bool leaves_socket_out(void *event, const struct socket_state *state)
{
	const struct policy *policy = current_policy();
	struct event_header *header = event;
	__u32 verdict;

	if (!policy)
		return false;
	verdict = verdict_of(policy, class_of_socket(header->type, header->result, state));
	if (verdict == VERDICT_SEND)
		return false;
	verdict -= VERDICT_FIRST_FILTER;
	if (verdict < POLICY_FILTERS_MAX && socket_passes(policy->filters[verdict], state))
		return false;
	header->flags |= RECORD_LEFT_OUT;
	if (policies_proven)
		return false;
	count_left_out(header->type);
	release(header);
	return true;
}

/* Whether a prepared event is to be submitted; else its room is given back. */
static __always_inline bool admit_socket(void *event, const struct socket_state *state)
{
	return !leaves_socket_out(event, state) && admit_prepared(event);
}

static __always_inline void fill_connect(struct connect_event *event, struct file *file,
					 const struct named_address *named)
{
	struct socket *socket = socket_of(file);
	bool took_up = connect_took_up(event->header.result);

	if (socket)
		fill_socket(&event->socket, file, socket);
	fill_remote(&event->header, &event->socket, socket, took_up, took_up, named);
}

static __always_inline void tell_connect(__u32 abi, __s32 fd, long result, __u64 address, __u32 length)
{
	struct named_address named = {
		.address = address,
		.length = length,
		.unspecified_is = AF_UNSPEC,
	};
	struct connect_event *event = prepare(EVENT_CONNECT, result, sizeof(*event));

	if (!event)
		return;
	read_taken_address(&named.taken, 0);
	if (abi == ABI_COMPAT)
		event->header.flags |= RECORD_COMPAT;
	event->fd = fd;
	fill_connect(event, file_of(fd), &named);
	if (admit_socket(event, &event->socket))
		submit(event);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(connect_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	__u32 fd = network_argument(regs, &call, 0);

	tell_connect(call.abi, fd, result, network_argument(regs, &call, 1), network_argument(regs, &call, 2));
	forget_addresses();
	/* A connection where standard input was: call_exit tells what it is as well. */
	if (fd <= STANDARD_DESCRIPTOR_MAX && (result >= 0 || result == -EINPROGRESS) && is_told_twice(EVENT_CONNECT)) {
		bpf_tail_call(ctx, &handlers, EVENT_DUP);
		count_lost_handler(EVENT_DUP);
	}
	return 0;
}

/* --- Sends. --- */

/* include/linux/socket.h */
#define MSG_FASTOPEN 0x20000000

/* Only TCP looks at the flag. A socket that is gone from its descriptor may have been one. */
__noinline int tell_fast_connect(__u32 abi, __u32 fd, __s64 result, __u64 address, __u32 length)
{
	struct socket *socket = socket_of(file_of(fd));
	__u16 family = BPF_CORE_READ(socket, sk, __sk_common.skc_family);

	if (socket ? BPF_CORE_READ(socket, type) != SOCK_STREAM || (family != AF_INET && family != AF_INET6) : result < 0)
		return 0;
	tell_connect(abi, fd, result < 0 ? result : 0, address, length);
	return 0;
}

/* A send that makes a connection is told as that, too. */
static __always_inline void tell_connecting(__u32 type, const struct call *call, __u32 fd, __s64 result,
					    const struct message *message)
{
	if (message->flags & MSG_FASTOPEN && is_told_twice(type))
		tell_fast_connect(call->abi, fd, result, message->address, message->address_length);
}

/* A connection keeps its peer whatever address a send names; SCTP's sockets have many peers. */
static __always_inline bool sends_to_peer(const struct socket_state *state)
{
	return (state->type == SOCK_STREAM || state->type == SOCK_SEQPACKET) && state->protocol != IPPROTO_SCTP;
}

/* With the destination: its socket's, or its own. */
static __always_inline void fill_send(struct send_event *event, struct file *file, const struct named_address *named)
{
	struct socket *socket = socket_of(file);

	if (socket)
		fill_socket(&event->socket, file, socket);
	fill_remote(&event->header, &event->socket, socket, sends_to_peer(&event->socket), event->header.result >= 0,
		    named);
}

/* What an event of a message says of the call, whether it sends or receives. */
static __always_inline struct send_event *prepare_message(__u32 type, const struct call *call, long result, __s32 fd,
							  __u32 index, const struct message *message)
{
	struct send_event *event = prepare(type, result, sizeof(*event));

	if (!event)
		return NULL;
	mark_abi(&event->header, call);
	event->fd = fd;
	event->message_flags = message->flags;
	event->message_index = index;
	return event;
}

static __always_inline void tell_send(__u32 type, const struct call *call, long result, __s32 fd, __u32 index,
				      const struct message *message)
{
	struct named_address named = {
		.address = message->address,
		.length = message->address_length,
		.unspecified_is = AF_INET,
	};
	struct send_event *event;

	/* The caller may want it only where it connects. */
	if (!is_wanted(type, result)) {
		count_filtered(type);
		return;
	}
	read_taken_address(&named.taken, index);
	/* The header of a message may have lost its address since the kernel took it. */
	if (!message->address && !named.taken.family) {
		count_filtered(type);
		return;
	}
	event = prepare_message(type, call, result, fd, index, message);
	if (!event)
		return;
	fill_send(event, file_of(fd), &named);
	if (!admit_socket(event, &event->socket))
		return;
	fill_data(event, call, message);
	submit(event);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(sendto_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	struct message message = {
		.vectors = network_argument(regs, &call, 1),
		.size = network_argument(regs, &call, 2),
		.flags = network_argument(regs, &call, 3),
		.address = network_argument(regs, &call, 4),
		.address_length = network_argument(regs, &call, 5),
	};

	tell_connecting(EVENT_SENDTO, &call, network_argument(regs, &call, 0), result, &message);
	tell_send(EVENT_SENDTO, &call, result, network_argument(regs, &call, 0), 0, &message);
	forget_addresses();
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(sendmsg_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	struct message message = { .flags = network_argument(regs, &call, 2) };

	read_message(&call, network_argument(regs, &call, 1), &message);
	tell_connecting(EVENT_SENDMSG, &call, network_argument(regs, &call, 0), result, &message);
	tell_send(EVENT_SENDMSG, &call, result, network_argument(regs, &call, 0), 0, &message);
	forget_addresses();
	return 0;
}

/* --- Receives. --- */

/* Of the data only what the call says it has received; a message's room is told where the call names one. */
static __always_inline void fill_received(struct send_event *event, const struct call *call,
					  const struct message *message, __u64 received)
{
	__u64 left = received;

	if (!message->vector_count) {
		event->size = message->size;
		append_data(event, message->vectors, received);
		return;
	}
	event->size = received;
	if (event->header.result >= 0)
		append_control(event, message);
	for (__u32 i = 0; i < DATA_VECTORS_MAX && i < message->vector_count; i++) {
		struct vector vector = {};

		if (!left)
			break;
		if (!read_vector(call, message->vectors, i, &vector)) {
			event->header.flags |= RECORD_FAULT;
			break;
		}
		if (vector.length > left)
			vector.length = left;
		append_data(event, vector.base, vector.length);
		left -= vector.length;
	}
}

/*
 * The sender: the peer of a connection, also when nothing came; else the address that the kernel wrote for the caller.
 */
static __always_inline void fill_sender(struct send_event *event, struct socket *socket, const struct message *message)
{
	struct named_address named = {
		.address = message->address,
		.length = message->address_length,
		.unspecified_is = AF_INET,
	};
	bool from_peer = event->header.result < 0 || sends_to_peer(&event->socket) || !message->address_length;

	if (from_peer && !(event->socket.socket_flags & SOCKET_CONNECTED))
		return;
	fill_remote(&event->header, &event->socket, socket, from_peer, true, &named);
}

static __always_inline void fill_receive(struct send_event *event, struct file *file, const struct message *message)
{
	struct socket *socket = socket_of(file);

	if (!socket)
		return;
	fill_socket(&event->socket, file, socket);
	fill_sender(event, socket, message);
}

static __always_inline void tell_receive(__u32 type, const struct call *call, long result, __s32 fd,
					 __u32 index, const struct message *message)
{
	struct send_event *event = prepare_message(type, call, result, fd, index, message);

	if (!event)
		return;
	fill_receive(event, file_of(fd), message);
	if (!admit_socket(event, &event->socket))
		return;
	fill_received(event, call, message, result > 0 ? result : 0);
	submit(event);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(recvfrom_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	struct message message = {
		.vectors = network_argument(regs, &call, 1),
		.size = network_argument(regs, &call, 2),
		.flags = network_argument(regs, &call, 3),
		.address = network_argument(regs, &call, 4),
	};

	if (message.address)
		bpf_probe_read_user(&message.address_length, sizeof(message.address_length),
				    (const void *)network_argument(regs, &call, 5));
	tell_receive(EVENT_RECVFROM, &call, result, network_argument(regs, &call, 0), 0, &message);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(recvmsg_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	struct message message = { .flags = network_argument(regs, &call, 2) };

	read_message(&call, network_argument(regs, &call, 1), &message);
	tell_receive(EVENT_RECVMSG, &call, result, network_argument(regs, &call, 0), 0, &message);
	return 0;
}

/* --- Several messages in one call. --- */

/* UIO_MAXIOV: no call sends or receives more. */
#define MESSAGES_MAX 1024

/*
 * What the messages of a call share, as arguments of the functions below: global ones, which the verifier looks at
 * once, take numbers alone.
 */
struct batch {
	__u64 messages;
	__u64 descriptor_and_flags; /* the descriptor; MSG_* << 32 */
	__u64 abi;                  /* enum abi; short_pointers << 32 */
};

static __always_inline struct batch batch_of(struct pt_regs *regs)
{
	struct call call = call_of(regs);
	__u64 flags = network_argument(regs, &call, 3);
	struct batch batch = {
		.messages = network_argument(regs, &call, 1),
		.descriptor_and_flags = (__u32)network_argument(regs, &call, 0) | flags << 32,
		.abi = call.abi | (__u64)call.short_pointers << 32,
	};

	return batch;
}

/* Reads one message of a batch; gives what the kernel says of it: the bytes sent or received. */
static __always_inline __s32 read_from_batch(struct call *call, struct message *message, __u64 messages,
					     __u64 descriptor_and_flags, __u64 abi, __u32 index)
{
	__s32 done = 0;
	__u64 from;

	call->abi = (__u32)abi;
	call->short_pointers = abi >> 32;
	from = messages + index * MMSGHDR_BYTES(call);
	message->flags = descriptor_and_flags >> 32;
	read_message(call, from, message);
	bpf_probe_read_user(&done, sizeof(done), (const void *)(from + MMSGHDR_SENT(call)));
	return done;
}

__noinline int tell_sent(__u64 messages, __u64 descriptor_and_flags, __u64 abi, __s64 result, __u32 index)
{
	struct message message = {};
	struct call call = {};
	__s32 sent = read_from_batch(&call, &message, messages, descriptor_and_flags, abi, index);

	if (!index)
		tell_connecting(EVENT_SENDMMSG, &call, descriptor_and_flags, result < 0 ? result : sent, &message);
	tell_send(EVENT_SENDMMSG, &call, result < 0 ? result : sent, (__s32)descriptor_and_flags, index, &message);
	return 0;
}

__noinline int tell_received(__u64 messages, __u64 descriptor_and_flags, __u64 abi, __s64 result, __u32 index)
{
	struct message message = {};
	struct call call = {};
	__s32 received = read_from_batch(&call, &message, messages, descriptor_and_flags, abi, index);

	tell_receive(EVENT_RECVMMSG, &call, result < 0 ? result : received, (__s32)descriptor_and_flags, index, &message);
	return 0;
}

/* A record for each message, or for the first one when there was none. */
#define TELL_MESSAGES(tell, regs, result)                                                                   \
	do {                                                                                                \
		struct batch batch = batch_of(regs);                                                        \
		for (__u32 i = 0; i < MESSAGES_MAX; i++) {                                                  \
			if (i > 0 && (__s64)i >= (result))                                                  \
				break;                                                                      \
			tell(batch.messages, batch.descriptor_and_flags, batch.abi, result, i);             \
		}                                                                                           \
	} while (0)

SEC("tp_btf/sys_exit")
int BPF_PROG(sendmmsg_exit, struct pt_regs *regs, long result)
{
	TELL_MESSAGES(tell_sent, regs, result);
	forget_addresses();
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(recvmmsg_exit, struct pt_regs *regs, long result)
{
	TELL_MESSAGES(tell_received, regs, result);
	return 0;
}

/* include/uapi/linux/net.h: what socketcall's first argument chooses. */
static __always_inline __u32 event_of_socketcall(__u64 chosen)
{
	switch (chosen) {
	case 1:
		return EVENT_SOCKET;
	case 2:
		return EVENT_BIND;
	case 3:
		return EVENT_CONNECT;
	case 4:
		return EVENT_LISTEN;
	case 5:
		return EVENT_ACCEPT;
	case 6:
		return EVENT_GETSOCKNAME;
	case 7:
		return EVENT_GETPEERNAME;
	case 8:
		return EVENT_SOCKETPAIR;
	case 9:
		return EVENT_SEND;
	case 10:
		return EVENT_RECV;
	case 11:
		return EVENT_SENDTO;
	case 12:
		return EVENT_RECVFROM;
	case 13:
		return EVENT_SHUTDOWN;
	case 14:
		return EVENT_SETSOCKOPT;
	case 15:
		return EVENT_GETSOCKOPT;
	case 16:
		return EVENT_SENDMSG;
	case 17:
		return EVENT_RECVMSG;
	case 18:
		return EVENT_ACCEPT4;
	case 19:
		return EVENT_RECVMMSG;
	case 20:
		return EVENT_SENDMMSG;
	default:
		return EVENT_NONE;
	}
}

SEC("tp_btf/sys_exit")
int BPF_PROG(socketcall_exit, struct pt_regs *regs, long result)
{
	__u32 event = event_of_socketcall(compat_argument(regs, 0));

	if (event == EVENT_NONE)
		return 0;
	bpf_tail_call(ctx, &handlers, event);
	count_lost_handler(event);
	return 0;
}
