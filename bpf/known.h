/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Opens of which a filter has said just now that they are left out. Programs open the same files again and again, and
 * to write a path, look for its marks and ask for its identity costs several times what it takes to see that nothing
 * has changed. Kept is all that the answer rests on: the policy, what the call asked for, the names from the file to
 * the root of the task, the name that was asked for, device, inode and type, and that no other mount shows the file.
 * What differs in any of them is asked about anew. Only files on the mount of the task's root, some directories below
 * it, with names that lie in their dentries.
 */
#ifndef KOSMOS_KNOWN_H
#define KOSMOS_KNOWN_H

#define KNOWN_LOG2 6 /* for each CPU */
#define KNOWN_NAMES_MAX 6

/* Of a name: its length and hash are compared besides, and of what is longer nothing is kept. */
#define KNOWN_NAME_WORDS 4
#define KNOWN_ASKED_WORDS 8

struct known_name {
	__u64 dentry;
	__u64 hash_and_length;
	__u64 words[KNOWN_NAME_WORDS];
};

struct known_open {
	__u64 stamp;        /* of filters_stamp by then; 0: nothing is kept */
	__u64 request;
	struct opened_file file; /* its mount is that of the root */
	__u64 root;
	__u64 namespace;    /* of mounts */
	__u64 mounts_event; /* its; 0: other names did not matter */
	__u32 depth;        /* names that are kept, the file's first */
	__u32 asked_length; /* 0: the filter does not ask for it */
	struct known_name names[KNOWN_NAMES_MAX];
	__u64 asked[KNOWN_ASKED_WORDS];
	__u64 pad0[2]; /* whole cache lines */
};

/*
 * By the file's dentry and what was asked for, some for each CPU: user space sizes it. Only sys_exit comes here, and
 * those that it calls, and it does not interrupt itself: nobody writes what another one is reading.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << KNOWN_LOG2);
	__type(key, __u32);
	__type(value, struct known_open);
} known_opens SEC(".maps");

/* Raised by user space after each change of policies and filters, and each file that is watched besides. */
__u64 filters_stamp = 1;

static __always_inline __u32 known_key(__u64 dentry, __u64 request)
{
	return bpf_get_smp_processor_id() << KNOWN_LOG2 | ((dentry ^ request) * SPREAD) >> (64 - KNOWN_LOG2);
}

/* Where short names lie. */
static __always_inline const __u64 *inline_name(struct dentry *dentry)
{
	if (bpf_core_field_exists(dentry->d_shortname))
		return (const __u64 *)&dentry->d_shortname;
	return (const __u64 *)&((struct dentry___old *)dentry)->d_iname;
}

static __always_inline bool is_known_name(const struct known_name *name, struct dentry *dentry)
{
	const __u64 *words = inline_name(dentry);

	if (name->dentry != (__u64)dentry || name->hash_and_length != READ(dentry, d_name.hash_len))
		return false;
	for (int i = 0; i < KNOWN_NAME_WORDS; i++)
		if (name->words[i] != LOAD(__u64, &words[i]))
			return false;
	return true;
}

static __always_inline bool is_known_path(const struct known_open *known, struct dentry *dentry)
{
	/* Else it is deleted, and its path says so. */
	if (!READ(dentry, d_hash.pprev))
		return false;
	for (__u32 i = 0; i < KNOWN_NAMES_MAX; i++) {
		if (i >= known->depth)
			break;
		if (!is_known_name(&known->names[i], dentry))
			return false;
		dentry = READ(dentry, d_parent);
	}
	return known->root == (__u64)dentry;
}

static __always_inline bool is_known_file(const struct known_open *known, const struct opened_file *file)
{
	return known->file.dentry == file->dentry && known->file.mount == file->mount &&
	       known->file.inode == file->inode && known->file.ino == file->ino && known->file.dev == file->dev &&
	       known->file.mode == file->mode && !(file->open_mode & FMODE_CREATED);
}

/* Likewise the name that was asked for, where the kernel's copy is kept at hand. */
static __always_inline bool is_known_short_name(const struct known_open *known, const struct short_name *name)
{
	__u32 left = known->asked_length + 1;

	for (int i = 0; i < KNOWN_ASKED_WORDS; i++) {
		__u64 differ = known->asked[i] ^ name->words[i];

		if (left < sizeof(__u64))
			return !(differ << (8 * (sizeof(__u64) - left))) || !left;
		if (differ)
			return false;
		left -= sizeof(__u64);
	}
	return true;
}

__noinline int is_known_asked(__u32 key, __u32 tid, __u64 address)
{
	struct known_open *known = bpf_map_lookup_elem(&known_opens, &key);
	__u64 words[KNOWN_ASKED_WORDS] = {};

	if (!known || read_taken_name(words, sizeof(words), tid, address) != known->asked_length + 1)
		return false;
	for (int i = 0; i < KNOWN_ASKED_WORDS; i++)
		if (words[i] != known->asked[i])
			return false;
	return true;
}

static __always_inline bool has_known_name(const struct known_open *known, __u32 key, __u32 tid, __u64 address)
{
	struct short_name *name = short_name_at(tid, address);

	return name ? is_known_short_name(known, name) : is_known_asked(key, tid, address);
}

static __always_inline bool has_known_names(const struct known_open *known, struct task_struct *current)
{
	struct mnt_namespace *namespace;

	if (!other_names_wanted)
		return !known->mounts_event;
	namespace = READ(current, nsproxy, mnt_ns);
	return known->mounts_event && known->namespace == (__u64)namespace &&
	       known->mounts_event == READ(namespace, event);
}

static __always_inline bool has_known_root(const struct known_open *known, struct task_struct *current)
{
	struct fs_struct *fs = READ(current, fs);

	return (__u64)READ(fs, root.mnt) == known->file.mount && (__u64)READ(fs, root.dentry) == known->root;
}

/* Whether a filter has said of the same open a moment ago that it is left out. */
__noinline int open_is_known(__u64 request, __u64 task_address, __u64 file_address, __u64 name)
{
	struct task_struct *current = (struct task_struct *)task_address;
	struct file *file = (struct file *)file_address;
	__u64 dentry = (__u64)READ(file, f_path.dentry);
	__u32 key = known_key(dentry, request);
	struct known_open *known = bpf_map_lookup_elem(&known_opens, &key);
	struct opened_file opened;
	struct inode *inode;

	if (!known || known->stamp != *(volatile __u64 *)&filters_stamp || known->request != request ||
	    known->file.dentry != dentry)
		return false;
	inode = READ(file, f_inode);
	opened = (struct opened_file){
		.dentry = dentry,
		.mount = (__u64)READ(file, f_path.mnt),
		.inode = (__u64)inode,
		.ino = READ(inode, i_ino),
		.dev = READ(inode, i_sb, s_dev),
		.mode = READ(inode, i_mode),
		.open_mode = READ(file, f_mode),
	};
	if (!is_known_file(known, &opened) || !has_known_root(known, current) || !has_known_names(known, current) ||
	    !is_known_path(known, (struct dentry *)dentry))
		return false;
	return !known->asked_length || has_known_name(known, key, READ(current, pid), name);
}

/* Whether sys_exit asks that of a call before its program is called. */
static __always_inline bool is_asked_at_once(__u32 type, __u32 abi)
{
	return !policies_proven && abi == ABI_NATIVE && (type == EVENT_OPEN || type == EVENT_OPENAT);
}

/* The answer, of an open that worked. */
static __always_inline bool call_is_known(struct task_struct *current, struct pt_regs *regs, __u32 type, __s64 fd,
					  __u32 policy)
{
	struct file *file = file_in(current, fd);
	__u64 name = regs->si;
	__u64 flags = regs->dx;
	__u64 mode = regs->r10;

	if (!file)
		return false;
	if (type == EVENT_OPEN) {
		mode = flags;
		flags = name;
		name = regs->di;
	}
	return open_is_known(open_request_number(type, policy, flags, mode), (__u64)current, (__u64)file, name);
}

/* --- Keeping one. --- */

/* Climbs from the file to the root. False: it is not below it, or too far, or has a name that is too long. */
static __always_inline bool keep_path(struct known_open *known, struct dentry *dentry)
{
	__u32 depth = 0;

	for (; depth < KNOWN_NAMES_MAX && (__u64)dentry != known->root; depth++) {
		struct known_name *name = &known->names[depth];
		const __u64 *words = inline_name(dentry);

		if (READ(dentry, d_name.len) >= sizeof(name->words))
			return false;
		name->dentry = (__u64)dentry;
		name->hash_and_length = READ(dentry, d_name.hash_len);
		for (int i = 0; i < KNOWN_NAME_WORDS; i++)
			name->words[i] = LOAD(__u64, &words[i]);
		dentry = READ(dentry, d_parent);
	}
	known->depth = depth;
	return (__u64)dentry == known->root;
}

/* The name asked for is in the slot; only one from the root on leads to the same file whoever asks. */
static __always_inline bool keep_asked(struct known_open *known, const struct path_text *text)
{
	__builtin_memset(known->asked, 0, sizeof(known->asked));
	known->asked_length = text->asked_length;
	/* One byte less than would fit: a longer name, cut, would look like it. */
	return text->asked_length && text->asked_length < sizeof(known->asked) - 1 && text->name[0] == '/' &&
	       bpf_probe_read_kernel_str(known->asked, sizeof(known->asked), text->name) > 0;
}

/* Whether no other mount shows the file: then the slot holds what was found, and when. */
static __always_inline bool keep_names(struct known_open *known, const struct path_text *text)
{
	known->namespace = (__u64)READ(current_task(), nsproxy, mnt_ns);
	known->mounts_event = other_names_wanted ? text->search.view.event : 0;
	return !other_names_wanted || (text->search.view.event && !text->search.view.mount);
}

/* The end of what is before a name that stands before `end` in a slot's path; 0: another name stands there. */
__noinline __u32 name_start(__u32 key, __u32 index, __u32 slot, __u32 end)
{
	struct known_open *known = bpf_map_lookup_elem(&known_opens, &key);
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	const struct known_name *name;
	__u32 length, start;

	if (!known || !text || index >= KNOWN_NAMES_MAX)
		return 0;
	name = &known->names[index];
	length = name->hash_and_length >> 32;
	if (length >= sizeof(name->words) || end <= length || end > PATH_END)
		return 0;
	start = end - length;
	for (__u32 i = 0; i < sizeof(name->words); i++) {
		if (i >= length)
			break;
		if (((const __u8 *)name->words)[i] != text->bytes[(start + i) & START_MASK])
			return 0;
	}
	return text->bytes[(start - 1) & START_MASK] == '/' ? start - 1 : 0;
}

/*
 * Whether the names that were kept are those of the path in the slot, about which the filter has answered: a file may
 * have been renamed since, and back.
 */
static __always_inline bool are_of_path(__u32 key, __u32 depth, __u32 slot, __u32 start)
{
	__u32 at = PATH_END;

	for (__u32 i = 0; i < KNOWN_NAMES_MAX && i < depth && at; i++)
		at = name_start(key, i, slot, at);
	return depth && at == start;
}

/* Keeps an open of which a filter has just said, by what is still in the slot, that it is left out. */
__noinline int open_remember(__u32 number, __u32 slot)
{
	const struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct known_open *known;
	__u64 dentry;
	__u32 key;

	if (!filter || !text || !(filter->flags & FILTER_PATHS))
		return 0;
	/* Another class. */
	if (text->opened.open_mode & FMODE_CREATED)
		return 0;
	/* Without a place in a tree, or not on the mount of the root that its path was written for. */
	dentry = text->opened.dentry;
	if (text->search.dentry != dentry || text->opened.mount != (__u64)text->root.mnt)
		return 0;
	key = known_key(dentry, text->request);
	known = bpf_map_lookup_elem(&known_opens, &key);
	if (!known)
		return 0;
	known->stamp = 0;
	known->request = text->request;
	known->file = text->opened;
	known->root = (__u64)text->root.dentry;
	known->asked_length = 0;
	if (!keep_names(known, text) || !keep_path(known, (struct dentry *)dentry) ||
	    !are_of_path(key, known->depth, slot, text->start))
		return 0;
	if ((filter->asked_part_mask || filter->flags & FILTER_ASKED_NAMES) && !keep_asked(known, text))
		return 0;
	known->stamp = text->filters_stamp;
	return 0;
}

#endif
