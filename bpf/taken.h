/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What the kernel took from the caller's memory at the start of a call: names and addresses in its own copies, which no
 * other thread can change. taken.bpf.c keeps them for the program at the call's exit, by thread.
 */
#ifndef KOSMOS_TAKEN_H
#define KOSMOS_TAKEN_H

/* Calls name at most two files. */
#define TAKEN_NAMES 2

struct taken_name {
	__u64 address; /* where it stood in the caller's memory; 0 for one that fills a page, and has no header */
	__u8 text[PATH_BYTES_MAX];
};

struct taken_names {
	__u32 tid;
	__u32 count;
	struct taken_name names[TAKEN_NAMES];
};

/* 1 once name_freed has been attached: nothing is kept before. */
__u32 names_kept = 0;

/* By thread. Only those between the end of their call's work and its exit count; user space sizes it per CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct taken_names);
} taken_names SEC(".maps");

/*
 * The first name of a call, when it is short, has a place of its own: a look-up in a hash costs more than all else that
 * is done with it. Threads that share a place take turns: who finds it taken keeps his in taken_names.
 */
#define SHORT_NAMES_LOG2 10
#define SHORT_NAME_WORDS 8

struct short_name {
	__u64 users;   /* 1 from the name's end to the exit of the call; see claim */
	__u64 address; /* as in struct taken_name; 0: none is kept */
	__u32 tid;
	__u32 pad0;
	__u64 words[SHORT_NAME_WORDS];
	__u64 pad1[13]; /* more than a cache line from the next one, wherever the map's values begin */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << SHORT_NAMES_LOG2);
	__type(key, __u32);
	__type(value, struct short_name);
} short_names SEC(".maps");

static __always_inline struct short_name *short_name_for(__u32 tid)
{
	__u32 key = tid & ((1 << SHORT_NAMES_LOG2) - 1);

	return bpf_map_lookup_elem(&short_names, &key);
}

/* The name that the current call of a thread took from `address`; NULL: it is not the first, or not short. */
static __always_inline struct short_name *short_name_at(__u32 tid, __u64 address)
{
	struct short_name *name = names_kept ? short_name_for(tid) : NULL;

	return name && name->tid == tid && name->address == address && address ? name : NULL;
}

struct taken_address {
	__u16 family;
	__u16 port;  /* network order */
	__u32 count; /* in the entry of a thread: how many its call has named by now */
	__u8 bytes[16];
};

struct taken_address_key {
	__u32 tid;
	__u32 index; /* of the message; TAKEN_COUNT: the thread's own entry */
};

#define TAKEN_COUNT 0xffffffff

/* By thread and message; user space sizes it per CPU. A sendmmsg names 1,024 at most. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct taken_address_key);
	__type(value, struct taken_address);
} taken_addresses SEC(".maps");

/* Calls that take names and tell them. */
static __always_inline bool takes_names(__u32 type)
{
	return type == EVENT_EXECVE || type == EVENT_EXECVEAT || (type >= EVENT_OPEN && type <= EVENT_CREAT) ||
	       (type >= EVENT_CHMOD && type <= EVENT_PIVOT_ROOT) || type == EVENT_ACCESS ||
	       (type >= EVENT_LSTAT && type <= EVENT_NEWFSTATAT) ||
	       (type >= EVENT_OPEN_TREE_ATTR && type <= EVENT_REMOVEXATTRAT);
}

/* --- What the exit of the call asks. --- */

/* The name that stood at `address`. Of two from there, the one that is first given back counts as the first. */
static __always_inline struct taken_name *taken_name_at(struct taken_names *taken, __u64 address, __u32 place)
{
	struct taken_name *own = place ? &taken->names[1] : &taken->names[0];
	struct taken_name *other = place ? &taken->names[0] : &taken->names[1];
	bool has_own = taken->count > place;
	bool has_other = taken->count > !place;

	if (has_own && own->address == address)
		return own;
	if (has_other && other->address == address)
		return other;
	if (has_own && !own->address)
		return own;
	return has_other && !other->address ? other : NULL;
}

/* Whether it is sure which name is which, and whose they are: another thread may have got the slot meanwhile. */
static __always_inline bool is_sure(const struct taken_names *taken, __u32 tid)
{
	if (*(volatile __u32 *)&taken->tid != tid)
		return false;
	return taken->count < TAKEN_NAMES || taken->names[0].address != taken->names[1].address;
}

/*
 * A name that the call took: the kernel's copy, or where there is none the caller's memory as it is by now. `place` is
 * 0 or 1 for the first or second name of the call. False when another thread may have had its hand in that.
 */
static __always_inline bool append_taken_name(struct event_header *header, struct text_span *span, __u64 address,
					      __u32 place)
{
	__u32 tid = header->tid;
	struct short_name *brief = short_name_at(tid, address);
	struct taken_names *taken = names_kept ? bpf_map_lookup_elem(&taken_names, &tid) : NULL;
	struct taken_name *name = taken ? taken_name_at(taken, address, place) : NULL;
	bool took_both = brief && name && name->address == address;

	/* The short one was the first. */
	if (brief && !(took_both && place)) {
		append_kernel_string(header, span, brief->words);
		return !took_both;
	}
	if (!name) {
		append_user_string(header, span, address);
		return !span->offset;
	}
	append_kernel_string(header, span, name->text);
	return !took_both && is_sure(taken, tid);
}

/* The same into `bytes` of memory: how many with the terminating zero, less than 0 when it cannot be read. */
static __always_inline long read_taken_name(void *to, __u32 bytes, __u32 tid, __u64 address)
{
	struct short_name *brief = short_name_at(tid, address);
	struct taken_names *taken = names_kept && !brief ? bpf_map_lookup_elem(&taken_names, &tid) : NULL;
	struct taken_name *name = taken ? taken_name_at(taken, address, 0) : NULL;

	if (brief)
		return bpf_probe_read_kernel_str(to, bytes, brief->words);
	if (name)
		return bpf_probe_read_kernel_str(to, bytes, name->text);
	return bpf_probe_read_user_str(to, bytes, (const void *)address);
}

static __always_inline bool is_open(__u32 type)
{
	return type >= EVENT_OPEN && type <= EVENT_CREAT;
}

/* The call's exit has told what there was to tell. An open has one name. */
static __always_inline void forget_names(struct task_struct *current, __u32 type)
{
	if (!names_kept)
		return;

	__u32 tid = READ(current, pid);
	struct short_name *brief = short_name_for(tid);
	struct taken_names *taken;
	bool had_short = brief && brief->tid == tid && brief->address;

	if (had_short) {
		brief->address = 0;
		add(&brief->users, -1);
	}
	if (had_short && is_open(type))
		return;
	taken = bpf_map_lookup_elem(&taken_names, &tid);
	if (taken)
		taken->count = 0;
}

/* The address that the message numbered index went to; its family is 0 when the kernel has taken none. */
static __always_inline void read_taken_address(struct taken_address *taken, __u32 index)
{
	struct taken_address_key key = { .tid = bpf_get_current_pid_tgid(), .index = TAKEN_COUNT };
	struct taken_address *found = bpf_map_lookup_elem(&taken_addresses, &key);

	if (!found || index >= found->count)
		return;
	key.index = index;
	found = bpf_map_lookup_elem(&taken_addresses, &key);
	if (found)
		*taken = *found;
}

static __always_inline void forget_addresses(void)
{
	struct taken_address_key key = { .tid = bpf_get_current_pid_tgid(), .index = TAKEN_COUNT };
	struct taken_address *own = bpf_map_lookup_elem(&taken_addresses, &key);

	if (own)
		own->count = 0;
}

static __always_inline void forget_taken(struct task_struct *current, __u32 type)
{
	if (takes_names(type))
		forget_names(current, type);
	else if (type == EVENT_BIND)
		forget_addresses();
}

#endif
