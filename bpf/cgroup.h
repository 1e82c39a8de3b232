/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The cgroup of a task: its directory in the v2 hierarchy, and where that says nothing (hosts of v1, where every task
 * sits in the v2 root) the first v1 hierarchy, of those that container runtimes always use, in which the task has a
 * place. Where both hierarchies are used, older runtimes put their containers into v1 alone and leave them in the v2
 * directory of their own service: then v1 is asked as well.
 */
#ifndef KOSMOS_CGROUP_H
#define KOSMOS_CGROUP_H

#define CGROUP_DEPTH_MAX 32

/* Directories of containers are named after their ids: 64 hexadecimal digits, and what a runtime puts around them. */
#define CONTAINER_ID_CHARS 64

/* The v2 hierarchy is the first that the kernel makes. */
#define DEFAULT_HIERARCHY 0

static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *node)
{
	/* parent became __parent in 6.15, when it came under RCU. */
	if (bpf_core_field_exists(node->__parent))
		return READ(node, __parent);
	return READ((struct kernfs_node___old *)node, parent);
}

static __always_inline struct kernfs_node *default_cgroup(struct task_struct *task)
{
	return READ(task, cgroups, dfl_cgrp, kn);
}

static __always_inline __u64 cgroup_id_of(struct task_struct *task)
{
	return READ(default_cgroup(task), id);
}

static __always_inline struct cgroup_subsys_state *controller_state(struct css_set *set, __u32 controller)
{
	return LOAD(struct cgroup_subsys_state *,
		    (void *)set + bpf_core_field_offset(struct css_set, subsys) + controller * sizeof(void *));
}

/* The directory in the v1 hierarchy of a controller; NULL when that is its root, or v2 has the controller. */
static __always_inline struct kernfs_node *controller_cgroup(struct css_set *set, __u32 controller)
{
	struct cgroup_subsys_state *state = controller_state(set, controller);
	struct kernfs_node *node;

	if (READ(state, cgroup, root, hierarchy_id) == DEFAULT_HIERARCHY)
		return NULL;
	node = READ(state, cgroup, kn);
	return kernfs_parent(node) ? node : NULL;
}

static __always_inline __u32 controller_hierarchy(struct css_set *set, __u32 controller)
{
	return READ(controller_state(set, controller), cgroup, root, hierarchy_id);
}

#define TRY_CONTROLLER(set, node, controller)                                                         \
	do {                                                                                          \
		if (!(node) && bpf_core_enum_value_exists(enum cgroup_subsys_id, controller))         \
			(node) = controller_cgroup(set, bpf_core_enum_value(enum cgroup_subsys_id, controller)); \
	} while (0)

/* The same, with the number of the hierarchy. */
#define TRY_CONTROLLER_OF(set, node, hierarchy, controller)                                                       \
	do {                                                                                                      \
		if (!(node)) {                                                                                    \
			TRY_CONTROLLER(set, node, controller);                                                    \
			if (node)                                                                                 \
				hierarchy = controller_hierarchy(                                                 \
					set, bpf_core_enum_value(enum cgroup_subsys_id, controller));             \
		}                                                                                                 \
	} while (0)

/* Whether the directory's name is long enough for a container's id. A function, so that it has a stack of its own. */
__noinline int may_name_container(__u64 node_address)
{
	char name[CONTAINER_ID_CHARS + 1];
	struct kernfs_node *node = (struct kernfs_node *)node_address;

	return bpf_probe_read_kernel_str(name, sizeof(name), READ(node, name)) == sizeof(name);
}

static __always_inline struct kernfs_node *cgroup_of(struct task_struct *task)
{
	struct css_set *set = READ(task, cgroups);
	struct kernfs_node *root = default_cgroup(task);
	struct kernfs_node *node = NULL;

	if (kernfs_parent(root) && may_name_container((__u64)root))
		return root;
	TRY_CONTROLLER(set, node, memory_cgrp_id);
	TRY_CONTROLLER(set, node, cpu_cgrp_id);
	TRY_CONTROLLER(set, node, pids_cgrp_id);
	if (!node || (kernfs_parent(root) && !may_name_container((__u64)node)))
		return root;
	return node;
}

/* Writes the name of a cgroup before what is there; gives the one above it, 0 above the root and without room. */
__noinline __u64 cgroup_write_name(__u32 slot, __u64 node_address)
{
	struct kernfs_node *node = (struct kernfs_node *)node_address;
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct kernfs_node *parent = kernfs_parent(node);

	if (!text || !parent)
		return 0;
	if (prepend_string(text, READ(node, name)) && PREPEND(text, "/"))
		return (__u64)parent;
	text->flags |= RECORD_TRUNCATED;
	return 0;
}

/* Writes the path of a cgroup in its hierarchy. */
__noinline int cgroup_write(__u32 slot, __u64 node_address)
{
	struct path_text *text = new_path_text(slot);
	__u64 node = node_address;

	if (!text)
		return 0;
	for (int i = 0; i < CGROUP_DEPTH_MAX && node; i++)
		node = cgroup_write_name(slot, node);
	if (node && kernfs_parent((struct kernfs_node *)node))
		text->flags |= RECORD_TRUNCATED;
	if (text->start == PATH_END)
		PREPEND(text, "/");
	text->length = PATH_END - text->start;
	return 0;
}

static __always_inline void append_cgroup_path(struct event_header *header, struct text_span *span,
					       struct kernfs_node *node)
{
	__u32 slot = scratch_of(header)->slot;

	cgroup_write(slot, (__u64)node);
	append_path_text(header, span, slot);
}

static __always_inline void append_cgroup(struct event_header *header, struct text_span *span, struct task_struct *task)
{
	append_cgroup_path(header, span, cgroup_of(task));
}

#define HAS_CONTROLLER(controllers, controller)                               \
	(bpf_core_enum_value_exists(enum cgroup_subsys_id, controller) &&     \
	 (controllers) >> bpf_core_enum_value(enum cgroup_subsys_id, controller) & 1)

/* Whether cgroup_of may name a directory of this hierarchy. */
static __always_inline bool is_looked_at(struct cgroup_root *root)
{
	__u32 controllers = READ(root, subsys_mask);

	return READ(root, hierarchy_id) == DEFAULT_HIERARCHY ||
	       HAS_CONTROLLER(controllers, memory_cgrp_id) || HAS_CONTROLLER(controllers, cpu_cgrp_id) ||
	       HAS_CONTROLLER(controllers, pids_cgrp_id);
}

#endif
