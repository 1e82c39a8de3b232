/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What the kernel knows of a task: its ids as each pid namespace numbers them, its relatives, terminal, memory and
 * credentials. What cannot be read any more, of a task that is going away, gives zeros, never a fault.
 */
#ifndef KOSMOS_TASK_H
#define KOSMOS_TASK_H

#define PF_EXITING 0x00000004
#define PF_KTHREAD 0x00200000

#define RLIMIT_NOFILE 7

#define LOGIN_UID_UNSET 0xffffffffu

static __always_inline struct task_struct *current_task(void)
{
	return (struct task_struct *)bpf_get_current_task();
}

/* --- Ids. A struct pid has one number per level of namespaces, level 0 being the host's. --- */

static __always_inline struct upid *upid_at(struct pid *pid, __u32 level)
{
	return (void *)pid + bpf_core_field_offset(struct pid, numbers) + level * bpf_core_type_size(struct upid);
}

static __always_inline struct pid_namespace *pid_namespace_of(struct pid *pid)
{
	__u32 level = READ(pid, level);

	return READ(upid_at(pid, level), ns);
}

/* Global: several are asked for, one after another, and each could end in four ways. */
__noinline __u32 number_in(__u64 pid_address, __u64 namespace_address)
{
	struct pid_namespace *namespace = (struct pid_namespace *)namespace_address;
	struct pid *pid = (struct pid *)pid_address;
	__u32 level = READ(namespace, level);

	if (!pid || level > READ(pid, level))
		return 0;
	if (READ(upid_at(pid, level), ns) != namespace)
		return 0;
	return READ(upid_at(pid, level), nr);
}

/* The number of pid in a namespace; 0 when it cannot be seen from there. */
static __always_inline __u32 pid_number(struct pid *pid, struct pid_namespace *namespace)
{
	return number_in((__u64)pid, (__u64)namespace);
}

static __always_inline __u32 host_number(struct pid *pid)
{
	return pid ? READ(upid_at(pid, 0), nr) : 0;
}

static __always_inline struct pid *thread_pid(struct task_struct *task)
{
	return READ(task, thread_pid);
}

static __always_inline struct pid *leader_pid(struct task_struct *task)
{
	return READ(task, group_leader, thread_pid);
}

static __always_inline struct pid *process_group_pid(struct task_struct *task)
{
	return READ(task, signal, pids[PIDTYPE_PGID]);
}

static __always_inline struct pid *session_pid(struct task_struct *task)
{
	return READ(task, signal, pids[PIDTYPE_SID]);
}

static __always_inline __u64 init_start_ns(struct pid_namespace *namespace)
{
	return READ(namespace, child_reaper, start_boottime);
}

/* --- What a task is and has. --- */

/* As the kernel hands device numbers to user space (new_encode_dev); 0 without a controlling terminal. */
static __always_inline __u32 terminal_of(struct task_struct *task)
{
	struct tty_struct *tty = READ(task, signal, tty);
	__u32 major, minor;

	if (!tty)
		return 0;
	major = READ(tty, driver, major);
	minor = READ(tty, driver, minor_start) + READ(tty, index);
	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

static __always_inline __u32 login_uid_of(struct task_struct *task)
{
	if (bpf_core_field_exists(task->loginuid))
		return READ(task, loginuid.val);
	return LOGIN_UID_UNSET;
}

/* kernel_cap_t is eight bytes in every version, only its members have changed (6.3). */
static __always_inline __u64 capabilities(const kernel_cap_t *from)
{
	return LOAD(__u64, from);
}

/* mm_struct.rss_stat: MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES */
enum { FILE_PAGES, ANONYMOUS_PAGES, SWAP_ENTRIES, SHARED_PAGES };

#define PAGE_KB 4

/*
 * Since 6.2 part of the count is still with the CPUs when it is read: a young process may show less than it has, and a
 * count that is below zero for that reason is shown as zero.
 */
#define PAGES_KB(mm, kind)                                                                                \
	({                                                                                                \
		__s64 pages = 0;                                                                          \
		if (bpf_core_field_exists(struct mm_struct___old, rss_stat.count))                        \
			pages = READ((struct mm_struct___old *)(mm), rss_stat.count[kind].counter); \
		else if (bpf_core_field_exists(struct mm_struct, rss_stat[0].count))                      \
			pages = READ(mm, rss_stat[kind].count);                                  \
		pages > 0 ? (__u64)pages * PAGE_KB : 0;                                                   \
	})

/* 0 for a task that has left its namespaces, as one that ends does. */
static __always_inline __u32 mount_namespace_of(struct task_struct *task)
{
	return READ(task, nsproxy, mnt_ns, ns.inum);
}

/* The file behind a descriptor of a task, now; NULL when there is none. */
static __always_inline struct file *file_in(struct task_struct *task, __u32 fd)
{
	struct fdtable *table = READ(task, files, fdt);

	return fd < READ(table, max_fds) ? LOAD(struct file *, &READ(table, fd)[fd]) : NULL;
}

/* Global, because it is asked for in many places, and the first step from the task is dear to the verifier. */
__noinline __u64 file_at(__u32 fd)
{
	struct fdtable *table;

	if (HAS_TASK_POINTER) {
		table = TASK_POINTER->files->fdt;
		return fd < table->max_fds ? (__u64)LOAD(struct file *, &table->fd[fd]) : 0;
	}
	return (__u64)file_in(current_task(), fd);
}

/* The file behind a descriptor of the current task, now; NULL when there is none. */
static __always_inline struct file *file_of(__s32 fd)
{
	return fd >= 0 ? (struct file *)file_at(fd) : NULL;
}

/* --- Who inherits the children of a task that ends, as the kernel's find_new_reaper decides. --- */

#define GROUP_THREADS_MAX 32
#define ANCESTORS_MAX 32

/*
 * Whether a thread of the group, a struct signal_struct, is not ending; looks at the first GROUP_THREADS_MAX threads.
 * The loops here are global functions so that the verifier does not walk what follows once for each way out of them.
 */
__noinline int has_living_thread(__u64 group_address)
{
	struct signal_struct *group = (struct signal_struct *)group_address;
	struct list_head *end = (void *)group + bpf_core_field_offset(struct signal_struct, thread_head);
	struct list_head *node = READ(group, thread_head.next);

	for (int i = 0; i < GROUP_THREADS_MAX; i++) {
		struct task_struct *thread = (void *)node - bpf_core_field_offset(struct task_struct, thread_node);

		if (!node || node == end)
			break;
		if (!(READ(thread, flags) & PF_EXITING))
			return 1;
		node = READ(node, next);
	}
	return 0;
}

static __always_inline bool has_children(struct task_struct *task)
{
	struct list_head *end = (void *)task + bpf_core_field_offset(struct task_struct, children);

	return READ(task, children.next) != end;
}

/* What is below it is no address of the kernel's, but the number of a process. */
#define KERNEL_ADDRESSES (1ull << 63)

/*
 * The process, when it can inherit, else the address of the task above it; 0 above the last one. Only within the pid
 * namespace: who was put into a container by exec leaves its children to the container's init.
 */
__noinline __u64 subreaper_or_parent(__u64 task_address, __u32 level)
{
	struct task_struct *task = (struct task_struct *)task_address;
	struct signal_struct *group;

	if (!READ(task, pid) || READ(task, thread_pid, level) != level)
		return 0;
	group = READ(task, signal);
	if (BPF_CORE_READ_BITFIELD_PROBED(group, is_child_subreaper) && has_living_thread((__u64)group))
		return (__u32)READ(task, tgid);
	return (__u64)READ(task, real_parent);
}

static __always_inline __u32 subreaper_from(struct task_struct *parent, __u32 level)
{
	__u64 at = (__u64)parent;

	for (int i = 0; i < ANCESTORS_MAX && at >= KERNEL_ADDRESSES; i++)
		at = subreaper_or_parent(at, level);
	return at < KERNEL_ADDRESSES ? at : 0;
}

/* The thread group in the host's ids that a task's children go to when it ends now, whether it has any or not. */
static __always_inline __u32 heir_of(struct task_struct *task)
{
	struct signal_struct *group = READ(task, signal);
	__u32 heir = 0;

	if (has_living_thread((__u64)group))
		return READ(task, tgid);
	if (BPF_CORE_READ_BITFIELD_PROBED(group, has_child_subreaper))
		heir = subreaper_from(READ(task, real_parent), READ(task, thread_pid, level));
	return heir ? heir : (__u32)READ(pid_namespace_of(thread_pid(task)), child_reaper, tgid);
}

#endif
