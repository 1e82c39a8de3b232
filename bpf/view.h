/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Another name of an opened file: the one that it has in its mount namespace without the mount, or the root, by which
 * it was reached. A bind mount and a tree without a place show a part of a file system that is mounted elsewhere as
 * well; what a task with a root of its own sees lies somewhere in the namespace. The name is put together by the same
 * walk, through the other mount, when the file is opened: a namespace that lives a moment has it, too.
 *
 * Which mount that is, is sought once and kept until the namespace changes: by mnt_namespace.event, which every mount
 * and umount sets to a number that the namespace never had before. A new copy of one begins with 0, which says nothing.
 */
#ifndef KOSMOS_VIEW_H
#define KOSMOS_VIEW_H

/* 1 while a rule asks what a file's name looks like, and files count by other names. */
__u8 other_names_wanted = 0;

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct view_key);
	__type(value, struct view);
} views SEC(".maps");

/* Mounts of a file system that are looked at: those of all namespaces. */
#define VIEW_STEPS 8
#define VIEW_RUNS_MAX 256

/* In the place of a mount: there may be one, but not all could be looked at. */
#define VIEW_UNKNOWN 1ull

/* Mounts on top of one another at the root of a namespace, and directories above the root of a mount. */
#define TOPS_MAX 8
#define ABOVE_MAX 128

/* Number of the last change in the task's mount namespace; 0: not to be had. */
static __always_inline __u64 mounts_event(void)
{
	if (HAS_TASK_POINTER)
		return TASK_POINTER->nsproxy->mnt_ns->event;
	return READ(current_task(), nsproxy, mnt_ns, event);
}

/* Whether a dentry is another one or lies below it. */
__noinline int lies_below(__u64 dentry_address, __u64 above)
{
	struct dentry *dentry = (struct dentry *)dentry_address;
	struct dentry *parent;

	for (int i = 0; i < ABOVE_MAX; i++) {
		if ((__u64)dentry == above)
			return true;
		parent = READ(dentry, d_parent);
		if (!parent || parent == dentry)
			return false;
		dentry = parent;
	}
	return false;
}

/* Whether a root is that of its namespace: nothing but mounts over mounts is above it. */
static __always_inline bool is_at_top(const struct path *root)
{
	struct mount *mount = mount_of(root->mnt);
	struct dentry *dentry = root->dentry;

	for (int i = 0; i < TOPS_MAX; i++) {
		struct mount *above;

		COPY(copy, MOUNT_BYTES, mount);

		if (dentry != FIELD(copy, mount, mnt.mnt_root))
			return false;
		above = FIELD(copy, mount, mnt_parent);
		if (!above || above == mount)
			return true;
		dentry = FIELD(copy, mount, mnt_mountpoint);
		mount = above;
	}
	return false;
}

/* --- The mounts of a file system: a list, of another shape up to 6.17. --- */

/*
 * What leaves the older list while it is walked points nowhere: a walk that does not end where it began has not seen
 * all. The newer one keeps what leaves it in place for as long as a program runs.
 */
static __always_inline struct mount *mount_in_list(struct list_head *entry, struct view_search *search)
{
	if (entry == &((struct super_block___old *)search->super)->s_mounts)
		search->has_seen_all = true;
	if (!entry || search->has_seen_all)
		return NULL;
	return (void *)entry - bpf_core_field_offset(struct mount___old, mnt_instance);
}

static __always_inline struct mount *first_mount(struct view_search *search)
{
	struct super_block *super = search->super;

	if (bpf_core_field_exists(struct mount, mnt_next_for_sb))
		return READ(super, s_mounts);
	return mount_in_list(READ((struct super_block___old *)super, s_mounts.next), search);
}

static __always_inline struct mount *mount_after(struct mount *mount, struct view_search *search)
{
	struct mount *next;

	if (!bpf_core_field_exists(struct mount, mnt_next_for_sb))
		return mount_in_list(READ((struct mount___old *)mount, mnt_instance.next), search);
	next = READ(mount, mnt_next_for_sb);
	search->has_seen_all = !next;
	return next;
}

/* Smaller for what was mounted first, which the older list begins with. */
static __always_inline __u64 age_number(struct mount *mount, const struct view_search *search)
{
	if (bpf_core_field_exists(mount->mnt_id_unique))
		return READ(mount, mnt_id_unique);
	return search->steps;
}

/* Takes a mount that shows more of the file system than what was found, or as much and for longer. */
static __always_inline void consider(struct view_search *search, struct mount *mount)
{
	struct dentry *root = READ(mount, mnt.mnt_root);
	__u64 age = age_number(mount, search);

	if (!lies_below((__u64)search->root, (__u64)root))
		return;
	if (search->found && root == search->found_root) {
		if (age >= search->found_age)
			return;
	} else if (search->found && !lies_below((__u64)search->found_root, (__u64)root)) {
		return;
	}
	search->found = mount;
	search->found_root = root;
	search->found_age = age;
}

__noinline int view_run(__u32 slot)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct view_search *search;

	if (!text)
		return WALK_ENDED;
	search = &text->search;
	for (int i = 0; i < VIEW_STEPS; i++) {
		struct mount *mount = search->next;

		if (!mount)
			return WALK_ENDED;
		search->next = mount_after(mount, search);
		search->steps++;
		if (mount == search->own || mount == search->same)
			continue;
		if (READ(mount, mnt_ns) == search->namespace)
			consider(search, mount);
	}
	return WALK_GOES_ON;
}

/* A root that nothing is above: its mount shows all of the file system. */
static __always_inline bool is_whole_root(struct dentry *root)
{
	return root && READ(root, d_parent) == root;
}

/*
 * The root of the namespace, or behind another root the file's own mount, is looked at before the list, in which a
 * process can put as many mounts as it likes: where it shows all of the file system, no other one can show more.
 */
__noinline int view_first(__u32 slot)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct view_search *search;
	struct mount *likely;
	struct dentry *root;

	if (!text || text->search.has_seen_all)
		return 0;
	search = &text->search;
	likely = search->top ? search->top : mount_of((struct vfsmount *)search->key.mount);
	root = READ(likely, mnt.mnt_root);
	if (likely != search->same && READ(likely, mnt_ns) == search->namespace &&
	    READ(root, d_sb) == search->super)
		consider(search, likely);
	if (search->found && is_whole_root(root))
		search->has_seen_all = true;
	else
		search->next = first_mount(search);
	return 0;
}

/* The search begins: what it is about, and whether there is anything to look for. */
__noinline int view_begin(__u32 slot)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct view_search *search;
	struct mount *own;
	struct dentry *root;
	bool is_rooted;

	if (!text)
		return 0;
	search = &text->search;
	own = mount_of((struct vfsmount *)search->key.mount);
	root = READ(own, mnt.mnt_root);
	is_rooted = !is_at_top(&text->root);
	search->namespace = READ(current_task(), nsproxy, mnt_ns);
	search->is_of_namespace = READ(own, mnt_ns) == search->namespace;
	search->found = NULL;
	search->steps = 0;
	search->root = root;
	search->super = READ(root, d_sb);
	search->next = NULL;
	search->top = is_rooted ? NULL : mount_of(text->root.mnt);
	search->own = is_rooted ? NULL : own;
	/* Bound onto itself: the names are the same. */
	search->same = NULL;
	if (!is_rooted && READ(own, mnt_mountpoint) == root)
		search->same = READ(own, mnt_parent);
	search->has_seen_all = !is_rooted && own == search->top;
	return 0;
}

__noinline int view_walk(__u32 slot)
{
	for (int i = 0; i < VIEW_RUNS_MAX; i++)
		if (view_run(slot) == WALK_ENDED)
			break;
	return 0;
}

/* What was asked last in a slot is asked again most of the time. */
static __always_inline void keep_last(struct view_search *search)
{
	search->last = search->key;
	search->last_view = search->view;
}

static __always_inline bool is_last(const struct view_search *search)
{
	return search->view.event && search->view.event == search->last_view.event &&
	       search->key.mount == search->last.mount && search->key.root_mount == search->last.root_mount &&
	       search->key.root == search->last.root;
}

__noinline int view_end(__u32 slot)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct view_search *search;

	if (!text)
		return 0;
	search = &text->search;
	/* The root shows a part only, as a subvolume does: the file may lie in it. */
	if (!search->found && search->top && search->top != search->own &&
	    lies_below((__u64)text->root.dentry, (__u64)search->root))
		search->found = search->top;
	search->view.mount = (__u64)search->found;
	if (!search->has_seen_all && !(search->found && is_whole_root(search->found_root)))
		search->view.mount = VIEW_UNKNOWN;
	/* A list that broke off is walked again; one that is too long would be each time. */
	if (search->view.event && search->is_of_namespace && (search->has_seen_all || search->next)) {
		bpf_map_update_elem(&views, &search->key, &search->view, BPF_ANY);
		keep_last(search);
	}
	return 0;
}

/*
 * Finds the mount through which a file may have another name than the one whose path was just written to the slot, and
 * leaves it in the slot. False: there is none.
 */
__noinline int view_find(__u32 slot)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct view *known;

	if (!text || !text->search.dentry)
		return false;
	text->search.key.root_mount = (__u64)text->root.mnt;
	text->search.key.root = (__u64)text->root.dentry;
	text->search.view.event = mounts_event();
	if (is_last(&text->search)) {
		text->search.view.mount = text->search.last_view.mount;
		return text->search.view.mount != 0;
	}
	known = bpf_map_lookup_elem(&views, &text->search.key);
	if (known && known->event && known->event == text->search.view.event) {
		text->search.view.mount = known->mount;
		keep_last(&text->search);
	} else {
		view_begin(slot);
		view_first(slot);
		view_walk(slot);
		view_end(slot);
	}
	return text->search.view.mount != 0;
}

/*
 * Writes the other name of the file whose path was just written to the slot over it. False: it has none, and the slot
 * holds nothing of use. Where that is not known the text is empty, and marked RECORD_TRUNCATED.
 */
static __always_inline bool write_other_name(__u32 slot)
{
	struct path_text *text;

	if (!other_names_wanted || !view_find(slot))
		return false;
	text = bpf_map_lookup_elem(&paths, &slot);
	if (!text)
		return false;
	if (text->search.view.mount == VIEW_UNKNOWN) {
		text->length = 0;
		text->flags = RECORD_TRUNCATED;
		return true;
	}
	text->is_whole = true;
	path_write(slot, text->search.dentry, text->search.view.mount + bpf_core_field_offset(struct mount, mnt));
	text->is_whole = false;
	text->flags &= ~RECORD_DETACHED_PATH;
	/* Else the file system's root was reached: the mount does not show the file. */
	return text->dentry == text->mount_root;
}

/* Behind the file's path, which is still in the slot. */
static __always_inline void append_other_name(struct event_header *header, struct text_span *span)
{
	__u32 slot = scratch_of(header)->slot;

	if (is_of_current(header) && write_other_name(slot))
		append_path_text(header, span, slot);
}

#endif
