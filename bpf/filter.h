/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What an event of a wanted class must have for any rule to hold: an open a mark in its path or in the name that was
 * asked for, a socket a port and a network of its other end. Marks are kept as bits under their hashes: two of equal
 * hash let more pass than needed, never less. src/Probe.Native/FilterImage.cs writes them, by the same functions.
 */
#ifndef KOSMOS_FILTER_H
#define KOSMOS_FILTER_H

#define FILTERS_MAX 128
#define FILTER_BITS_LOG2 15
#define FILTER_WORDS (1 << (FILTER_BITS_LOG2 - 6))
#define PREFIXES_MAX 16

enum filter_flags {
	FILTER_ASKED_NAMES = 1, /* look for marks of paths in the name that was asked for, too */
	FILTER_IDENTITIES = 2,  /* watched files pass */
	FILTER_PORTS = 4,
	FILTER_NETWORKS = 8,
	FILTER_PATHS = 16,      /* there are marks of paths */
};

/* Where a mark stands; part of its hash. */
enum mark_place {
	MARK_PATH = 1,
	MARK_DIRECTORY,
	MARK_NAME,
	MARK_START,
	MARK_ENDING,
	MARK_PART,
	MARK_ASKED_PART,
	MARK_PORT,
	MARK_NETWORK, /* and the length of its prefix, from here on */
};

struct event_filter {
	__u64 bits[FILTER_WORDS];
	__u64 start_lengths;   /* bit n: some starts have n bytes; longer ones are cut to START_BYTES_MAX */
	__u64 part_mask;       /* of the last bytes read, those that a part begins with; 0 none */
	__u64 asked_part_mask; /* the same of parts of the name asked for */
	__u32 ending_lengths;  /* bit n: some endings have n bytes; longer ones are cut to ENDING_BYTES_MAX */
	__u32 flags;           /* enum filter_flags */
	__u32 prefixes_count;
	__u32 pad0;
	__u8 prefixes[PREFIXES_MAX]; /* lengths of the networks' prefixes, those of IPv4 as in ::ffff:0:0/96 */
};

#define START_BYTES_MAX 63
#define ENDING_BYTES_MAX 8

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, FILTERS_MAX);
	__type(key, __u32);
	__type(value, struct event_filter);
} filters SEC(".maps");

/* Files whose opens pass wherever identities are asked: those that rules name and that may have other paths. */
struct watched_file {
	__u64 ino;
	__u64 dev; /* kernel dev_t */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct watched_file);
	__type(value, __u8);
} watched_files SEC(".maps");

/* --- Hashes: FNV-1a of texts; spread over the bits with the place they were found at. --- */

#define FNV_BASIS 0xcbf29ce484222325ull
#define FNV_PRIME 0x100000001b3ull
#define BIT_MASK ((1 << FILTER_BITS_LOG2) - 1)

static __always_inline __u64 fnv(__u64 hash, __u8 byte)
{
	return (hash ^ byte) * FNV_PRIME;
}

static __always_inline bool has_bit(const volatile struct event_filter *filter, __u32 bit)
{
	return filter->bits[(bit >> 6) & (FILTER_WORDS - 1)] >> (bit & 63) & 1;
}

static __always_inline bool has_mark(const volatile struct event_filter *filter, __u32 place, __u64 hash)
{
	__u64 spread = (hash + place) * SPREAD;

	return has_bit(filter, spread >> (64 - FILTER_BITS_LOG2)) &&
	       has_bit(filter, (spread >> (64 - 2 * FILTER_BITS_LOG2)) & BIT_MASK);
}

/* --- Texts. --- */

/* Paths and names that are longer pass. */
#define SCANNED_BYTES_MAX 256

static __always_inline void begin_scan(struct path_text *text, const struct event_filter *filter, __u32 length)
{
	text->scan.whole = FNV_BASIS;
	text->scan.name = FNV_BASIS;
	text->scan.directory = FNV_BASIS;
	text->scan.window = 0;
	text->scan.lengths = filter->start_lengths;
	text->scan.left = length;
	text->scan.differs = 0;
}

/* Whether what ends here is a component that is empty, "." or "..". */
static __always_inline bool is_dotted(__u64 window)
{
	__u32 last = window & 0xff;
	__u32 second = window >> 8 & 0xff;
	__u32 third = window >> 16 & 0xff;

	if (last == '/')
		return true;
	if (last != '.')
		return false;
	return !second || second == '/' || (second == '.' && (!third || third == '/'));
}

/* Takes a byte in; whether the text passes by what was read so far. */
static __always_inline bool take_byte(volatile struct scan *scan, const volatile struct event_filter *filter, __u8 byte)
{
	if (byte == '/') {
		scan->directory = scan->window ? scan->whole : fnv(FNV_BASIS, '/');
		scan->name = FNV_BASIS;
	} else {
		scan->name = fnv(scan->name, byte);
	}
	scan->left--;
	scan->whole = fnv(scan->whole, byte);
	scan->window = scan->window << 8 | byte;
	scan->lengths >>= 1;
	if (scan->lengths & 1 && has_mark(filter, MARK_START, scan->whole))
		return true;
	return filter->part_mask && has_mark(filter, MARK_PART, scan->window & filter->part_mask);
}

static __always_inline bool has_ending(const struct event_filter *filter, __u64 window)
{
	for (__u32 length = 1; length <= ENDING_BYTES_MAX; length++)
		if (filter->ending_lengths >> length & 1 &&
		    has_mark(filter, MARK_ENDING, window & ~0ull >> (64 - 8 * length)))
			return true;
	return false;
}

static __always_inline bool has_marks_of_path(const struct event_filter *filter, const struct scan *scan)
{
	return has_mark(filter, MARK_PATH, scan->whole) ||
	       has_mark(filter, MARK_DIRECTORY, scan->directory) || has_mark(filter, MARK_NAME, scan->name) ||
	       (filter->ending_lengths && has_ending(filter, scan->window));
}

/*
 * A run of bytes is a function, which the verifier looks at once. What is known rests in memory from byte to byte: else
 * it would follow all that the first ones may bring about through all the others.
 */
#define BYTES_PER_RUN 16

/* Takes in bytes of the path in a slot, from a place on; whether it passes by them. */
__noinline int scan_path(__u32 number, __u32 slot, __u32 from)
{
	const struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	__u32 start;

	if (!filter || !text || from > SCANNED_BYTES_MAX - BYTES_PER_RUN)
		return true;
	start = text->start;
	if (start > PATH_END)
		return true;
#pragma unroll
	for (__u32 step = 0; step < BYTES_PER_RUN; step++) {
		if (!*(volatile __u32 *)&text->scan.left)
			break;
		if (take_byte(&text->scan, filter, text->bytes[start + from + step]))
			return true;
	}
	return false;
}

/* Whether the path in a slot passes. */
__noinline int path_passes(__u32 number, __u32 slot)
{
	const struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);

	if (!filter || !text || text->flags & RECORD_TRUNCATED || text->length > SCANNED_BYTES_MAX)
		return true;
	begin_scan(text, filter, text->length);
	for (__u32 from = 0; from < SCANNED_BYTES_MAX; from += BYTES_PER_RUN) {
		if (!*(volatile __u32 *)&text->scan.left)
			break;
		if (scan_path(number, slot, from))
			return true;
	}
	return has_marks_of_path(filter, &text->scan);
}

/* The same of the name in the slot's buffer, which may lead elsewhere than it says; in doubt it passes. */
__noinline int scan_asked(__u32 number, __u32 slot, __u32 length, __u32 as_path, __u32 from)
{
	const volatile struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	volatile struct scan *scan;

	if (!filter || !text)
		return true;
	scan = &text->scan;
#pragma unroll
	for (__u32 step = 0; step < BYTES_PER_RUN; step++) {
		__u32 at = from + step;
		__u8 byte = text->name[at & NAME_BYTES_MAX];
		bool has_part;

		if (!scan->left)
			break;
		scan->differs |= byte ^ text->bytes[(PATH_END - length + at) & START_MASK];
		if (as_path && byte == '/' && scan->window && is_dotted(scan->window))
			return true;
		has_part = take_byte(scan, filter, byte);
		if (has_part && as_path)
			return true;
		if (filter->asked_part_mask && has_mark(filter, MARK_ASKED_PART, scan->window & filter->asked_part_mask))
			return true;
	}
	return false;
}

/* The first byte of a word is its lowest. */
#define WORD_BYTES ((__u32)sizeof(__u64))
#define WORD_AT(bytes, at) (*(const __u64 *)&(bytes)[at])

/*
 * Whether the name in a slot's buffer is the path in the slot, which was walked up to the root: then it leads there,
 * and what is not found in the one is not in the other.
 */
__noinline int asked_is_path(__u32 slot, __u32 length)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	__u32 start = PATH_END - length;

	if (!text || length > NAME_BYTES_MAX || text->start != start || text->dentry != text->root.dentry ||
	    text->mount != text->root.mnt)
		return false;
	if (length < WORD_BYTES)
		return !((WORD_AT(text->name, 0) ^ WORD_AT(text->bytes, start)) << 8 * (WORD_BYTES - length));
	for (__u32 at = 0; at < NAME_BYTES_MAX - WORD_BYTES; at += WORD_BYTES) {
		if (at + WORD_BYTES > length)
			break;
		if (WORD_AT(text->name, at) != WORD_AT(text->bytes, start + at))
			return false;
	}
	return WORD_AT(text->name, length - WORD_BYTES) == WORD_AT(text->bytes, PATH_END - WORD_BYTES);
}

/* Whether some bytes of a name in a slot's buffer, with those before them, have a part that lets it pass. */
__noinline int asked_run_has_part(__u32 number, __u32 slot, __u32 length, __u32 from)
{
	const struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	__u64 window = 0;

	if (!filter || !text || from > NAME_BYTES_MAX + 1 - BYTES_PER_RUN)
		return true;
	if (from >= WORD_BYTES)
		window = bpf_be64_to_cpu(WORD_AT(text->name, from - WORD_BYTES));
#pragma unroll
	for (__u32 step = 0; step < BYTES_PER_RUN; step++) {
		if (from + step >= length)
			break;
		window = window << 8 | text->name[from + step];
		if (has_mark(filter, MARK_ASKED_PART, window & filter->asked_part_mask))
			return true;
	}
	return false;
}

static __always_inline bool asked_has_part(__u32 number, __u32 slot, __u32 length)
{
	for (__u32 from = 0; from <= NAME_BYTES_MAX; from += BYTES_PER_RUN) {
		if (from >= length)
			break;
		if (asked_run_has_part(number, slot, length, from))
			return true;
	}
	return false;
}

/* What a name that was asked for says of an open. */
enum asked { ASKED_LEAVES_OUT, ASKED_PASSES, ASKED_IS_LAST_NAME };

/*
 * The name in a slot's buffer, `length` bytes. With `as_path` marks of paths are looked for in it. ASKED_IS_LAST_NAME:
 * it has none and is the last name of the path in the slot, so that it leads there if it starts from that path's
 * directory.
 */
__noinline int asked_passes(__u32 number, __u32 slot, __u32 length, __u32 as_path)
{
	const struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	__u32 before = PATH_END - length - 1;

	if (!filter || !text || length >= NAME_BYTES_MAX || !length)
		return ASKED_PASSES;
	if (as_path && length > 1 && asked_is_path(slot, length))
		return filter->asked_part_mask && asked_has_part(number, slot, length) ? ASKED_PASSES : ASKED_LEAVES_OUT;
	begin_scan(text, filter, length);
	for (__u32 from = 0; from < SCANNED_BYTES_MAX; from += BYTES_PER_RUN) {
		if (!*(volatile __u32 *)&text->scan.left)
			break;
		if (scan_asked(number, slot, length, as_path, from))
			return ASKED_PASSES;
	}
	if (!as_path)
		return ASKED_LEAVES_OUT;
	if (is_dotted(text->scan.window) || has_marks_of_path(filter, &text->scan))
		return ASKED_PASSES;
	if (text->name[0] == '/')
		return ASKED_LEAVES_OUT;
	if (text->scan.differs || text->scan.directory != FNV_BASIS || text->bytes[before & START_MASK] != '/' ||
	    before < text->start)
		return ASKED_PASSES;
	return ASKED_IS_LAST_NAME;
}

/* --- Sockets. --- */

struct address {
	__u64 high; /* in host order */
	__u64 low;
};

#define MAPPED_LOW 0xffff00000000ull

/* The remote address of an internet socket; IPv4 as ::ffff:0:0/96. */
static __always_inline struct address remote_of(const struct socket_state *state)
{
	struct address address = {};
	__u32 v4 = 0;

	if (state->family == AF_INET) {
		__builtin_memcpy(&v4, state->remote_address, sizeof(v4));
		address.low = MAPPED_LOW | bpf_ntohl(v4);
	} else {
		__builtin_memcpy(&address, state->remote_address, sizeof(address));
		address.high = bpf_be64_to_cpu(address.high);
		address.low = bpf_be64_to_cpu(address.low);
	}
	return address;
}

static __always_inline bool is_mapped(const struct address *address)
{
	return !address->high && address->low >> 32 == MAPPED_LOW >> 32;
}

/* Unspecified, loopback, private, elsewhere. */
static __always_inline __u32 place_of(const struct address *address)
{
	__u32 v4 = address->low;

	if (is_mapped(address)) {
		if (!v4)
			return 0;
		if (v4 >> 24 == 127)
			return 1;
		return v4 >> 24 == 10 || v4 >> 20 == 0xac1 || v4 >> 16 == 0xc0a8 ? 2 : 3;
	}
	if (!address->high && address->low <= 1)
		return address->low;
	return address->high >> 57 == 0x7e ? 2 : 3;
}

#define AF_NETLINK 16

static __always_inline __u32 kind_of(const struct socket_state *state)
{
	struct address address = remote_of(state);

	switch (state->family) {
	case AF_UNSPEC:
		return KIND_NONE;
	case AF_UNIX:
		return KIND_UNIX;
	case AF_NETLINK:
		return KIND_NETLINK;
	case AF_INET:
		return KIND_V4_UNSPECIFIED + place_of(&address);
	case AF_INET6:
		return (is_mapped(&address) ? KIND_MAPPED_UNSPECIFIED : KIND_V6_UNSPECIFIED) + place_of(&address);
	default:
		return KIND_OTHER;
	}
}

#define EINPROGRESS 115

static __always_inline __u32 outcome_of(__s64 result)
{
	return result >= 0 ? OUTCOME_DONE : result == -EINPROGRESS ? OUTCOME_IN_PROGRESS : OUTCOME_FAILED;
}

static __always_inline __u32 class_of_socket(__u32 type, __s64 result, const struct socket_state *state)
{
	__u32 place = type == EVENT_CONNECT	? 0 :
		      type <= EVENT_SENDMMSG	? 1 + type - EVENT_SENDTO :
						  4 + type - EVENT_RECVFROM;

	return CLASS_FIRST_SOCKET + place * CLASSES_OF_SOCKET + (outcome_of(result) << OUTCOME_SHIFT | kind_of(state));
}

static __always_inline __u64 network_hash(const struct address *address, __u32 prefix)
{
	__u64 high = prefix >= 64 ? address->high : prefix ? address->high & ~0ull << (64 - prefix) : 0;
	__u64 low = prefix <= 64 ? 0 : address->low & ~0ull << (128 - prefix);

	return (high * FNV_PRIME) ^ low;
}

/* Whether an address lies in a network with the prefix numbered index. Global, for there are many of them. */
__noinline int has_network(__u32 number, __u32 index, __u64 high, __u64 low)
{
	const struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	struct address address = { .high = high, .low = low };
	__u32 prefix;

	if (!filter)
		return true;
	prefix = filter->prefixes[index & (PREFIXES_MAX - 1)];
	return prefix <= 128 && has_mark(filter, MARK_NETWORK + prefix, network_hash(&address, prefix));
}

/* Whether the other end of a socket passes. */
static __always_inline bool socket_passes(__u32 number, const struct socket_state *state)
{
	const struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	struct address address = remote_of(state);

	if (!filter)
		return true;
	if (filter->flags & FILTER_PORTS && !has_mark(filter, MARK_PORT, state->remote_port))
		return false;
	if (!(filter->flags & FILTER_NETWORKS))
		return true;
	for (__u32 i = 0; i < PREFIXES_MAX; i++) {
		if (i >= filter->prefixes_count)
			break;
		if (has_network(number, i, address.high, address.low))
			return true;
	}
	return false;
}

#endif
