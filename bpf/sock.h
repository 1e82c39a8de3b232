/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What the kernel's socket says: what kind it is, its own address and its peer's. Only what the kernel does not keep,
 * the destination of a single datagram or of a connect that failed, is taken from the caller's memory, and marked so.
 * No function here is a static subprogram: up to 5.10 a program that makes tail calls may not have any.
 */
#ifndef KOSMOS_SOCK_H
#define KOSMOS_SOCK_H

#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10

#define SOCK_STREAM 1
#define SOCK_SEQPACKET 5

#define IPPROTO_TCP 6
#define IPPROTO_SCTP 132

/* include/net/tcp_states.h; datagram sockets with a peer are ESTABLISHED too. */
#define TCP_ESTABLISHED 1
#define TCP_FIN_WAIT1 4
#define TCP_FIN_WAIT2 5
#define TCP_CLOSE_WAIT 8
#define TCP_LAST_ACK 9
#define TCP_CLOSING 11

/* struct sockaddr_un: the family, then a path of at most 108 bytes. */
#define UNIX_PATH_START 2
#define UNIX_PATH_BYTES_MAX 108

/* The larger of sockaddr_in and sockaddr_in6; flow_info of the second lies over the address of the first. */
struct inet_address {
	__u16 family;
	__u16 port;
	__u32 address;
	__u8 address6[16];
	__u32 scope;
};

static __always_inline struct socket *socket_of(struct file *file)
{
	/* By its file system: a path opened with O_PATH may be of a socket's type and have no socket. */
	if (!file || READ(file, f_inode, i_sb, s_magic) != SOCKFS_MAGIC)
		return NULL;
	return READ(file, private_data);
}

static __always_inline struct sock *unix_peer(struct sock *sock)
{
	return READ((struct unix_sock *)sock, peer);
}

static __always_inline bool has_inet_peer(struct sock *sock, __u16 family)
{
	__u8 state = READ(sock, __sk_common.skc_state);

	if (family != AF_INET && family != AF_INET6)
		return false;
	return state == TCP_ESTABLISHED || state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2 || state == TCP_CLOSE_WAIT ||
	       state == TCP_LAST_ACK || state == TCP_CLOSING;
}

/* include/net/sock.h: sk_userlocks */
#define SOCK_BINDPORT_LOCK 8

static __always_inline void fill_inet_local(struct socket_state *state, struct sock *sock)
{
	if (BPF_CORE_READ_BITFIELD_PROBED(sock, sk_userlocks) & SOCK_BINDPORT_LOCK)
		state->socket_flags |= SOCKET_BOUND;
	state->local_port = READ(sock, __sk_common.skc_num);
	if (state->family == AF_INET)
		bpf_core_read(state->local_address, sizeof(__be32), &sock->__sk_common.skc_rcv_saddr);
	else if (bpf_core_field_exists(sock->__sk_common.skc_v6_rcv_saddr))
		bpf_core_read(state->local_address, sizeof(struct in6_addr), &sock->__sk_common.skc_v6_rcv_saddr);
}

/* Whether a connection came in: its socket is a copy of the one that listened, with the length of that one's queue. */
static __always_inline bool is_accepted(struct sock *sock)
{
	return READ(sock, sk_max_ack_backlog) != 0;
}

/* The socket of a connect, a message or a call: all three have it right behind their header. */
static __always_inline struct socket_state *socket_in(struct event_header *header)
{
	return &((struct connect_event *)header)->socket;
}

#define SOCKET_AT(type) __builtin_offsetof(struct type, socket)

_Static_assert(SOCKET_AT(connect_event) == SOCKET_AT(send_event) && SOCKET_AT(connect_event) == SOCKET_AT(call_event),
	       "one place for all");

/* False when the socket has none. A connection that is being made has a peer already. */
static __always_inline bool fill_inet_peer(struct socket_state *state, struct sock *sock)
{
	state->remote_port = bpf_ntohs(READ(sock, __sk_common.skc_dport));
	if (state->family == AF_INET)
		bpf_core_read(state->remote_address, sizeof(__be32), &sock->__sk_common.skc_daddr);
	else if (bpf_core_field_exists(sock->__sk_common.skc_v6_daddr))
		bpf_core_read(state->remote_address, sizeof(struct in6_addr), &sock->__sk_common.skc_v6_daddr);
	return state->remote_port || READ(sock, __sk_common.skc_daddr);
}

static __always_inline void clear_remote(struct socket_state *state)
{
	state->remote_port = 0;
	__builtin_memset(state->remote_address, 0, sizeof(state->remote_address));
}

/*
 * The path in a sockaddr_un that is `length` long, read by `read`: up to the first NUL, and with '@' in place of the
 * NUL that abstract names begin with. Names are as bound, so one that was bound relative stays relative.
 */
#define APPEND_UNIX_PATH(header, span, sockaddr, length, read, read_string)                            \
	({                                                                                             \
		const char *path = (const char *)(sockaddr) + UNIX_PATH_START;                         \
		__u32 left = (length) - UNIX_PATH_START;                                               \
		__u32 offset;                                                                          \
		char *room = text_room(header, &offset);                                               \
		char first = 0;                                                                        \
		long got;                                                                              \
		if (room && (length) > UNIX_PATH_START && !read(&first, 1, path)) {                    \
			OPAQUE(left);                                                                  \
			if (left > UNIX_PATH_BYTES_MAX)                                                \
				left = UNIX_PATH_BYTES_MAX;                                            \
			room[0] = first ? first : '@';                                                 \
			got = read_string(room + 1, left, path + 1);                                   \
			if (got >= 0)                                                                  \
				end_text(header, span, offset, got ? got : 1);                         \
		}                                                                                      \
	})

/* The name of a socket, if it has one. */
static __always_inline void append_unix_name(struct event_header *header, struct text_span *span, struct sock *sock)
{
	struct unix_address *address = READ((struct unix_sock *)sock, addr);
	__u32 length = READ(address, len);
	void *name = (void *)address + bpf_core_field_offset(struct unix_address, name);

	if (address)
		APPEND_UNIX_PATH(header, span, name, length, bpf_probe_read_kernel, bpf_probe_read_kernel_str);
}

static __always_inline bool fill_unix_peer(struct event_header *header, struct socket_state *state, struct sock *sock)
{
	struct sock *peer = unix_peer(sock);

	if (!peer)
		return false;
	state->peer_ino = READ(peer, sk_socket, file, f_inode, i_ino);
	append_unix_name(header, &state->unix_path, peer);
	return true;
}

/* All but the remote side. Global, as what follows is: each could end in many ways, and much comes after it. */
__noinline int socket_fill(__u32 key, __u64 file_address, __u64 socket_address)
{
	struct socket *socket = (struct socket *)socket_address;
	struct file *file = (struct file *)file_address;
	struct event_header *header = record_in(key);
	struct sock *sock = READ(socket, sk);
	struct socket_state *state;

	if (!header)
		return 0;
	state = socket_in(header);
	state->ino = READ(file, f_inode, i_ino);
	state->family = READ(sock, __sk_common.skc_family);
	state->type = READ(socket, type);
	state->protocol = READ(sock, sk_protocol);
	state->network_namespace = READ(sock, __sk_common.skc_net.net, ns.inum);
	if (state->family == AF_INET || state->family == AF_INET6)
		fill_inet_local(state, sock);
	if (has_inet_peer(sock, state->family) || (state->family == AF_UNIX && unix_peer(sock)))
		state->socket_flags |= SOCKET_CONNECTED;
	if (state->protocol == IPPROTO_TCP && (state->socket_flags & SOCKET_CONNECTED) && is_accepted(sock))
		state->socket_flags |= SOCKET_ACCEPTED;
	return 0;
}

/* The peer that the kernel keeps; false when it keeps none. */
__noinline int socket_fill_peer(__u32 key, __u64 socket_address)
{
	struct sock *sock = READ((struct socket *)socket_address, sk);
	struct event_header *header = record_in(key);
	struct socket_state *state;

	if (!header)
		return false;
	state = socket_in(header);
	if (state->family == AF_UNIX)
		return fill_unix_peer(header, state, sock);
	if (state->family == AF_INET || state->family == AF_INET6)
		return fill_inet_peer(state, sock);
	return false;
}

static __always_inline void fill_inet_named(struct socket_state *state, const struct inet_address *named)
{
	state->remote_port = bpf_ntohs(named->port);
	if (named->family == AF_INET6) {
		__builtin_memcpy(state->remote_address, named->address6, sizeof(named->address6));
	} else if (state->family == AF_INET6) {
		/* An IPv4 destination of an IPv6 socket, as such sockets show it. */
		state->remote_address[10] = 0xff;
		state->remote_address[11] = 0xff;
		__builtin_memcpy(&state->remote_address[12], &named->address, sizeof(named->address));
	} else {
		__builtin_memcpy(state->remote_address, &named->address, sizeof(named->address));
	}
}

/*
 * A destination as named by the caller: where, how long, and beside the family that one without a family has to the
 * call, where it lies and whether the kernel's copy of it counts.
 */
#define NAMED_FAMILY 0xffff
#define NAMED_IN_KERNEL (1 << 16) /* the address is of the kernel's memory, where a request of io_uring keeps it */
#define NAMED_TAKEN (1 << 17)     /* what the kernel took, if somebody saw that, counts more */

struct named_address {
	__u64 address;
	__u32 length;
	__u32 how;   /* NAMED_* */
	__u32 index; /* of the message */
};

/* The remote side as the kernel took it from the caller; false when nobody saw that. */
static __always_inline bool fill_taken(struct socket_state *state, const struct taken_address *taken)
{
	struct inet_address named = { .family = taken->family, .port = taken->port };

	if (!taken->family || (state->family && state->family != AF_INET && state->family != AF_INET6))
		return false;
	__builtin_memcpy(&named.address, taken->bytes, sizeof(named.address));
	__builtin_memcpy(named.address6, taken->bytes, sizeof(named.address6));
	if (!state->family)
		state->family = named.family;
	fill_inet_named(state, &named);
	return true;
}

/*
 * The remote side as the caller named it. Without a family it means IPv4 to a send, as udp_sendmsg takes it, and no
 * destination at all to connect.
 */
static __always_inline void fill_named(struct event_header *header, struct socket_state *state, __u64 address,
				       __u32 length, __u32 how)
{
	struct inet_address named = {};
	__u32 bytes = length;

	OPAQUE(bytes);
	if (bytes > sizeof(named))
		bytes = sizeof(named);
	if (how & NAMED_IN_KERNEL)
		bpf_probe_read_kernel(&named, bytes, (const void *)address);
	else if (bpf_probe_read_user(&named, bytes, (const void *)address))
		header->flags |= RECORD_FAULT;
	if (named.family == AF_UNSPEC)
		named.family = how & NAMED_FAMILY;
	if (!state->family)
		state->family = named.family;
	if (named.family == AF_UNIX && state->family == AF_UNIX && how & NAMED_IN_KERNEL)
		APPEND_UNIX_PATH(header, &state->unix_path, address, length, bpf_probe_read_kernel,
				 bpf_probe_read_kernel_str);
	else if (named.family == AF_UNIX && state->family == AF_UNIX)
		APPEND_UNIX_PATH(header, &state->unix_path, address, length, bpf_probe_read_user,
				 bpf_probe_read_user_str);
	else if ((named.family == AF_INET || named.family == AF_INET6) &&
		 (state->family == AF_INET || state->family == AF_INET6))
		fill_inet_named(state, &named);
	else
		return;
	state->socket_flags |= SOCKET_ADDRESS_FROM_USER;
	if (!(how & NAMED_IN_KERNEL))
		header->flags |= RECORD_FROM_USER;
}

/* The remote side of message `index`, as the kernel took it or as the caller named it. */
__noinline int socket_fill_named(__u32 key, __u64 address, __u32 length, __u32 how, __u32 index)
{
	struct event_header *header = record_in(key);
	struct taken_address taken = {};
	struct socket_state *state;

	if (!header)
		return 0;
	state = socket_in(header);
	if (how & NAMED_TAKEN)
		read_taken_address(&taken, index);
	if (!fill_taken(state, &taken))
		fill_named(header, state, address, length, how);
	return 0;
}

/* --- The last destination of a socket. --- */

/* An address and port, or as much of a path. */
struct destination {
	__u64 words[DESTINATION_WORDS];
};

_Static_assert(sizeof(struct destination) >= UNIX_PATH_BYTES_MAX, "a path has room");

/* By inode number of the socket. A socket forgotten here shows its next destination as changed. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct destination);
} destinations SEC(".maps");

static __always_inline void read_destination(struct event_header *header, const struct socket_state *state,
					     __u64 *words)
{
	__u32 offset = state->unix_path.offset;
	__u32 length = state->unix_path.length;

	__builtin_memset(words, 0, DESTINATION_WORDS * sizeof(*words));
	if (state->family != AF_UNIX) {
		__builtin_memcpy(words, state->remote_address, sizeof(state->remote_address));
		words[2] = state->remote_port;
		return;
	}
	OPAQUE(offset);
	OPAQUE(length);
	if (offset <= TEXT_OFFSET_MAX && length <= UNIX_PATH_BYTES_MAX)
		bpf_probe_read_kernel(words, length, (void *)header + offset);
}

/* Whether the other end is another than the socket's last one. */
__noinline int socket_mark_change(__u32 key)
{
	struct event_header *header = record_in(key);
	struct socket_state *state;
	struct destination *last;
	__u64 difference = 0;
	__u64 *words;
	__u64 ino;

	if (!header)
		return 0;
	state = socket_in(header);
	words = scratch_of(header)->destination;
	ino = state->ino;
	last = bpf_map_lookup_elem(&destinations, &ino);
	read_destination(header, state, words);
	for (__u32 i = 0; last && i < DESTINATION_WORDS; i++)
		difference |= last->words[i] ^ words[i];
	if (last && !difference)
		return 0;
	state->socket_flags |= SOCKET_DESTINATION_CHANGED;
	bpf_map_update_elem(&destinations, &ino, words, BPF_ANY);
	return 0;
}

/*
 * The remote side, after socket_fill: the kernel's where it knows or took it, else the caller's. Without a socket the
 * call has failed for that reason, or it has worked and another thread has taken the socket from the descriptor since:
 * then all is as the caller said. `from_kernel`: a socket that the kernel has connected, or that is connected anyway.
 */
static __always_inline void fill_remote(struct event_header *header, struct socket *socket, bool from_kernel,
					bool worked, const struct named_address *named)
{
	__u32 key = scratch_of(header)->key;

	if (!socket && !worked)
		return;
	if (!socket || !from_kernel || !socket_fill_peer(key, (__u64)socket)) {
		clear_remote(socket_in(header));
		socket_fill_named(key, named->address, named->length, named->how, named->index);
	}
	if (socket)
		socket_mark_change(key);
	else
		socket_in(header)->socket_flags |= SOCKET_DESTINATION_CHANGED;
}

#endif
