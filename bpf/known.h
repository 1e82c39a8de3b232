/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Opens of which a filter has said just now that they are left out. Programs open the same files again and again, and
 * to write a path, look for its marks and ask for its identity costs several times what it takes to see that nothing
 * has changed. Kept is all that the answer rests on: the filter, the names from the file to the root of the task, the
 * name that was asked for, device and inode, and that no other mount shows the file. What differs in any of them is
 * asked about anew. Only files on the mount of the task's root, some directories below it, with names that lie in
 * their dentries; only what is left out, so that a mistake of these limits would be of time alone.
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
	__u64 inode;
	__u64 ino;
	__u64 mount;        /* of file and root */
	__u64 root;
	__u64 mounts_event; /* 0: other names did not matter */
	__u32 dev;
	__u32 filter;
	__u32 depth;        /* names that are kept, the file's first */
	__u32 asked_length; /* 0: the filter does not ask for it */
	struct known_name names[KNOWN_NAMES_MAX];
	__u64 asked[KNOWN_ASKED_WORDS];
	__u64 pad0[5];
};

/*
 * By the file's dentry, some for each CPU: user space sizes it. Only open_exit comes here, which sys_exit calls and
 * which does not interrupt itself: nobody writes what another one is reading.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << KNOWN_LOG2);
	__type(key, __u32);
	__type(value, struct known_open);
} known_opens SEC(".maps");

/* Raised by user space after each change of filters and watched files. */
__u64 filters_stamp = 1;

static __always_inline __u32 known_key(struct dentry *dentry)
{
	return bpf_get_smp_processor_id() << KNOWN_LOG2 | ((__u64)dentry * SPREAD) >> (64 - KNOWN_LOG2);
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

static __always_inline bool is_known_file(const struct known_open *known, struct file *file)
{
	struct inode *inode = READ(file, f_inode);

	return known->inode == (__u64)inode && known->ino == READ(inode, i_ino) &&
	       known->dev == READ(inode, i_sb, s_dev);
}

/* Likewise the name that was asked for: the kernel's copy or, where names are not kept, the caller's memory. */
__noinline int is_known_asked(__u32 key, __u64 address)
{
	struct known_open *known = bpf_map_lookup_elem(&known_opens, &key);
	__u32 tid = bpf_get_current_pid_tgid();
	struct taken_names *taken = names_kept ? bpf_map_lookup_elem(&taken_names, &tid) : NULL;
	struct taken_name *name = taken ? taken_name_at(taken, address, 0) : NULL;
	__u64 words[KNOWN_ASKED_WORDS] = {};
	long length;

	if (name)
		length = bpf_probe_read_kernel_str(words, sizeof(words), name->text);
	else
		length = bpf_probe_read_user_str(words, sizeof(words), (const void *)address);
	if (!known || length != known->asked_length + 1)
		return false;
	for (int i = 0; i < KNOWN_ASKED_WORDS; i++)
		if (words[i] != known->asked[i])
			return false;
	return true;
}

static __always_inline bool has_known_names(const struct known_open *known)
{
	__u64 event;

	if (!other_names_wanted)
		return !known->mounts_event;
	event = mounts_event();
	return event && event == known->mounts_event;
}

/* Whether a filter has said of the same open, a moment ago, that it is left out. */
__noinline int open_is_known(__u32 filter, __u64 file_address, __u64 name)
{
	struct file *file = (struct file *)file_address;
	struct dentry *dentry = READ(file, f_path.dentry);
	__u64 mount = (__u64)READ(file, f_path.mnt);
	__u32 key = known_key(dentry);
	struct known_open *known = bpf_map_lookup_elem(&known_opens, &key);
	struct path root;

	if (!known || known->stamp != *(volatile __u64 *)&filters_stamp || known->filter != filter ||
	    known->mount != mount)
		return false;
	read_root(&root);
	if ((__u64)root.mnt != mount || (__u64)root.dentry != known->root || !has_known_names(known) ||
	    !is_known_file(known, file) || !is_known_path(known, dentry))
		return false;
	return !known->asked_length || is_known_asked(key, name);
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
	return text->asked_length && text->asked_length < sizeof(known->asked) && text->name[0] == '/' &&
	       bpf_probe_read_kernel_str(known->asked, sizeof(known->asked), text->name) > 0;
}

/* Whether no other mount shows the file: then the slot holds what was found, and when. */
static __always_inline bool keep_names(struct known_open *known, const struct path_text *text)
{
	known->mounts_event = other_names_wanted ? text->search.view.event : 0;
	return !other_names_wanted || (text->search.view.event && !text->search.view.mount);
}

static __always_inline void keep_file(struct known_open *known, struct file *file)
{
	struct inode *inode = READ(file, f_inode);

	known->inode = (__u64)inode;
	known->ino = READ(inode, i_ino);
	known->dev = READ(inode, i_sb, s_dev);
}

/* Keeps an open of which a filter has just said, by what is still in the slot, that it is left out. */
__noinline int open_remember(__u32 number, __u32 slot, __u64 file_address)
{
	const struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct file *file = (struct file *)file_address;
	struct dentry *dentry = READ(file, f_path.dentry);
	__u32 key = known_key(dentry);
	struct known_open *known = bpf_map_lookup_elem(&known_opens, &key);
	struct path root;

	if (!filter || !text || !known || !(filter->flags & FILTER_PATHS))
		return 0;
	read_root(&root);
	if (root.mnt != READ(file, f_path.mnt))
		return 0;
	known->stamp = 0;
	known->filter = number;
	known->mount = (__u64)root.mnt;
	known->root = (__u64)root.dentry;
	known->asked_length = 0;
	keep_file(known, file);
	if (!keep_names(known, text) || !keep_path(known, dentry))
		return 0;
	if ((filter->asked_part_mask || filter->flags & FILTER_ASKED_NAMES) && !keep_asked(known, text))
		return 0;
	known->stamp = text->filters_stamp;
	return 0;
}

#endif
