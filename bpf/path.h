/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Paths out of kernel objects, as readlink of /proc/self/fd/N would show them: by walking dentries up to the task's
 * root, over mounts. The walk is a global function, which the verifier looks at once, whoever calls it and however
 * often: that is what makes a path of PATH_BYTES_MAX one-letter names possible within its limits.
 */
#ifndef KOSMOS_PATH_H
#define KOSMOS_PATH_H

/*
 * Names and mount crossings: those of one run, the runs that one call makes, and the calls that a path of
 * PATH_BYTES_MAX can take. What the verifier walks is their sum, not their product.
 */
#define STEPS_PER_RUN 4
#define RUNS_PER_CALL 32
#define CALLS_MAX (PATH_BYTES_MAX / 2 / STEPS_PER_RUN / RUNS_PER_CALL + 1)

/* The same of what is above a path that is too long: 16,384 in all. */
#define CLIMB_STEPS 8
#define CLIMBS_PER_CALL 64
#define CLIMB_CALLS_MAX 32

/* What paths of the current task are relative to. */
static __always_inline void read_root(struct path *root)
{
	if (HAS_TASK_POINTER) {
		struct fs_struct *fs = TASK_POINTER->fs;

		root->mnt = fs->root.mnt;
		root->dentry = fs->root.dentry;
	} else {
		struct task_struct *task = (struct task_struct *)bpf_get_current_task();
		struct fs_struct *fs = READ(task, fs);

		root->mnt = READ(fs, root.mnt);
		root->dentry = READ(fs, root.dentry);
	}
}

static __always_inline struct mount *mount_of(struct vfsmount *mount)
{
	return (void *)mount - bpf_core_field_offset(struct mount, mnt);
}

static __always_inline struct vfsmount *vfsmount_of(struct mount *mount)
{
	return (void *)mount + bpf_core_field_offset(struct mount, mnt);
}

enum walk { WALK_ENDED, WALK_GOES_ON };

/* From the root of a mount to the place where it is mounted; ends where it is mounted nowhere. */
static __always_inline enum walk cross_mount(struct path_text *text)
{
	struct mount *mount = mount_of(text->mount);
	struct mount *above = READ(mount, mnt_parent);

	if (!above || above == mount) {
		text->flags |= RECORD_DETACHED_PATH;
		return WALK_ENDED;
	}
	text->dentry = READ(mount, mnt_mountpoint);
	text->mount = vfsmount_of(above);
	text->mount_root = READ(above, mnt.mnt_root);
	return WALK_GOES_ON;
}

static __always_inline enum walk step_up(struct path_text *text)
{
	struct dentry *dentry = text->dentry;

	COPY_FROM(copy, DENTRY_BYTES, dentry, d_parent);

	struct dentry *parent = FIELD_FROM(copy, dentry, d_parent, d_parent);

	if (!parent || parent == dentry) {
		text->flags |= RECORD_DETACHED_PATH;
		return WALK_ENDED;
	}
	if (!prepend_component(text, FIELD_FROM(copy, dentry, d_parent, d_name.name),
			       FIELD_FROM(copy, dentry, d_parent, d_name.len)))
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

__noinline int path_runs(__u32 slot)
{
	for (int i = 0; i < RUNS_PER_CALL; i++)
		if (path_run(slot) == WALK_ENDED)
			return WALK_ENDED;
	return WALK_GOES_ON;
}

static __always_inline void write_components(struct path_text *text, __u32 slot)
{
	for (int i = 0; i < CALLS_MAX; i++)
		if (path_runs(slot) == WALK_ENDED)
			return;
	text->flags |= RECORD_TRUNCATED;
}

/* --- What is above a path that is too long: its first names, which say where it lies. --- */

/* On from where the walk stands, without writing the names. */
__noinline int path_climb(__u32 slot)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct dentry *dentry, *parent;

	if (!text)
		return WALK_ENDED;
	for (int i = 0; i < CLIMB_STEPS; i++) {
		dentry = text->dentry;
		if (dentry == text->root.dentry && text->mount == text->root.mnt)
			return WALK_ENDED;
		if (dentry == text->mount_root) {
			if (cross_mount(text) == WALK_ENDED)
				return WALK_ENDED;
			continue;
		}
		parent = READ(dentry, d_parent);
		if (!parent || parent == dentry) {
			text->flags |= RECORD_DETACHED_PATH;
			return WALK_ENDED;
		}
		text->firsts[text->climbed & (FIRST_NAMES_MAX - 1)] = dentry;
		text->climbed++;
		text->dentry = parent;
	}
	return WALK_GOES_ON;
}

__noinline int path_climbs(__u32 slot)
{
	for (int i = 0; i < CLIMBS_PER_CALL; i++)
		if (path_climb(slot) == WALK_ENDED)
			return WALK_ENDED;
	return WALK_GOES_ON;
}

/* Puts one of the names behind the head, as it was numbered by the climb. False when there is no room for it. */
__noinline int path_head_name(__u32 slot, __u32 number)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct dentry *dentry;
	__u32 length, at;

	if (!text)
		return false;
	dentry = text->firsts[number & (FIRST_NAMES_MAX - 1)];
	length = READ(dentry, d_name.len);
	at = text->head_length;
	OPAQUE(at);
	OPAQUE(length);
	if (length > NAME_BYTES_MAX || at >= HEAD_BYTES_MAX || at + length >= HEAD_BYTES_MAX)
		return false;
	text->head[at] = '/';
	bpf_probe_read_kernel(&text->head[at + 1], length & NAME_BYTES_MAX, READ(dentry, d_name.name));
	text->head_length = at + 1 + length;
	return true;
}

/* Puts the head before the path; with a mark between them where names are missing. */
static __always_inline void prepend_head(struct path_text *text, bool is_whole)
{
	static const char gap[4] = "/...";
	__u32 length = text->head_length;
	__u32 start = text->start;

	if (is_whole) {
		text->flags &= ~RECORD_TRUNCATED;
	} else {
		start = (start - sizeof(gap)) & START_MASK;
		__builtin_memcpy(&text->bytes[start], gap, sizeof(gap));
	}
	OPAQUE(length);
	if (length > HEAD_BYTES_MAX)
		return;
	start = (start - length) & START_MASK;
	bpf_probe_read_kernel(&text->bytes[start], length, text->head);
	text->start = start;
}

/* Where the beginning of a path had no room: its first names, as far as HEAD_BYTES_MAX and the climb go. */
static __always_inline void write_first_names(struct path_text *text, __u32 slot)
{
	enum walk walk = WALK_GOES_ON;
	__u32 names = 0;

	text->climbed = 0;
	text->head_length = 0;
	for (int i = 0; i < CLIMB_CALLS_MAX && walk == WALK_GOES_ON; i++)
		walk = path_climbs(slot);
	for (; walk == WALK_ENDED && names < FIRST_NAMES_MAX; names++)
		if (names >= text->climbed || !path_head_name(slot, text->climbed - 1 - names))
			break;
	prepend_head(text, names == text->climbed);
}

/*
 * Writes the path of a dentry on a mount, seen from the current task's root; from that of the namespace where the slot
 * says so. The addresses are numbers to the verifier.
 */
__noinline int path_write(__u32 slot, __u64 dentry_address, __u64 mount_address)
{
	struct path_text *text = new_path_text(slot);
	struct dentry *dentry = (struct dentry *)dentry_address;
	struct vfsmount *mount = (struct vfsmount *)mount_address;
	struct dentry *parent;
	__u32 end;

	if (!text)
		return 0;
	if (!text->is_whole) {
		text->search.dentry = dentry_address;
		text->search.key.mount = mount_address;
	}
	text->dentry = dentry;
	text->mount = mount;
	text->mount_root = READ(mount, mnt_root);
	parent = READ(dentry, d_parent);
	if (parent == dentry && dentry != text->mount_root) {
		write_placeless(text, slot, dentry);
		text->search.dentry = 0;
	} else {
		if (parent != dentry && !READ(dentry, d_hash.pprev))
			PREPEND(text, " (deleted)");
		end = text->start;
		read_root(&text->root);
		if (text->is_whole)
			text->root.dentry = NULL;
		write_components(text, slot);
		if (text->flags & RECORD_TRUNCATED)
			write_first_names(text, slot);
		if (text->start == end)
			PREPEND(text, "/");
	}
	text->length = PATH_END - text->start;
	return 0;
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
	append_path(header, span, READ(file, f_path.dentry), READ(file, f_path.mnt));
}

static __always_inline void append_working_directory(struct event_header *header, struct text_span *span,
						     struct task_struct *task)
{
	append_path(header, span, READ(task, fs, pwd.dentry), READ(task, fs, pwd.mnt));
}

#define AT_FDCWD (-100)

/* The directory that a name of the call starts from, unless a request of io_uring ended in another process. */
static __always_inline void append_start(struct event_header *header, struct text_span *span, __s32 dirfd)
{
	struct file *file;

	if (!is_of_current(header))
		return;
	if (dirfd == AT_FDCWD) {
		append_working_directory(header, span, current_task());
		return;
	}
	file = file_of(dirfd);
	if (file)
		append_file_path(header, span, file);
}

#endif
