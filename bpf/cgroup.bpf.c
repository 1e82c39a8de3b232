/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Control groups that come and go, which is how containers do. A container runtime makes its directory in every
 * hierarchy of the machine before it starts the first process, and which of them will count cannot be known here: so
 * all are told of in which cgroup_of may find the path of a task, and user space drops what repeats a path.
 */

static __always_inline int tell_cgroup(__u32 type, struct cgroup *cgroup)
{
	struct cgroup_root *root = READ(cgroup, root);
	struct kernfs_node *node = READ(cgroup, kn);
	struct cgroup_event *event;

	if (!is_looked_at(root)) {
		count_filtered(type);
		return 0;
	}
	event = begin(type, 0, sizeof(*event));
	if (!event)
		return 0;
	event->id = READ(node, id);
	event->hierarchy = READ(root, hierarchy_id);
	append_cgroup_path(&event->header, &event->path, node);
	submit(event);
	return 0;
}

/* The kernel does not show the directory yet: nobody can enter it before this record. */
SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_mkdir, struct cgroup *cgroup)
{
	return tell_cgroup(EVENT_CGROUP_MKDIR, cgroup);
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_rmdir, struct cgroup *cgroup)
{
	__u64 key = READ(cgroup, kn, id) << HIERARCHY_BITS | READ(cgroup, root, hierarchy_id);

	bpf_map_delete_elem(&group_policies, &key);
	return tell_cgroup(EVENT_CGROUP_RMDIR, cgroup);
}

/* A process, or a thread of one, is in another group from now on. */
SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(cgroup_attach, struct cgroup *cgroup, const char *path, struct task_struct *task)
{
	if (is_looked_at(READ(cgroup, root)))
		note_move(READ(task, tgid));
	return 0;
}

/* Groups below it have other paths as well now, so other containers perhaps. Only v1 allows it, and nobody does it. */
SEC("tp_btf/cgroup_rename")
int BPF_PROG(cgroup_rename, struct cgroup *cgroup)
{
	if (is_looked_at(READ(cgroup, root)))
		moves_lost = 1;
	return 0;
}
