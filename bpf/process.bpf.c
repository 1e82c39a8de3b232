/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Tasks that come and go. A new task is told by sched_process_fork, before it runs for the first time, so that nothing
 * it does is seen earlier; only a failed call is told at its exit. A thread's end is told by sched_process_exit.
 */

/* exit_code, as wait(2) takes it apart. */
#define SIGNAL_OF(status) ((status) & 0x7f)
#define CORE_BIT 0x80
#define EXIT_VALUE_OF(status) ((status) >> 8 & 0xff)

/* include/uapi/linux/sched.h */
#define CSIGNAL 0xff
#define CLONE_VM 0x100
#define CLONE_VFORK 0x4000

/* clone3 passes its flags in memory, which another thread may have changed since the kernel read them. */
static __always_inline __u64 clone_flags(__u32 type, __u64 first_argument)
{
	__u64 flags = 0;

	if (type == EVENT_VFORK)
		return CLONE_VFORK | CLONE_VM;
	if (type == EVENT_CLONE)
		return first_argument & ~(__u64)CSIGNAL;
	if (type == EVENT_CLONE3)
		bpf_probe_read_user(&flags, sizeof(flags), (const void *)first_argument);
	return flags;
}

static __always_inline void fill_caller(struct clone_event *event, struct task_struct *task)
{
	struct pid_namespace *namespace = pid_namespace_of(thread_pid(task));

	event->virtual_tid = pid_number(thread_pid(task), namespace);
	event->virtual_pid = pid_number(leader_pid(task), namespace);
	event->tty = terminal_of(task);
	event->login_uid = login_uid_of(task);
	bpf_get_current_comm(event->comm, sizeof(event->comm));
}

/*
 * A child is where user space takes it to be unless its parent is not, or it was made right into another group. Told of
 * that, user space says when it agrees.
 */
static __always_inline bool is_born_moved(struct task_struct *child)
{
	struct task_struct *caller = current_task();
	__u32 pid = READ(child, tgid);
	__u32 own_pid = READ(caller, tgid);
	bool is_elsewhere = READ(child, cgroups) != READ(caller, cgroups);

	if (pid == own_pid || (!is_elsewhere && !has_moved(own_pid)))
		return false;
	note_move(pid);
	return true;
}

static __always_inline void fill_child(struct clone_event *event, struct task_struct *child)
{
	struct pid_namespace *namespace = pid_namespace_of(thread_pid(child));

	event->child_start_ns = READ(child, start_boottime);
	event->child_cgroup_id = cgroup_id_of(child);
	event->pidns_init_start_ns = init_start_ns(namespace);
	event->child_tid = READ(child, pid);
	event->child_pid = READ(child, tgid);
	event->child_virtual_tid = pid_number(thread_pid(child), namespace);
	event->child_virtual_pid = pid_number(leader_pid(child), namespace);
	event->child_parent_pid = READ(child, real_parent, tgid);
	event->session_id = host_number(session_pid(child));
	event->process_group = host_number(process_group_pid(child));
	event->virtual_process_group = pid_number(process_group_pid(child), namespace);
	event->child_uid = READ(child, cred, euid.val);
	event->child_gid = READ(child, cred, egid.val);
	if (event->child_cgroup_id != event->header.cgroup_id)
		append_cgroup(&event->header, &event->child_cgroup, child);
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(process_fork, struct task_struct *parent, struct task_struct *child)
{
	__u64 first_argument;
	struct call call = current_call(current_pointer(), &first_argument);
	__u32 type = READ(parent, flags) & PF_KTHREAD ? EVENT_NONE : clone_type_of(call.number, call.abi);
	__u64 result = pid_number(thread_pid(child), pid_namespace_of(thread_pid(parent)));
	bool moved = is_born_moved(child);
	struct clone_event *event;

	/* A task that the kernel makes for itself has no call, and no flags that could be known. */
	if (type == EVENT_NONE) {
		type = EVENT_CLONE;
		first_argument = 0;
	}
	event = begin(type, result, sizeof(*event));
	if (!event)
		return 0;
	mark_abi(&event->header, &call);
	event->clone_flags = clone_flags(type, first_argument);
	fill_caller(event, parent);
	fill_child(event, child);
	if (moved)
		event->header.flags |= RECORD_MOVED;
	submit(event);
	return 0;
}

/* clone, clone3, fork and vfork, failed. */
SEC("tp_btf/sys_exit")
int BPF_PROG(clone_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	__u32 type = event_of_call(regs, &call);
	struct clone_event *event;

	if (result >= 0 || type < EVENT_CLONE || type > EVENT_VFORK)
		return 0;
	event = begin(type, result, sizeof(*event));
	if (!event)
		return 0;
	mark_left_out(event);
	mark_abi(&event->header, &call);
	event->clone_flags = clone_flags(type, argument(regs, &call, 0));
	fill_caller(event, current_task());
	submit(event);
	return 0;
}

/*
 * The children of a group hang on the threads that made them. One that ended a moment before the last may still have
 * them or just have passed them on: the end of the group tells for all.
 */
static __always_inline void fill_heirs(struct procexit_event *event, struct task_struct *task)
{
	bool parent = has_children(task);
	__u32 heir;

	if (!parent && !event->group_dead)
		return;
	heir = heir_of(task);
	if (parent)
		event->reaper_pid = heir;
	if (event->group_dead)
		event->heir_pid = heir;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_exit, struct task_struct *task)
{
	bool group_dead = READ(task, signal, live.counter) == 0;
	struct procexit_event *event = begin(EVENT_PROCEXIT, 0, sizeof(*event));

	if (group_dead)
		forget_move(READ(task, tgid));
	if (!event)
		return 0;
	event->status = READ(task, exit_code);
	event->exit_value = EXIT_VALUE_OF(event->status);
	event->signal = SIGNAL_OF(event->status);
	event->core_dumped = !!(event->status & CORE_BIT);
	event->group_dead = group_dead;
	fill_heirs(event, task);
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	submit(event);
	return 0;
}
