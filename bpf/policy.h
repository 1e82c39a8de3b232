/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What is left out before a record is begun. User space derives policies from the rules, one for each kind of container
 * and one for the host's processes: a verdict for each class of events. A policy is found by the control group of the
 * current task. Whatever is in doubt has none, and all its events are sent: a group that user space has not judged yet,
 * a process that has changed groups. Classes are those of src/Probe.Engine/Policies/EventClasses.cs.
 */
#ifndef KOSMOS_POLICY_H
#define KOSMOS_POLICY_H

/* --- Classes: an event's own number; opens and the events of sockets have one for each combination of facts. --- */

#define CLASS_FIRST_OPEN 256
#define CLASSES_OF_OPEN 128
#define CLASS_FIRST_SOCKET 768
#define CLASSES_OF_SOCKET 64
#define CLASSES_MAX 1216

/* Of an open; each a function of what its record says. */
enum open_facts {
	FACT_NONE = 0,
	FACT_FAILED = 1,
	FACT_DIRECTORY = 2,
	FACT_CREATED = 4, /* or one without a name */
	FACT_READ = 8,
	FACT_WRITE = 16,
	FACT_EXECUTABLE = 32, /* may create a file with the right to be executed */
	FACT_CREATE = 64,     /* may create a file */
};

/* Of a socket and its other end; what came of the call is above it, at OUTCOME_SHIFT. */
enum socket_kind {
	KIND_NONE,
	KIND_UNIX,
	KIND_NETLINK,
	KIND_OTHER,
	KIND_V4_UNSPECIFIED, /* from here on four each: no address, this host, a private network, elsewhere */
	KIND_V4_LOOPBACK,
	KIND_V4_PRIVATE,
	KIND_V4_ELSEWHERE,
	KIND_V6_UNSPECIFIED,
	KIND_V6_LOOPBACK,
	KIND_V6_PRIVATE,
	KIND_V6_ELSEWHERE,
	KIND_MAPPED_UNSPECIFIED, /* IPv4 through a socket of IPv6 */
	KIND_MAPPED_LOOPBACK,
	KIND_MAPPED_PRIVATE,
	KIND_MAPPED_ELSEWHERE,
};

#define OUTCOME_SHIFT 4

enum socket_outcome {
	OUTCOME_DONE,
	OUTCOME_IN_PROGRESS,
	OUTCOME_FAILED,
};

enum verdict {
	VERDICT_LEAVE_OUT,
	VERDICT_SEND,
	VERDICT_FIRST_FILTER, /* from here on: ask the filter of this verdict's number in struct policy */
};

#define POLICY_FILTERS_MAX 64

/*
 * The verdict under the number of an event with facts, which is none of its classes, is VERDICT_LEAVE_OUT when all of
 * its classes are left out, so that the facts need not be known.
 */
struct policy {
	__u8 verdicts[CLASSES_MAX];
	__u16 filters[POLICY_FILTERS_MAX]; /* in the map of that name */
};

/* A policy is not changed once a group has it, and its number not used again for a while: user space sees to that. */
#define POLICIES_MAX 256

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, POLICIES_MAX);
	__type(key, __u32);
	__type(value, struct policy);
} policies SEC(".maps");

/* --- Groups. --- */

enum group_flags {
	GROUP_ROOT = 1,            /* of its hierarchy */
	GROUP_NAMES_CONTAINER = 2, /* by the length of its name, as may_name_container says */
	GROUP_DECIDES = 4,         /* a v2 group: no v1 hierarchy needs to be asked */
};

struct group_policy {
	__u32 policy;
	__u32 flags; /* enum group_flags */
};

/*
 * By the number of a group's directory << HIERARCHY_BITS | its hierarchy; numbers are never used twice. Only user space
 * adds to it, all groups that it has judged, the host's as well. A plain hash: of one that forgets what was used least
 * the groups of quiet containers would be sent in full just when they do something.
 */
#define HIERARCHY_BITS 16

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, struct group_policy);
} group_policies SEC(".maps");

/* 1 while the policies are what the rules in force allow. */
__u32 policies_in_force = 0;

/* 1 sends what is left out as well, marked RECORD_LEFT_OUT, so that user space can prove that no rule needs it. */
__u32 policies_proven = 0;

/* --- Processes that changed groups. --- */

/*
 * User space takes a process for one of its former group until it executes something, and of a container's for good
 * when it goes to a group of the host. Those in between have no policy: when they changed by thread group, until user
 * space says that it agrees, or they end.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, __u64);
} moved_processes SEC(".maps");

/* How many are in it; 1 in moves_lost when one found no room, or a group was renamed: then nobody has a policy. */
__u64 moves_kept = 0;
__u32 moves_lost = 0;

static __always_inline bool has_moved(__u32 pid)
{
	return moves_kept && bpf_map_lookup_elem(&moved_processes, &pid);
}

static __always_inline void note_move(__u32 pid)
{
	__u64 now = bpf_ktime_get_boot_ns();
	bool is_new = !bpf_map_lookup_elem(&moved_processes, &pid);

	if (bpf_map_update_elem(&moved_processes, &pid, &now, BPF_ANY))
		moves_lost = 1;
	else if (is_new)
		COUNT(moves_kept);
}

static __always_inline void forget_move(__u32 pid)
{
	if (moves_kept && !bpf_map_delete_elem(&moved_processes, &pid))
		add(&moves_kept, -1);
}

/* --- The policy of the current task; the choice among its groups is that of cgroup_of. --- */

static __always_inline struct group_policy *policy_of_group(__u64 id, __u32 hierarchy)
{
	__u64 key = id << HIERARCHY_BITS | hierarchy;

	if (hierarchy >> HIERARCHY_BITS || id >> (64 - HIERARCHY_BITS))
		return NULL;
	return bpf_map_lookup_elem(&group_policies, &key);
}

/* A directory of a v1 hierarchy; all zero: none. */
struct group_place {
	__u64 id;
	__u32 hierarchy;
	__u32 pad0;
};

static __always_inline bool has_parent(struct kernfs_node *node)
{
	if (bpf_core_field_exists(node->__parent))
		return node->__parent;
	return ((struct kernfs_node___old *)node)->parent;
}

/*
 * As TRY_CONTROLLER, by loads: the pointers come from the current task, and the verifier knows where they lead. But it
 * looks through all types of the kernel for each of them, so only the first hierarchy, which is most often the one, is
 * asked like this.
 */
#define TRY_CONTROLLER_PLACE(set, place, controller)                                                             \
	do {                                                                                                     \
		if (!(place).hierarchy && bpf_core_enum_value_exists(enum cgroup_subsys_id, controller)) {       \
			struct cgroup_subsys_state *state =                                                      \
				(set)->subsys[bpf_core_enum_value(enum cgroup_subsys_id, controller)];           \
			struct cgroup *group = state->cgroup;                                                    \
			__u32 hierarchy = group->root->hierarchy_id;                                             \
			if (hierarchy != DEFAULT_HIERARCHY && has_parent(group->kn)) {                           \
				(place).hierarchy = hierarchy;                                                   \
				(place).id = group->kn->id;                                                      \
			}                                                                                        \
		}                                                                                                \
	} while (0)

static __always_inline struct group_place v1_place(struct task_struct *current)
{
	struct group_place place = {};

	if (HAS_TASK_POINTER) {
		struct task_struct *task = bpf_get_current_task_btf();
		struct css_set *set = task->cgroups;

		TRY_CONTROLLER_PLACE(set, place, memory_cgrp_id);
	}
	if (!place.hierarchy) {
		struct css_set *set = READ(current, cgroups);
		struct kernfs_node *node = NULL;
		__u32 hierarchy = 0;

		TRY_CONTROLLER_OF(set, node, hierarchy, memory_cgrp_id);
		TRY_CONTROLLER_OF(set, node, hierarchy, cpu_cgrp_id);
		TRY_CONTROLLER_OF(set, node, hierarchy, pids_cgrp_id);
		place.hierarchy = hierarchy;
		place.id = node ? READ(node, id) : 0;
	}
	return place;
}

static __always_inline bool decides(const struct group_policy *group)
{
	return !group || group->flags & GROUP_DECIDES;
}

/* The policy of a task in a v2 group, `first`, and a place in v1. */
static __always_inline const struct group_policy *policy_among(const struct group_policy *first,
							       const struct group_place *place)
{
	const struct group_policy *second;

	if (decides(first) || !place->hierarchy)
		return first;
	second = policy_of_group(place->id, place->hierarchy);
	if (!second || first->flags & GROUP_ROOT || second->flags & GROUP_NAMES_CONTAINER)
		return second;
	return first;
}

static __always_inline bool has_policies(void)
{
	return policies_in_force && !moves_lost && !(moves_kept && has_moved(bpf_get_current_pid_tgid() >> 32));
}

/*
 * The groups that were last asked for on a CPU, and their policy: to look them up costs more than all else of a call
 * that is left out. Several for each CPU, so that containers which share one do not drive each other out. Only sys_exit
 * comes here, and it does not interrupt itself: nobody writes what another one is reading.
 */
#define MEMOS_LOG2 3

struct policy_memo {
	__u64 stamp; /* of policies_stamp when it was asked */
	__u64 default_id;
	struct group_place place; /* zeros where there is none */
	__u32 number;
	__u32 has_place; /* 0: the v2 group decides */
	__u64 pad0[3]; /* one cache line */
};

/* User space sizes it per CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << MEMOS_LOG2);
	__type(key, __u32);
	__type(value, struct policy_memo);
} policy_memos SEC(".maps");

/* Raised by user space after each change of group_policies. */
__u64 policies_stamp = 1;

/* By the address of the set of groups, which tasks of the same groups share: a guess where to look, and no more. */
static __always_inline struct policy_memo *likely_memo(struct task_struct *current)
{
	__u64 set = (__u64)READ(current, cgroups);
	__u32 key = bpf_get_smp_processor_id() << MEMOS_LOG2 | (set * SPREAD) >> (64 - MEMOS_LOG2);

	return bpf_map_lookup_elem(&policy_memos, &key);
}

static __always_inline __u32 number_among(const struct group_policy *first, const struct group_place *place)
{
	const struct group_policy *group = policy_among(first, place);

	return group ? group->policy : POLICIES_MAX;
}

/* Asks, and keeps the answer. */
static __always_inline __u32 remember_policy(struct policy_memo *memo, struct task_struct *current, __u64 default_id)
{
	__u64 stamp = *(volatile __u64 *)&policies_stamp;
	const struct group_policy *first = policy_of_group(default_id, DEFAULT_HIERARCHY);
	struct group_place place = v1_place(current);

	memo->place = place;
	memo->has_place = !decides(first);
	memo->default_id = default_id;
	memo->number = number_among(first, &place);
	memo->stamp = stamp;
	return memo->number;
}

static __always_inline bool is_about(const struct policy_memo *memo, struct task_struct *current, __u64 default_id)
{
	struct group_place place;

	if (memo->stamp != *(volatile __u64 *)&policies_stamp || memo->default_id != default_id)
		return false;
	if (!memo->has_place)
		return true;
	place = v1_place(current);
	return memo->place.id == place.id && memo->place.hierarchy == place.hierarchy;
}

/* POLICIES_MAX: there is none. */
static __always_inline __u32 find_policy_number(struct task_struct *current)
{
	struct policy_memo *memo = likely_memo(current);
	__u64 default_id = cgroup_id_of(current);

	if (!memo || !has_policies())
		return POLICIES_MAX;
	return is_about(memo, current, default_id) ? memo->number : remember_policy(memo, current, default_id);
}

/* What was found for the call that sys_exit is at, for the programs that it calls; alone in its cache line. */
struct call_policy {
	__u32 number;
	__u32 pad0[15];
};

/* User space sizes it per CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct call_policy);
} call_policies SEC(".maps");

/* POLICIES_MAX: there is none. */
static __always_inline __u32 find_call_policy(struct task_struct *current)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct call_policy *call = bpf_map_lookup_elem(&call_policies, &cpu);

	if (!call)
		return POLICIES_MAX;
	call->number = find_policy_number(current);
	return call->number;
}

static __always_inline __u32 call_policy_number(void)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct call_policy *call = bpf_map_lookup_elem(&call_policies, &cpu);

	return call ? call->number : POLICIES_MAX;
}

/* NULL: everything is sent. */
static __always_inline const struct policy *call_policy(void)
{
	__u32 number = call_policy_number();

	return bpf_map_lookup_elem(&policies, &number);
}

/* Whether no event of this type is to be sent; state calls that worked are sent in any case. */
static __always_inline bool leaves_out(const struct policy *policy, __u32 type, __s64 result)
{
	OPAQUE(type); /* as in is_wanted */
	return policy && type < EVENT_TYPES_MAX && !policy->verdicts[type] && !(state_calls[type] && result >= 0);
}

static __always_inline bool has_facts(__u32 type)
{
	return (type >= EVENT_OPEN && type <= EVENT_SENDMMSG) || (type >= EVENT_RECVFROM && type <= EVENT_RECVMMSG);
}

static __always_inline __u32 verdict_of(const struct policy *policy, __u32 class)
{
	return class < CLASSES_MAX ? policy->verdicts[class] : VERDICT_SEND;
}

/*
 * Before the event's program is called; of an open, where it is left out whatever its facts are. What is done with
 * sockets goes to its program in any case, which notes where a socket leads and forgets addresses.
 */
static __always_inline bool leaves_out_unseen(__u32 number, __u32 type, __s64 result)
{
	const struct policy *policy = bpf_map_lookup_elem(&policies, &number);

	if (policies_proven || (has_facts(type) && !is_open(type)) || !leaves_out(policy, type, result))
		return false;
	/* What it may be told as, too, somebody may be waiting for. */
	return !is_told_twice(type) || leaves_out(policy, also_told_as[type], result);
}

/* Likewise of what is told twice, one at a time. Global: walked once for both. */
__noinline int leaves_out_told(__u32 type, __s64 result)
{
	return !policies_proven && leaves_out(call_policy(), type, result);
}

/*
 * Of an event without facts that was not left out because that is to be proven. Asked anew: it may be one that no call
 * has told.
 */
__noinline int record_mark_left_out(__u32 key)
{
	const struct group_policy *first = policy_of_group(bpf_get_current_cgroup_id(), DEFAULT_HIERARCHY);
	struct group_place place = v1_place(current_task());
	struct event_header *header = record_in(key);
	__u32 number = number_among(first, &place);

	if (header && has_policies() && !has_facts(header->type) && !is_state_event(header->type, header->result) &&
	    leaves_out(bpf_map_lookup_elem(&policies, &number), header->type, header->result))
		header->flags |= RECORD_LEFT_OUT;
	return 0;
}

static __always_inline void mark_left_out(void *event)
{
	if (policies_proven)
		record_mark_left_out(scratch_of(event)->key);
}

/* Among seen and filtered; user space adds it to both. */
static __always_inline void count_left_out(__u32 type)
{
	struct event_counters *count = counters_of(type);

	if (count)
		COUNT(count->left_out);
}

#endif
