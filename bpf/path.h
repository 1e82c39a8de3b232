/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Paths out of kernel objects, as readlink of /proc/self/fd/N would show them: by walking dentries up to the task's
 * root, over mounts. Names are met from the last to the first, so a path grows in a slot of `paths` from its end to its
 * start and is then appended to the record. The walk is a global function, which the verifier looks at once, whoever
 * calls it and however often: that is what makes a path of PATH_BYTES_MAX one-letter names possible within its limits.
 */
#ifndef KOSMOS_PATH_H
#define KOSMOS_PATH_H

/* Names and mount crossings: those of one run, and the runs that a path of PATH_BYTES_MAX can take. */
#define STEPS_PER_RUN 64
#define RUNS_MAX (PATH_BYTES_MAX / 2 / STEPS_PER_RUN + 2)

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
#define START_MASK (PATH_BYTES_MAX - 1)

/* Puts length bytes before what is there. False when the path is full. */
static __always_inline bool prepend(struct path_text *text, const void *from, __u32 length)
{
	__u32 start = text->start;

	if (!length)
		return true;
	if (length > NAME_BYTES_MAX || length > start) {
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
	return prepend(text, BPF_CORE_READ(dentry, d_name.name), BPF_CORE_READ(dentry, d_name.len));
}

static __always_inline void prepend_decimal(struct path_text *text, __u64 number)
{
	for (int i = 0; i < DECIMAL_DIGITS_MAX; i++) {
		char digit = '0' + number % 10;

		prepend(text, &digit, 1);
		number /= 10;
		if (!number)
			break;
	}
}

/* pipe:[7], socket:[7], net:[7] */
static __always_inline void prepend_numbered(struct path_text *text, struct inode *inode)
{
	PREPEND(text, "]");
	prepend_decimal(text, BPF_CORE_READ(inode, i_ino));
	PREPEND(text, ":[");
}

/* Objects that have a name but no place in a tree; the kernel names them by d_op->d_dname. */
static __always_inline void write_placeless(struct path_text *text, struct dentry *dentry)
{
	struct inode *inode = BPF_CORE_READ(dentry, d_inode);
	struct ns_common *namespace;

	switch (BPF_CORE_READ(dentry, d_sb, s_magic)) {
	case PIPEFS_MAGIC:
		prepend_numbered(text, inode);
		PREPEND(text, "pipe");
		return;
	case SOCKFS_MAGIC:
		prepend_numbered(text, inode);
		PREPEND(text, "socket");
		return;
	case PIDFS_MAGIC:
		prepend_numbered(text, inode);
		PREPEND(text, "pidfd");
		return;
	case NSFS_MAGIC:
		namespace = BPF_CORE_READ(inode, i_private);
		prepend_numbered(text, inode);
		prepend_string(text, BPF_CORE_READ(namespace, ops, name));
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
		text->start = PATH_BYTES_MAX;
		text->flags = 0;
	}
	return text;
}

/* What paths of the current task are relative to. */
static __always_inline void read_root(struct path *root)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();

	struct fs_struct *fs = BPF_CORE_READ(task, fs);

	bpf_core_read(root, sizeof(*root), &fs->root);
}

static __always_inline struct mount *mount_of(struct vfsmount *mount)
{
	return (void *)mount - bpf_core_field_offset(struct mount, mnt);
}

static __always_inline struct vfsmount *vfsmount_of(struct mount *mount)
{
	return (void *)mount + bpf_core_field_offset(struct mount, mnt);
}

/* One component: a slash and a name. */
static __always_inline bool prepend_component(struct path_text *text, const void *name, __u32 length)
{
	__u32 start;

	if (!prepend(text, name, length))
		return false;
	start = text->start;
	if (!start) {
		text->flags |= RECORD_TRUNCATED;
		return false;
	}
	start = (start - 1) & START_MASK;
	text->bytes[start] = '/';
	text->start = start;
	return true;
}

enum walk { WALK_ENDED, WALK_GOES_ON };

/* From the root of a mount to the place where it is mounted; ends where it is mounted nowhere. */
static __always_inline enum walk cross_mount(struct path_text *text)
{
	struct mount *mount = mount_of(text->mount);

	COPY(mount_copy, MOUNT_BYTES, mount);

	struct mount *above = FIELD(mount_copy, mount, mnt_parent);

	if (!above || above == mount) {
		text->flags |= RECORD_DETACHED_PATH;
		return WALK_ENDED;
	}
	text->dentry = FIELD(mount_copy, mount, mnt_mountpoint);
	text->mount = vfsmount_of(above);
	text->mount_root = BPF_CORE_READ(above, mnt.mnt_root);
	return WALK_GOES_ON;
}

static __always_inline enum walk step_up(struct path_text *text)
{
	struct dentry *dentry = text->dentry;

	COPY(dentry_copy, DENTRY_BYTES, dentry);

	struct dentry *parent = FIELD(dentry_copy, dentry, d_parent);

	if (!parent || parent == dentry) {
		text->flags |= RECORD_DETACHED_PATH;
		return WALK_ENDED;
	}
	if (!prepend_component(text, FIELD(dentry_copy, dentry, d_name.name), FIELD(dentry_copy, dentry, d_name.len)))
		return WALK_ENDED;
	text->dentry = parent;
	return WALK_GOES_ON;
}

/*
 * A run of what the kernel's prepend_path does, from where the walk stands; without its locks, so that a rename in
 * between may show parts of both names.
 */
__noinline int path_run(__u32 slot)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);

	if (!text)
		return WALK_ENDED;
	for (int i = 0; i < STEPS_PER_RUN; i++) {
		enum walk walk;

		if (text->dentry == text->root.dentry && text->mount == text->root.mnt)
			return WALK_ENDED;
		walk = text->dentry == text->mount_root ? cross_mount(text) : step_up(text);
		if (walk == WALK_ENDED)
			return WALK_ENDED;
	}
	return WALK_GOES_ON;
}

static __always_inline void write_components(struct path_text *text, __u32 slot)
{
	for (int i = 0; i < RUNS_MAX; i++)
		if (path_run(slot) == WALK_ENDED)
			return;
	text->flags |= RECORD_TRUNCATED;
}

/*
 * Writes the path of a dentry on a mount, seen from the current task's root. The addresses are numbers to the verifier.
 */
__noinline int path_write(__u32 slot, __u64 dentry_address, __u64 mount_address)
{
	struct path_text *text = new_path_text(slot);
	struct dentry *dentry = (struct dentry *)dentry_address;
	struct vfsmount *mount = (struct vfsmount *)mount_address;
	struct dentry *parent;
	__u32 end;

	COPY(dentry_copy, DENTRY_BYTES, dentry);
	if (!text)
		return 0;
	text->dentry = dentry;
	text->mount = mount;
	text->mount_root = BPF_CORE_READ(mount, mnt_root);
	parent = FIELD(dentry_copy, dentry, d_parent);
	if (parent == dentry && dentry != text->mount_root) {
		write_placeless(text, dentry);
	} else {
		if (parent != dentry && !FIELD(dentry_copy, dentry, d_hash.pprev))
			PREPEND(text, " (deleted)");
		end = text->start;
		read_root(&text->root);
		write_components(text, slot);
		if (text->start == end)
			PREPEND(text, "/");
	}
	text->length = PATH_BYTES_MAX - text->start;
	return 0;
}

static __always_inline void append_path_text(struct event_header *header, struct text_span *span, __u32 slot)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);

	if (!text)
		return;
	header->flags |= text->flags;
	append_kernel_bytes(header, span, (void *)text->bytes + text->start, text->length);
}

static __always_inline void append_path(struct event_header *header, struct text_span *span, struct dentry *dentry,
					struct vfsmount *mount)
{
	__u32 slot = scratch_of(header)->slot;

	if (!dentry || !mount)
		return;
	path_write(slot, (__u64)dentry, (__u64)mount);
	append_path_text(header, span, slot);
}

static __always_inline void append_file_path(struct event_header *header, struct text_span *span, struct file *file)
{
	append_path(header, span, BPF_CORE_READ(file, f_path.dentry), BPF_CORE_READ(file, f_path.mnt));
}

static __always_inline void append_working_directory(struct event_header *header, struct text_span *span,
						     struct task_struct *task)
{
	append_path(header, span, BPF_CORE_READ(task, fs, pwd.dentry), BPF_CORE_READ(task, fs, pwd.mnt));
}

#endif
