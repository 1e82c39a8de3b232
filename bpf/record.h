/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The only way to build a record: begin, fill the fixed part, append texts, submit. begin decides whether there will be
 * a record at all and accounts for it, so that seen = filtered + submitted + dropped holds whatever happens; submit
 * copies it to the ring and decides whether the reader is woken.
 */
#ifndef KOSMOS_RECORD_H
#define KOSMOS_RECORD_H

static __always_inline bool is_cgroup_event(__u32 type)
{
	return type == EVENT_CGROUP_MKDIR || type == EVENT_CGROUP_RMDIR;
}

/*
 * What the tables of threads and cgroups live on. A call that failed changes nothing, and can be repeated as fast as an
 * open.
 */
static __always_inline bool is_state_event(__u32 type, __s64 result)
{
	if (is_cgroup_event(type))
		return true;
	return type >= EVENT_EXECVE && type <= EVENT_PROCEXIT && result >= 0;
}

static __always_inline struct event_counters *counters_of(__u32 type)
{
	return bpf_map_lookup_elem(&counters, &type);
}

static __always_inline __u64 next_sequence(void)
{
	__u32 key = 0;
	__u64 *sequence = bpf_map_lookup_elem(&sequences, &key);

	/* Fetching and adding at once is only in 5.12 and later. */
	if (!sequence)
		return 0;
	COUNT(*sequence);
	return *sequence;
}

/*
 * A system call was wanted, but its handler could not be called: user space left it out, or 32 tail calls were used up.
 */
static __always_inline void count_lost_handler(__u32 handler)
{
	/* socketcall is several events in one; its connects are the ones that rules ask for. */
	struct event_counters *count = counters_of(handler < EVENT_TYPES_MAX ? handler : EVENT_CONNECT);

	if (!count)
		return;
	next_sequence();
	COUNT(count->seen);
	COUNT(count->dropped_scratch);
}

/* Goes on in another program; counts the event as lost where that cannot be called. */
static __always_inline void hand_over_as(void *ctx, __u32 handler, __u32 type)
{
	bpf_tail_call(ctx, &handlers, handler);
	count_lost_handler(type);
}

/* The same where the handler is the event's own. */
static __always_inline void hand_over(void *ctx, __u32 handler)
{
	hand_over_as(ctx, handler, handler);
}

/* An event that is none of ours to tell, found out before a record was begun. */
static __always_inline void count_filtered(__u32 type)
{
	struct event_counters *count = counters_of(type);

	if (!count)
		return;
	COUNT(count->seen);
	COUNT(count->filtered);
}

static __always_inline bool is_wanted(__u32 type, __s64 result)
{
	/* "invalid access to map value": else the compiler checks another copy of it than it uses. */
	OPAQUE(type);
	if (type >= EVENT_TYPES_MAX)
		return false;
	return wanted_events[type] || (state_calls[type] && result >= 0);
}

/* Whether somebody wants to know when a call of this type does what another does. */
static __always_inline bool is_told_twice(__u32 type)
{
	OPAQUE(type);
	return type < EVENT_TYPES_MAX && also_told_as[type] && is_wanted(also_told_as[type], 0);
}

static __always_inline bool is_urgent(__u32 type)
{
	return type < EVENT_TYPES_MAX && urgent_events[type];
}

/*
 * Counts the event, and says whether it shall become a record, with the ring's fill by then.
 */
static __always_inline bool admit(__u32 type, __s64 result, struct event_counters *count, __u64 *fill)
{
	COUNT(count->seen);
	if (self_pid && bpf_get_current_pid_tgid() >> 32 == self_pid) {
		COUNT(count->filtered);
		return false;
	}
	if (is_state_event(type, result) || type == EVENT_STREAM) {
		*fill = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA);
		return true;
	}
	if (!is_wanted(type, result)) {
		COUNT(count->filtered);
		return false;
	}
	*fill = bpf_ringbuf_query(own_ring(), BPF_RB_AVAIL_DATA);
	if (*fill > reserve_bytes) {
		next_sequence();
		COUNT(count->dropped_reserve);
		return false;
	}
	return true;
}

/* Who did it, and when. */
static __always_inline void fill_origin(struct event_header *header)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct cred *cred = (struct cred *)READ(task, cred);
	__u64 id = bpf_get_current_pid_tgid();

	COPY(cred_copy, CRED_BYTES, cred);

	header->time_ns = bpf_ktime_get_boot_ns();
	header->cgroup_id = bpf_get_current_cgroup_id();
	header->cpu = bpf_get_smp_processor_id();
	header->tid = id;
	header->pid = id >> 32;
	header->thread_start_ns =
		HAS_TASK_POINTER ? TASK_POINTER->start_boottime : READ(task, start_boottime);
	header->uid = FIELD(cred_copy, cred, euid.val);
	header->gid = FIELD(cred_copy, cred, egid.val);
}

/* Whether the descriptors at hand are those of the record's process: a request of io_uring may end in another. */
static __always_inline bool is_of_current(const struct event_header *header)
{
	return header->pid == bpf_get_current_pid_tgid() >> 32;
}

static __always_inline void fill_header(struct event_header *header, __u32 type, __s64 result, __u32 bytes)
{
	header->result = result;
	header->length = bytes;
	header->type = type;
	fill_origin(header);
}

/* Counts the event, and when it shall become a record, claims a slot for it: its key, and one; else 0. */
#define CLAIM_ADMITTED(type, result, claim_it, record_of, scratch_of)            \
	({                                                                       \
		struct event_counters *count = counters_of(type);                \
		struct event_header *claimed = NULL;                             \
		__u64 fill = 0;                                                  \
		int place = 0;                                                   \
		if (count && admit(type, result, count, &fill)) {                \
			__u64 sequence = next_sequence();                        \
			place = claim_it();                                      \
			claimed = place ? record_of(place - 1) : NULL;           \
			if (claimed) {                                           \
				scratch_of(claimed)->fill = fill;                \
				scratch_of(claimed)->sequence = sequence;        \
			} else {                                                 \
				COUNT(count->dropped_scratch);                   \
			}                                                        \
		}                                                                \
		claimed ? place : 0;                                             \
	})

__noinline int record_claim(__u32 type, __s64 result)
{
	return CLAIM_ADMITTED(type, result, scratch_claim, record_in, scratch_of);
}

/* What the headers of all records hold, of one that is zeroed. */
__noinline int record_head(__u32 key, __u32 type, __s64 result, __u32 bytes)
{
	struct event_header *header = record_in(key);

	if (!header)
		return 0;
	header->sequence = scratch_of(header)->sequence;
	fill_header(header, type, result, bytes);
	return 0;
}

/*
 * A zeroed record whose fixed part is `bytes` long, with its header filled; or NULL, and the reason is counted. After
 * it a program must submit. begin_exec gives room for ARGS_BYTES_MAX of text at the end, begin for TEXT_BYTES_MAX.
 */
static __always_inline void *begin(__u32 type, __s64 result, __u32 bytes)
{
	int place = record_claim(type, result);
	struct event_header *header = place ? record_in(place - 1) : NULL;

	if (!header)
		return NULL;
	__builtin_memset(header, 0, bytes);
	record_head(place - 1, type, result, bytes);
	return header;
}

static __always_inline void *begin_exec(__u32 type, __s64 result, __u32 bytes)
{
	int place = CLAIM_ADMITTED(type, result, claim_exec_scratch, exec_record_in, exec_scratch_of);
	struct event_header *header = place ? exec_record_in(place - 1) : NULL;

	if (!header)
		return NULL;
	__builtin_memset(header, 0, bytes);
	header->sequence = exec_scratch_of(header)->sequence;
	fill_header(header, type, result, bytes);
	return header;
}

/*
 * The other order, for events of which it is known only from their fixed part whether they are sent: prepare, fill,
 * admit_prepared, and submit when that is true. prepare gives NULL, counted, when there is no room to build it in.
 */
static __always_inline void *prepare(__u32 type, __s64 result, __u32 bytes)
{
	int place = scratch_claim();
	struct event_header *header = place ? record_in(place - 1) : NULL;

	if (!header) {
		count_lost_handler(type);
		return NULL;
	}
	__builtin_memset(header, 0, bytes);
	header->type = type;
	header->result = result;
	header->length = bytes;
	return header;
}

__noinline int record_admit(__u32 key)
{
	struct event_header *header = record_in(key);
	struct event_counters *count;
	__u64 fill = 0;

	if (!header)
		return false;
	count = counters_of(header->type);
	if (!count || !admit(header->type, header->result, count, &fill)) {
		release(header);
		return false;
	}
	header->sequence = next_sequence();
	fill_origin(header);
	scratch_of(header)->fill = fill;
	return true;
}

static __always_inline bool admit_prepared(void *event)
{
	return record_admit(scratch_of(event)->key);
}

static __always_inline void mark_abi(struct event_header *header, const struct call *call)
{
	if (call->abi == ABI_COMPAT)
		header->flags |= RECORD_COMPAT;
}

/* Wakes the reader that went to sleep while a record, finished too late for it to see, went in without a wake-up. */
static __always_inline void wake_late_sleeper(void)
{
	void *nothing;

	if (!*(volatile __u32 *)&consumer_waiting)
		return;
	consumer_waiting = 0;
	nothing = bpf_ringbuf_reserve(own_ring(), sizeof(__u64), 0);
	if (nothing)
		bpf_ringbuf_discard(nothing, BPF_RB_FORCE_WAKEUP);
}

/*
 * A wake-up costs more than the record. So there is one in WAKE_NS for the same reason, and records in between rely on
 * the reader that it woke, who looks again some milliseconds later; where those in haste follow one another, every
 * millisecond, without any wake-up.
 */
#define WAKE_NS 1000000

static __u64 woken_for_fill_ns;
static __u64 woken_for_haste_ns;

static __always_inline bool is_due(__u64 *woken_ns, __u64 now_ns)
{
	if ((__s64)(now_ns - *woken_ns) < WAKE_NS)
		return false;
	*woken_ns = now_ns;
	return true;
}

/*
 * Of a new image user space asks more than its record says, as long as the process is there. That others come and go
 * is told by their records alone, which can wait for the next look.
 */
static __always_inline bool is_in_haste(__u32 type, __s64 result)
{
	return (type == EVENT_EXECVE && result >= 0) || is_urgent(type);
}

static __always_inline bool wakes_in_haste(__u64 now_ns)
{
	/* Read first: the reader's line of the cache is left alone where it can be. */
	if (!haste_seen)
		haste_seen = 1;
	return !*(volatile __u32 *)&consumer_looks && is_due(&woken_for_haste_ns, now_ns);
}

static __always_inline __u64 wake_flags(struct event_header *header, __u32 type)
{
	bool haste = is_in_haste(type, header->result) && wakes_in_haste(header->time_ns);

	if (consumer_waiting) {
		consumer_waiting = 0;
		return BPF_RB_FORCE_WAKEUP;
	}
	if (is_cgroup_event(type) || haste)
		return BPF_RB_FORCE_WAKEUP;
	if (scratch_of(header)->fill >= wake_bytes && is_due(&woken_for_fill_ns, header->time_ns))
		return BPF_RB_FORCE_WAKEUP;
	return BPF_RB_NO_WAKEUP;
}

static __always_inline void submit_bytes(struct event_header *header, __u32 bytes_max)
{
	__u32 type = header->type;
	__u32 length = header->length;
	__u64 flags = wake_flags(header, type);
	struct event_counters *count = counters_of(type);
	bool truncated = header->flags & RECORD_TRUNCATED;
	long error;

	/* "R3 min value is negative" or "unbounded memory access" without this: length comes from memory. */
	OPAQUE(length);
	if (length > bytes_max)
		length = bytes_max;
	error = bpf_ringbuf_output(own_ring(), header, length, flags);
	release(header);
	if (count && error)
		COUNT(count->dropped_full);
	if (count && !error)
		COUNT(count->submitted);
	if (count && !error && truncated)
		COUNT(count->truncated);
	if (flags == BPF_RB_NO_WAKEUP)
		wake_late_sleeper();
	/* The wake-up went down with the record; the next one is to make up for it. */
	else if (error)
		consumer_waiting = 1;
}

#define BYTES_AFTER(type, member) (sizeof(type) - __builtin_offsetof(type, member))

__noinline int record_submit(__u32 key)
{
	struct event_header *header = record_in(key);

	if (header)
		submit_bytes(header, BYTES_AFTER(struct scratch, header));
	return 0;
}

static __always_inline void submit(void *event)
{
	record_submit(scratch_of(event)->key);
}

static __always_inline void submit_exec(void *event)
{
	submit_bytes(event, BYTES_AFTER(struct exec_scratch, header));
}

#endif
