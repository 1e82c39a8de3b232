/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * A path grows from its end towards its start, because the kernel's objects lead from the last name to the first. This
 * is the text it grows in, with the names of objects that have no place in a tree, and its way into the record.
 */
#ifndef KOSMOS_PREPEND_H
#define KOSMOS_PREPEND_H

#define DECIMAL_DIGITS_MAX 20

/* include/uapi/linux/magic.h */
#define PIPEFS_MAGIC 0x50495045
#define SOCKFS_MAGIC 0x534F434B
#define NSFS_MAGIC 0x6e736673
#define PIDFS_MAGIC 0x50494446
#define ANON_INODE_FS_MAGIC 0x09041934

/*
 * Masks of a start, which the verifier else knows nothing of: "math between map_value pointer and register with
 * unbounded".
 */
#define START_MASK (PATH_END - 1)

/* Puts length bytes before what is there. False when the path is full. */
static __always_inline bool prepend(struct path_text *text, const void *from, __u32 length)
{
	__u32 start = text->start;

	if (!length)
		return true;
	if (length > NAME_BYTES_MAX || start < PATH_FLOOR + length) {
		text->flags |= RECORD_TRUNCATED;
		return false;
	}
	start = (start - length) & START_MASK;
	OPAQUE(length);
	bpf_probe_read_kernel(&text->bytes[start], length & NAME_BYTES_MAX, from);
	text->start = start;
	return true;
}

#define PREPEND(text, literal) prepend(text, literal, sizeof(literal) - 1)

/* A terminated name of at most NAME_BYTES_MAX. */
static __always_inline bool prepend_string(struct path_text *text, const void *from)
{
	long length = bpf_probe_read_kernel_str(text->name, sizeof(text->name), from);

	return length > 0 && prepend(text, text->name, length - 1);
}

static __always_inline bool prepend_dentry(struct path_text *text, struct dentry *dentry)
{
	return prepend(text, READ(dentry, d_name.name), READ(dentry, d_name.len));
}

/*
 * Global, so that the verifier does not walk what follows once for each number of digits. Such a text is short: there
 * is room.
 */
__noinline int prepend_decimal(__u32 slot, __u64 number)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);

	if (!text)
		return 0;
	for (int i = 0; i < DECIMAL_DIGITS_MAX; i++) {
		__u32 start = (text->start - 1) & START_MASK;

		text->bytes[start] = '0' + number % 10;
		text->start = start;
		number /= 10;
		if (!number)
			break;
	}
	return 0;
}

/* pipe:[7], socket:[7], net:[7] */
static __always_inline void prepend_numbered(struct path_text *text, __u32 slot, struct inode *inode)
{
	PREPEND(text, "]");
	prepend_decimal(slot, READ(inode, i_ino));
	PREPEND(text, ":[");
}

/* One component: a slash and a name; both or none. */
static __always_inline bool prepend_component(struct path_text *text, const void *name, __u32 length)
{
	__u32 start;

	if (text->start <= PATH_FLOOR + length) {
		text->flags |= RECORD_TRUNCATED;
		return false;
	}
	if (!prepend(text, name, length))
		return false;
	start = (text->start - 1) & START_MASK;
	text->bytes[start] = '/';
	text->start = start;
	return true;
}

/* Objects that have a name but no place in a tree; the kernel names them by d_op->d_dname. */
static __always_inline void write_placeless(struct path_text *text, __u32 slot, struct dentry *dentry)
{
	struct inode *inode = READ(dentry, d_inode);
	struct ns_common *namespace;

	switch (READ(dentry, d_sb, s_magic)) {
	case PIPEFS_MAGIC:
		prepend_numbered(text, slot, inode);
		PREPEND(text, "pipe");
		return;
	case SOCKFS_MAGIC:
		prepend_numbered(text, slot, inode);
		PREPEND(text, "socket");
		return;
	case PIDFS_MAGIC:
		prepend_numbered(text, slot, inode);
		PREPEND(text, "pidfd");
		return;
	case NSFS_MAGIC:
		namespace = READ(inode, i_private);
		prepend_numbered(text, slot, inode);
		prepend_string(text, READ(namespace, ops, name));
		return;
	case ANON_INODE_FS_MAGIC:
		prepend_dentry(text, dentry);
		PREPEND(text, "anon_inode:");
		return;
	default: /* memfd, shared memory, huge pages */
		PREPEND(text, " (deleted)");
		prepend_dentry(text, dentry);
		PREPEND(text, "/");
	}
}

static __always_inline struct path_text *new_path_text(__u32 slot)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);

	if (text) {
		text->start = PATH_END;
		text->flags = 0;
		text->search.dentry = 0;
	}
	return text;
}

static __always_inline void append_path_text(struct event_header *header, struct text_span *span, __u32 slot)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);

	if (!text)
		return;
	header->flags |= text->flags;
	append_kernel_bytes(header, span, (void *)text->bytes + text->start, text->length);
}

#endif
