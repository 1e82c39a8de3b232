/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The only way to build a record: begin, fill the fixed part, append texts, submit. begin decides whether there will be
 * a record at all and accounts for it, so that seen = filtered + submitted + dropped holds whatever happens. Texts go
 * one after another behind the fixed part; header.length always says how far the record is filled.
 */
#ifndef KOSMOS_RECORD_H
#define KOSMOS_RECORD_H

/*
 * Programs may be preempted by one another on newer kernels, so counts are atomic although each CPU has its own.
 * Written out because a compiler may choose the form that also fetches the old value, which only 5.12 and later know.
 */
static __always_inline void add(__u64 *to, __u64 amount)
{
	asm volatile("lock *(u64 *)(%0 + 0) += %1" : : "r"(to), "r"(amount) : "memory");
}

#define COUNT(counter) add(&(counter), 1)

/*
 * The compiler may not conclude from what it knows of a value that a bound, which the verifier needs, is superfluous.
 */
#define OPAQUE(value) asm volatile("" : "+r"(value))

/* What the thread table lives on. A call that failed changes nothing, and can be repeated as fast as an open. */
static __always_inline bool is_state_event(__u32 type, __s64 result)
{
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

/* An event that is none of ours to tell, found out before a record was begun. */
static __always_inline void count_filtered(__u32 type)
{
	struct event_counters *count = counters_of(type);

	if (!count)
		return;
	COUNT(count->seen);
	COUNT(count->filtered);
}

static __always_inline struct scratch *scratch_of(struct event_header *header)
{
	return (void *)header - __builtin_offsetof(struct scratch, header);
}

/*
 * One slot, if nobody builds in it. Who adds first and reads 1 has it; two that meet between adding and reading both go
 * away, which costs a record (counted) and never mixes two. Compare-and-exchange is only in 5.12 and later.
 */
static __always_inline bool claim(__u64 *users)
{
	COUNT(*users);
	if (*(volatile __u64 *)users == 1)
		return true;
	add(users, -1);
	return false;
}

static __always_inline struct event_header *claim_scratch(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	for (__u32 i = 0; i < SCRATCH_SLOTS; i++) {
		__u32 key = cpu * SCRATCH_SLOTS + i;
		struct scratch *scratch = bpf_map_lookup_elem(&scratches, &key);

		if (scratch && claim(&scratch->users)) {
			scratch->slot = cpu * PATH_SLOTS + i;
			return &scratch->header;
		}
	}
	return NULL;
}

static __always_inline struct event_header *claim_exec_scratch(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	for (__u32 i = 0; i < EXEC_SLOTS; i++) {
		__u32 key = cpu * EXEC_SLOTS + i;
		struct exec_scratch *scratch = bpf_map_lookup_elem(&exec_scratches, &key);

		if (scratch && claim(&scratch->users)) {
			scratch->slot = cpu * PATH_SLOTS + SCRATCH_SLOTS + i;
			return &scratch->header;
		}
	}
	return NULL;
}

/*
 * Counts the event, and says whether it shall become a record; for all but state events, with the ring's fill by then.
 */
static __always_inline bool admit(__u32 type, __s64 result, struct event_counters *count, __u64 *fill)
{
	COUNT(count->seen);
	if (self_pid && bpf_get_current_pid_tgid() >> 32 == self_pid) {
		COUNT(count->filtered);
		return false;
	}
	if (is_state_event(type, result))
		return true;
	if (!wanted_events[type % EVENT_TYPES_MAX]) {
		COUNT(count->filtered);
		return false;
	}
	*fill = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA);
	if (*fill > reserve_bytes) {
		next_sequence();
		COUNT(count->dropped_reserve);
		return false;
	}
	return true;
}

static __always_inline void fill_header(struct event_header *header, __u32 type, __s64 result, __u32 bytes)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct cred *cred = (struct cred *)BPF_CORE_READ(task, cred);
	__u64 id = bpf_get_current_pid_tgid();

	COPY(cred_copy, CRED_BYTES, cred);

	header->time_ns = bpf_ktime_get_boot_ns();
	header->cgroup_id = bpf_get_current_cgroup_id();
	header->thread_start_ns = BPF_CORE_READ(task, start_boottime);
	header->result = result;
	header->length = bytes;
	header->type = type;
	header->cpu = bpf_get_smp_processor_id();
	header->tid = id;
	header->pid = id >> 32;
	header->uid = FIELD(cred_copy, cred, euid.val);
	header->gid = FIELD(cred_copy, cred, egid.val);
}

/*
 * A zeroed record whose fixed part is `bytes` long, with its header filled; or NULL, and the reason is counted. After
 * it a program must submit. begin_exec gives room for ARGS_BYTES_MAX of text at the end, begin for TEXT_BYTES_MAX.
 */
#define BEGIN(type, result, bytes, claim_it)                                     \
	({                                                                       \
		struct event_counters *count = counters_of(type);                \
		struct event_header *header = NULL;                              \
		__u64 fill = 0;                                                  \
		if (count && admit(type, result, count, &fill)) {                \
			__u64 sequence = next_sequence();                        \
			header = claim_it();                                     \
			if (header) {                                            \
				__builtin_memset(header, 0, bytes);              \
				header->sequence = sequence;                     \
				fill_header(header, type, result, bytes);        \
				scratch_of(header)->fill = fill;                 \
			} else {                                                 \
				COUNT(count->dropped_scratch);                   \
			}                                                        \
		}                                                                \
		header;                                                          \
	})

#define begin(type, result, bytes) ((void *)BEGIN(type, result, bytes, claim_scratch))
#define begin_exec(type, result, bytes) ((void *)BEGIN(type, result, bytes, claim_exec_scratch))

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
	nothing = bpf_ringbuf_reserve(&events, sizeof(__u64), 0);
	if (nothing)
		bpf_ringbuf_discard(nothing, BPF_RB_FORCE_WAKEUP);
}

/*
 * While a reader works its way through a full quarter, every record would find the ring that full, and a wake-up costs
 * more than the record: so there is one in FILL_WAKE_NS, and records in between rely on the reader that it woke.
 */
#define FILL_WAKE_NS 1000000

static __u64 filled_at_ns;

static __always_inline bool wakes_by_fill(struct event_header *header)
{
	if (scratch_of(header)->fill < wake_bytes || header->time_ns - filled_at_ns < FILL_WAKE_NS)
		return false;
	filled_at_ns = header->time_ns;
	return true;
}

static __always_inline __u64 wake_flags(struct event_header *header, __u32 type)
{
	if (consumer_waiting) {
		consumer_waiting = 0;
		return BPF_RB_FORCE_WAKEUP;
	}
	if (is_state_event(type, header->result) || urgent_events[type % EVENT_TYPES_MAX] || wakes_by_fill(header))
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
	error = bpf_ringbuf_output(&events, header, length, flags);
	add(&scratch_of(header)->users, -1);
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

static __always_inline void submit(void *event)
{
	submit_bytes(event, BYTES_AFTER(struct scratch, header));
}

static __always_inline void submit_exec(void *event)
{
	submit_bytes(event, BYTES_AFTER(struct exec_scratch, header));
}

/* Where the next text goes; NULL, and the record marked truncated, when there is no room for a longest one. */
static __always_inline void *text_room(struct event_header *header, __u32 *offset)
{
	__u32 start = header->length;

	OPAQUE(start);
	if (start > TEXT_OFFSET_MAX) {
		header->flags |= RECORD_TRUNCATED;
		return NULL;
	}
	*offset = start;
	return (void *)header + start;
}

static __always_inline void end_text(struct event_header *header, struct text_span *span, __u32 offset, __u32 length)
{
	span->offset = offset;
	span->length = length;
	header->length = offset + length;
}

/* Bytes of the kernel's memory; at most TEXT_BYTES_MAX, more is cut off and marked. */
static __always_inline void append_kernel_bytes(struct event_header *header, struct text_span *span, const void *from,
						__u32 length)
{
	__u32 offset;
	void *room = text_room(header, &offset);

	if (!room)
		return;
	if (length > TEXT_BYTES_MAX) {
		length = TEXT_BYTES_MAX;
		header->flags |= RECORD_TRUNCATED;
	}
	OPAQUE(length);
	if (length > TEXT_BYTES_MAX || bpf_probe_read_kernel(room, length, from))
		return;
	end_text(header, span, offset, length);
}

/*
 * A terminated text in user or kernel memory, read by `read`; at most PATH_BYTES_MAX. The terminator is left out: the
 * helpers count it, except 5.10's in an empty text of user memory.
 */
#define APPEND_STRING(header, span, from, read, mark)                               \
	({                                                                          \
		__u32 offset;                                                       \
		void *room = text_room(header, &offset);                            \
		long length = room ? read(room, PATH_BYTES_MAX + 1, from) : 0;      \
		if (length > PATH_BYTES_MAX)                                        \
			(header)->flags |= RECORD_TRUNCATED;                        \
		if (room && length >= 0)                                            \
			end_text(header, span, offset, length ? length - 1 : 0);    \
		else if (room)                                                      \
			(header)->flags |= (mark);                                  \
	})

static __always_inline void append_kernel_string(struct event_header *header, struct text_span *span, const void *from)
{
	APPEND_STRING(header, span, from, bpf_probe_read_kernel_str, RECORD_TRUNCATED);
}

/* The caller's memory as it is when the call returns: another thread may have changed it since the kernel read it. */
static __always_inline void append_user_string(struct event_header *header, struct text_span *span, __u64 from)
{
	APPEND_STRING(header, span, (const void *)from, bpf_probe_read_user_str, RECORD_FAULT);
}

#endif
