/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Keeps the kernel's own copies of what a call took from its caller's memory, for the call's exit to tell: names when
 * their memory is given back, addresses where control groups may look at them. What these see no thread can change.
 */

/* --- Names. --- */

/* The kernel's names lie in objects of a page, so at the start of one; of objects freed, few others do. */
#define NAME_OBJECT_BYTES 4096

static const struct taken_names no_names = {};

/* The wanted event of the call that the current task is in. */
static __always_inline __u32 event_of_current_call(struct task_struct *current)
{
	__u64 first_argument;
	struct call call = current_call(current, &first_argument);
	__u32 type;

	if (call.number >= SYSCALLS_MAX)
		return EVENT_NONE;
	type = wanted_syscalls[call.abi == ABI_COMPAT ? ABI_COMPAT : ABI_NATIVE][call.number];
	if (type == HANDLER_SOCKETCALL)
		type = event_of_socketcall(first_argument);
	return is_wanted(type, 0) ? type : EVENT_NONE;
}

static __always_inline struct taken_names *names_of(__u32 tid)
{
	struct taken_names *taken = bpf_map_lookup_elem(&taken_names, &tid);

	if (taken)
		return taken;
	if (bpf_map_update_elem(&taken_names, &tid, &no_names, BPF_ANY))
		return NULL;
	taken = bpf_map_lookup_elem(&taken_names, &tid);
	if (taken)
		taken->tid = tid;
	return taken;
}

/* Up to 5.11 the object was free by the time of this hook, and the list of the free ones had its link in the middle. */
static __always_inline bool link_spoils(long end)
{
	return end > NAME_OBJECT_BYTES / 2 && !bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_for_each_map_elem);
}

/* Bytes of each word that are zero, by their upper bits: at least one of them, if there is any. */
#define ZERO_BYTES(word) (((word) - 0x0101010101010101ull) & ~(word) & 0x8080808080808080ull)

/* Keeps the first name of a call, when it is short. False: it is not kept by that. */
static __always_inline bool take_short(__u32 tid, __u32 type, const char *text, __u64 address)
{
	struct short_name *name = short_name_for(tid);
	__u64 words[SHORT_NAME_WORDS];
	__u64 zeros = 0;

	if (!name)
		return false;
#ifdef LOADS_BY_CAST
	for (int i = 0; i < SHORT_NAME_WORDS; i++)
		words[i] = LOAD(__u64, &((const __u64 *)text)[i]);
#else
	if (bpf_probe_read_kernel(words, sizeof(words), text))
		return false;
#endif
	for (int i = 0; i < SHORT_NAME_WORDS; i++)
		zeros |= ZERO_BYTES(words[i]);
	if (!zeros)
		return false;
	if (name->tid == tid && name->address) {
		/* Of a call whose exit was not seen; or this one has two. */
		if (!is_open(type))
			return false;
	} else if (!claim(&name->users)) {
		return false;
	}
	name->tid = tid;
	for (int i = 0; i < SHORT_NAME_WORDS; i++)
		name->words[i] = words[i];
	name->address = address;
	return true;
}

/*
 * A name and its header share an object; of a name that leaves no room for the header the whole object is text. Those
 * that the kernel made itself have no address, and are none of the call's.
 */
static __always_inline void take_name(struct task_struct *current, __u32 type, struct filename *object)
{
	__u32 header_bytes = bpf_core_field_offset(struct filename, iname);
	const char *text = READ(object, name);
	bool has_header = text == (const char *)object + header_bytes;
	__u64 address = has_header ? (__u64)READ(object, uptr) : 0;
	__u32 tid = READ(current, pid);
	struct taken_names *taken;
	struct taken_name *name;
	long length;

	if (has_header && (!address || take_short(tid, type, text, address)))
		return;
	taken = names_of(tid);
	if (!taken || taken->count >= TAKEN_NAMES)
		return;
	name = taken->count ? &taken->names[1] : &taken->names[0];
	length = bpf_probe_read_kernel_str(name->text, sizeof(name->text), has_header ? text : (const char *)object);
	if (length < (has_header ? 1 : (long)(NAME_OBJECT_BYTES - header_bytes)) ||
	    link_spoils(has_header ? length + header_bytes : length))
		return;
	name->address = address;
	taken->count++;
}

/* Sees every object that the kernel frees; all but those at the start of a page are left after one test. */
SEC("raw_tp/kmem_cache_free")
int name_freed(unsigned long long *ctx)
{
	__u64 object = ctx[1];
	struct task_struct *current;
	__u32 type;

	/* From 7.0 on names are kept otherwise. */
	if (object & (NAME_OBJECT_BYTES - 1) || !bpf_core_field_exists(struct filename, uptr))
		return 0;
	current = current_pointer();
	type = event_of_current_call(current);
	if (takes_names(type))
		take_name(current, type, (struct filename *)object);
	return 0;
}

/* --- Addresses. --- */

static __always_inline bool takes_address(__u32 type)
{
	return type == EVENT_CONNECT || type == EVENT_BIND || (type >= EVENT_SENDTO && type <= EVENT_SENDMMSG);
}

static __always_inline void keep_address(struct taken_address *address)
{
	struct taken_address_key key = { .tid = bpf_get_current_pid_tgid(), .index = TAKEN_COUNT };
	struct taken_address first = { .count = 1 };
	struct taken_address *own = bpf_map_lookup_elem(&taken_addresses, &key);
	__u32 count = own ? own->count : 0;

	if (own)
		own->count = count + 1;
	else
		bpf_map_update_elem(&taken_addresses, &key, &first, BPF_ANY);
	key.index = count;
	bpf_map_update_elem(&taken_addresses, &key, address, BPF_ANY);
}

/* Always 1: these programs look on, and let everything pass. */
static __always_inline int take_v4(struct bpf_sock_addr *from)
{
	struct taken_address address = { .family = AF_INET, .port = from->user_port };
	__u32 bytes = from->user_ip4;

	if (!takes_address(event_of_current_call(current_pointer())))
		return 1;
	__builtin_memcpy(address.bytes, &bytes, sizeof(bytes));
	keep_address(&address);
	return 1;
}

static __always_inline int take_v6(struct bpf_sock_addr *from)
{
	struct taken_address address = { .family = AF_INET6, .port = from->user_port };
	__u32 words[] = { from->user_ip6[0], from->user_ip6[1], from->user_ip6[2], from->user_ip6[3] };

	if (!takes_address(event_of_current_call(current_pointer())))
		return 1;
	__builtin_memcpy(address.bytes, words, sizeof(words));
	keep_address(&address);
	return 1;
}

SEC("cgroup/connect4")
int connect4_taken(struct bpf_sock_addr *from)
{
	return take_v4(from);
}

SEC("cgroup/connect6")
int connect6_taken(struct bpf_sock_addr *from)
{
	return take_v6(from);
}

SEC("cgroup/sendmsg4")
int sendmsg4_taken(struct bpf_sock_addr *from)
{
	return take_v4(from);
}

SEC("cgroup/sendmsg6")
int sendmsg6_taken(struct bpf_sock_addr *from)
{
	return take_v6(from);
}

SEC("cgroup/bind4")
int bind4_taken(struct bpf_sock_addr *from)
{
	return take_v4(from);
}

SEC("cgroup/bind6")
int bind6_taken(struct bpf_sock_addr *from)
{
	return take_v6(from);
}
