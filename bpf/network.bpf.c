/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Connects, sends to an address that the call names, and receives, at the exit of their system calls. Sends on an
 * established connection are no new destination and are not told. A non-blocking connect is told once, as EINPROGRESS.
 */

#define EALREADY 114
#define ERESTARTSYS 512

#define ARGUMENTS 6

/* The arguments of a call, wherever they are. */
struct arguments {
	__u64 at[ARGUMENTS];
};

static __always_inline void read_arguments_in_memory(struct arguments *arguments, __u64 array)
{
	/* One by one: behind the last there may be no memory. */
	for (int i = 0; i < ARGUMENTS; i++)
		bpf_probe_read_user(&arguments->at[i], sizeof(__u32), (const void *)(array + i * sizeof(__u32)));
}

/* i386's socketcall has them in the caller's memory, where what follows the call's own is none of it. */
static __always_inline struct arguments arguments_of(struct pt_regs *regs, const struct call *call)
{
	struct arguments arguments = {};

	if (call->abi == ABI_COMPAT && call->number == COMPAT_SOCKETCALL)
		read_arguments_in_memory(&arguments, compat_argument(regs, 1));
	else
		for (int i = 0; i < ARGUMENTS; i++)
			arguments.at[i] = argument(regs, call, i);
	return arguments;
}

/* Whether policy leaves out an event whose socket and remote side are filled in; counts it and gives its room back. */
static __always_inline bool leaves_socket_out(struct event_header *header, const struct socket_state *state)
{
	const struct policy *policy = call_policy();
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
__noinline int socket_admit(__u32 key)
{
	struct event_header *header = record_in(key);

	return header && !leaves_socket_out(header, socket_in(header)) && record_admit(key);
}

/* --- Connects. --- */

/* Whether the kernel took up the connection, so that its socket knows better than the caller where it goes. */
static __always_inline bool connect_took_up(long result)
{
	return result >= 0 || result == -EINPROGRESS || result == -EALREADY || result == -ERESTARTSYS;
}

__noinline int connect_fill(__u32 key, __u64 file, __u64 address, __u32 length, __u32 how)
{
	struct named_address named = { .address = address, .length = length, .how = how };
	struct socket *socket = socket_of((struct file *)file);
	struct event_header *header = record_in(key);
	bool took_up;

	if (!header)
		return 0;
	took_up = connect_took_up(header->result);
	if (socket)
		socket_fill(key, file, (__u64)socket);
	fill_remote(header, socket, took_up, took_up, &named);
	return 0;
}

__noinline int tell_connect(__u32 abi, __u32 fd, __s64 result, __u64 address, __u32 length)
{
	struct connect_event *event = prepare(EVENT_CONNECT, result, sizeof(*event));
	__u32 key;

	if (!event)
		return 0;
	key = scratch_of(&event->header)->key;
	if (abi == ABI_COMPAT)
		event->header.flags |= RECORD_COMPAT;
	event->fd = fd;
	connect_fill(key, (__u64)file_of(fd), address, length, AF_UNSPEC | NAMED_TAKEN);
	if (socket_admit(key))
		record_submit(key);
	return 0;
}

/* A connection where standard input was: call_exit tells what it is as well. */
static __always_inline bool connects_standard(__u32 fd, long result)
{
	return fd <= STANDARD_DESCRIPTOR_MAX && (result >= 0 || result == -EINPROGRESS) && is_told_twice(EVENT_CONNECT);
}

/* --- Messages: what is sent to an address that the call names, and what is received. --- */

/* include/linux/socket.h */
#define MSG_FASTOPEN 0x20000000

static __always_inline bool receives(__u32 type)
{
	return type >= EVENT_RECVFROM && type <= EVENT_RECVMMSG;
}

/* Only TCP looks at the flag. A socket that is gone from its descriptor may have been one. */
static __always_inline bool makes_connection(__u32 fd, __s64 result)
{
	struct socket *socket = socket_of(file_of(fd));
	__u16 family = READ(socket, sk, __sk_common.skc_family);

	if (!socket)
		return result >= 0;
	return READ(socket, type) == SOCK_STREAM && (family == AF_INET || family == AF_INET6);
}

/* A connection keeps its peer whatever address a send names; SCTP's sockets have many peers. */
static __always_inline bool sends_to_peer(const struct socket_state *state)
{
	return (state->type == SOCK_STREAM || state->type == SOCK_SEQPACKET) && state->protocol != IPPROTO_SCTP;
}

/* With the destination: its socket's, or its own. */
static __always_inline void fill_destination(struct send_event *event, struct socket *socket,
					     const struct message *message)
{
	bool is_request = event->header.flags & RECORD_IO_URING;
	struct named_address named = {
		.address = message->address,
		.length = message->address_length,
		.how = AF_INET | (is_request ? NAMED_IN_KERNEL : NAMED_TAKEN),
		.index = event->message_index,
	};

	fill_remote(&event->header, socket, sends_to_peer(&event->socket), event->header.result >= 0, &named);
}

/*
 * The sender: the peer of a connection, also when nothing came; else the address that the kernel wrote for the caller.
 */
static __always_inline void fill_sender(struct send_event *event, struct socket *socket, const struct message *message)
{
	struct named_address named = {
		.address = message->address,
		.length = message->address_length,
		.how = AF_INET,
	};
	bool from_peer = event->header.result < 0 || sends_to_peer(&event->socket) || !message->address_length;

	if (!from_peer || event->socket.socket_flags & SOCKET_CONNECTED)
		fill_remote(&event->header, socket, from_peer, true, &named);
}

/* The socket of the message in a slot, and its other end. */
__noinline int message_fill(__u32 key, __u64 file)
{
	struct socket *socket = socket_of((struct file *)file);
	struct event_header *header = record_in(key);

	if (!header)
		return 0;
	if (socket)
		socket_fill(key, file, (__u64)socket);
	if (!receives(header->type))
		fill_destination((struct send_event *)header, socket, &scratch_of(header)->message);
	else if (socket)
		fill_sender((struct send_event *)header, socket, &scratch_of(header)->message);
	return 0;
}

/* Of the data only what the call says it has received; a message's room is told where the call names one. */
static __always_inline void fill_received(struct send_event *event, const struct message *message, __u32 key,
					  __u32 short_pointers)
{
	__u64 left = event->header.result > 0 ? event->header.result : 0;

	event->size = left;
	if (event->header.result >= 0)
		control_append(key);
	for (__u32 i = 0; i < DATA_VECTORS_MAX; i++) {
		__u64 length;

		if (!left || i >= message->vector_count)
			break;
		length = data_vector(key, message->vectors, i, short_pointers, left);
		if (length == NO_VECTOR)
			break;
		left -= length < left ? length : left;
	}
}

static __always_inline void fill_sent(struct send_event *event, const struct message *message, __u32 key,
				      __u32 short_pointers)
{
	__u64 size = data_vectors(key, message->vectors, message->vector_count, short_pointers, ~0ull);

	event->size = size;
	if (message->vector_count > VECTORS_MAX ||
	    (size > SEND_DATA_BYTES_MAX && event->data.length < SEND_DATA_BYTES_MAX))
		event->header.flags |= RECORD_TRUNCATED;
}

/* The data of the message in a slot. */
__noinline int message_fill_data(__u32 key)
{
	struct send_event *event = (struct send_event *)record_in(key);
	const struct message *message;
	__u32 short_pointers;
	__s64 received;

	if (!event)
		return 0;
	message = &scratch_of(&event->header)->message;
	short_pointers = scratch_of(&event->header)->short_pointers;
	received = event->header.result > 0 ? event->header.result : 0;
	if (!message->vector_count) {
		event->size = message->size;
		data_append(key, message->vectors, receives(event->header.type) ? (__u64)received : message->size);
	} else if (receives(event->header.type)) {
		fill_received(event, message, key, short_pointers);
	} else {
		fill_sent(event, message, key, short_pointers);
	}
	return 0;
}

static __always_inline bool has_taken_address(__u32 index)
{
	struct taken_address taken = {};

	read_taken_address(&taken, index);
	return taken.family;
}

/* The record of a message in a slot; its message is to be filled in. */
static __always_inline struct send_event *prepare_message(__u32 type, const struct call *call, __s64 result, __u32 fd,
							  __u32 index, __u32 flags)
{
	struct send_event *event = prepare(type, result, sizeof(*event));

	if (!event)
		return NULL;
	mark_abi(&event->header, call);
	event->fd = fd;
	event->message_flags = flags;
	event->message_index = index;
	scratch_of(&event->header)->short_pointers = call->short_pointers;
	return event;
}

/* Tells what prepare_message has begun, unless policy leaves it out. */
__noinline int message_tell(__u32 key)
{
	struct send_event *event = (struct send_event *)record_in(key);

	if (!event)
		return 0;
	message_fill(key, (__u64)file_of(event->fd));
	if (!socket_admit(key))
		return 0;
	message_fill_data(key);
	record_submit(key);
	return 0;
}

/* A send that makes a connection is told as that, too. */
static __always_inline void tell_connecting(__u32 abi, __u32 fd, __s64 result, __u64 address, __u32 length)
{
	if (makes_connection(fd, result))
		tell_connect(abi, fd, result < 0 ? result : 0, address, length);
}

static __always_inline bool may_connect(__u32 type, __u32 flags)
{
	return flags & MSG_FASTOPEN && !receives(type) && is_told_twice(type);
}

/*
 * What the messages of a call share are arguments of the functions below: global ones, which the verifier looks at
 * once, take numbers alone. So the descriptor shares one with the flags, and the event's type with the enum abi and
 * short_pointers of struct call.
 */
#define BATCH_ABI_SHIFT 16
#define BATCH_TYPE_MASK 0xffff

static __always_inline bool has_many(__u32 type)
{
	return type == EVENT_SENDMMSG || type == EVENT_RECVMMSG;
}

/*
 * Tells the message numbered index. Of several in one call each has what the kernel says of it: the bytes sent or
 * received.
 */
__noinline int tell_message_of(__u64 messages, __u64 descriptor_and_flags, __u64 type_and_abi, __s64 result,
			       __u32 index)
{
	struct call call = {
		.abi = (__u32)type_and_abi >> BATCH_ABI_SHIFT,
		.short_pointers = type_and_abi >> 32,
	};
	struct message message = {};
	__u32 type = type_and_abi & BATCH_TYPE_MASK;
	__u64 from = messages + index * MMSGHDR_BYTES(&call);
	struct send_event *event;
	__s64 done = result;
	__s32 of_this = 0;

	read_message(&call, from, &message);
	if (has_many(type) && result >= 0) {
		bpf_probe_read_user(&of_this, sizeof(of_this), (const void *)(from + MMSGHDR_SENT(&call)));
		done = of_this;
	}
	/* The header of a message may have lost its address since the kernel took it. */
	if (!receives(type) && !(is_wanted(type, done) && (message.address || has_taken_address(index)))) {
		count_filtered(type);
		return 0;
	}
	event = prepare_message(type, &call, done, descriptor_and_flags, index, descriptor_and_flags >> 32);
	if (!event)
		return 0;
	scratch_of(&event->header)->message = message;
	message_tell(scratch_of(&event->header)->key);
	return 0;
}

/* A record for each message from `first` on, or for the very first when there was none; false behind the last. */
__noinline int tell_messages_from(__u64 messages, __u64 descriptor_and_flags, __u64 type_and_abi, __s64 result,
				  __u32 first)
{
	__u64 count = has_many(type_and_abi & BATCH_TYPE_MASK) && result > 0 ? result : 1;

	for (__u32 i = 0; i < MESSAGES_PER_RUN; i++) {
		if (first + i >= count)
			return false;
		tell_message_of(messages, descriptor_and_flags, type_and_abi, result, first + i);
	}
	return true;
}

__noinline int tell_connecting_of(__u64 message_address, __u32 fd, __u32 abi, __u32 short_pointers, __s64 result)
{
	__u64 words[2] = {};

	/* Address and length, which a message begins with. */
	bpf_probe_read_user(words, short_pointers ? sizeof(__u64) : sizeof(words), (const void *)message_address);
	if (short_pointers)
		tell_connecting(abi, fd, result, (__u32)words[0], words[0] >> 32);
	else
		tell_connecting(abi, fd, result, words[0], words[1]);
	return 0;
}

static __always_inline void tell_messages(__u32 type, const struct arguments *arguments, const struct call *call,
					  __s64 result)
{
	__u64 flags = has_many(type) ? arguments->at[3] : arguments->at[2];
	__u64 messages = arguments->at[1];
	__u64 descriptor_and_flags = (__u32)arguments->at[0] | flags << 32;
	__u64 type_and_abi = type | call->abi << BATCH_ABI_SHIFT | (__u64)call->short_pointers << 32;

	if (may_connect(type, flags))
		tell_connecting_of(messages, descriptor_and_flags, call->abi, call->short_pointers, result);
	for (__u32 i = 0; i < MESSAGE_RUNS_MAX; i++)
		if (!tell_messages_from(messages, descriptor_and_flags, type_and_abi, result, i * MESSAGES_PER_RUN))
			break;
}

/*
 * The message of a sendto or recvfrom is in the arguments of the call. A send may be wanted only where it connects, and
 * most name no address.
 */
static __always_inline void tell_plain(__u32 type, const struct arguments *arguments, const struct call *call,
					  __s64 result)
{
	__u64 address = arguments->at[4];
	__u64 length = arguments->at[5];
	__u32 flags = arguments->at[3];
	__u32 fd = arguments->at[0];
	struct send_event *event;
	struct message *message;

	if (may_connect(type, flags))
		tell_connecting(call->abi, fd, result, address, length);
	if (type == EVENT_SENDTO && !(is_wanted(type, result) && address)) {
		count_filtered(type);
		return;
	}
	event = prepare_message(type, call, result, fd, 0, flags);
	if (!event)
		return;
	message = &scratch_of(&event->header)->message;
	message->address = address;
	message->address_length = length;
	message->vectors = arguments->at[1];
	message->vector_count = 0;
	message->size = arguments->at[2];
	if (type == EVENT_RECVFROM) {
		message->address_length = 0;
		if (address)
			bpf_probe_read_user(&message->address_length, sizeof(message->address_length),
					    (const void *)length);
	}
	message_tell(scratch_of(&event->header)->key);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(network_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	__u32 type = event_of_call(regs, &call);
	struct arguments arguments = arguments_of(regs, &call);
	__u32 fd = arguments.at[0];

	if (type == EVENT_CONNECT)
		tell_connect(call.abi, fd, result, arguments.at[1], arguments.at[2]);
	else if (type == EVENT_SENDTO || type == EVENT_RECVFROM)
		tell_plain(type, &arguments, &call, result);
	else if (has_facts(type) && !is_open(type))
		tell_messages(type, &arguments, &call, result);
	if (!receives(type))
		forget_addresses();
	/* What becomes a standard descriptor call_exit tells as a copy. */
	if ((type == EVENT_CONNECT && connects_standard(fd, result)) ||
	    brings_descriptors(type, arguments.at[1], call.short_pointers, result))
		hand_over(ctx, EVENT_DUP);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(socketcall_exit, struct pt_regs *regs, long result)
{
	__u32 event = event_of_socketcall(compat_argument(regs, 0));

	if (event == EVENT_NONE)
		return 0;
	hand_over(ctx, event);
	return 0;
}
