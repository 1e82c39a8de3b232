/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Requests of io_uring, told as the system calls that do the same. They never pass a system call's exit: what is asked
 * for is taken when a request is submitted, and told when it completes, or as soon as it is seen to have been carried
 * out. Every function here is left out by the verifier where the kernel's tracepoints do not name the request.
 */

#include "submission.h"
#include "completion.h"

/* --- Looking through what a thread has submitted. --- */

enum look { LOOK, LAST_LOOK };

/*
 * A request gives its names back before it notes its result, so of one that a worker may be at right now nothing is
 * sure. Its completion will tell; without one, the next look.
 */
static __always_inline bool is_done(struct request *request, struct io_kiocb *kiocb, __u32 look)
{
	if (READ(kiocb, flags) & REQUEST_NEEDS_CLEANUP)
		return false;
	if (!request->is_async)
		return true;
	if (!(request->flags & REQUEST_SKIPS_COMPLETION))
		return false;
	if (request->was_done || look == LAST_LOOK)
		return true;
	request->was_done = 1;
	return false;
}

/*
 * Tells the opens of this thread that have been carried out, before what they opened can be closed by the next request
 * of the batch; and drops from the list what has been told.
 */
__noinline int requests_look_through(__u32 look)
{
	__u32 tid = bpf_get_current_pid_tgid();
	struct recent_requests *list;
	__u32 tail;

	if (!watches_requests)
		return 0;
	list = bpf_map_lookup_elem(&recent, &tid);
	if (!list)
		return 0;
	tail = list->tail;
	for (__u32 i = 0; i < RECENT_REQUESTS; i++) {
		__u32 at = tail + i;
		struct io_kiocb *kiocb;
		struct request *request;
		__u64 key;

		if (at == list->head)
			break;
		key = list->keys[at % RECENT_REQUESTS] & ~KEY_SKIPS_COMPLETION;
		kiocb = (struct io_kiocb *)key;
		request = bpf_map_lookup_elem(&requests, &key);
		if (!request && list->keys[at % RECENT_REQUESTS] & KEY_SKIPS_COMPLETION) {
			count_lost_handler(EVENT_OPENAT);
			list->keys[at % RECENT_REQUESTS] = key;
		}
		if (request && is_open(request->type) && !request->is_told && is_done(request, kiocb, look))
			request_tell_open(key, READ(kiocb, cqe.res));
		if (at == list->tail && (!request || request->is_told))
			list->tail = at + 1;
	}
	return 0;
}

/* It is about to leave the list: of an open without a completion nothing else would tell. */
static __always_inline void part_with(__u64 key)
{
	if (key & KEY_SKIPS_COMPLETION)
		request_tell_open(key & ~KEY_SKIPS_COMPLETION, RESULT_UNKNOWN);
}

static __always_inline void remember(const struct request *request, __u64 key)
{
	__u32 tid = bpf_get_current_pid_tgid();
	struct recent_requests *list = bpf_map_lookup_elem(&recent, &tid);
	__u32 at;

	if (!list) {
		__u32 zero = 0;
		void *zeros = bpf_map_lookup_elem(&blank, &zero);

		if (zeros)
			bpf_map_update_elem(&recent, &tid, zeros, BPF_ANY);
		list = bpf_map_lookup_elem(&recent, &tid);
	}
	if (!list)
		return;
	at = list->head;
	if (at - list->tail >= RECENT_REQUESTS) {
		part_with(list->keys[at % RECENT_REQUESTS]);
		list->tail = at - RECENT_REQUESTS + 1;
	}
	if (request->flags & REQUEST_SKIPS_COMPLETION)
		key |= KEY_SKIPS_COMPLETION;
	list->keys[at % RECENT_REQUESTS] = key;
	list->head = at + 1;
}

/* An argument as a number: global functions take no other. */
static __always_inline __u64 hook_argument(unsigned long long *ctx, int index)
{
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), &ctx[index]);
	return value;
}

/* Requests have come by of which no completion was seen: an io_kiocb that is used again may still stand for one. */
static __u8 leaves_requests;

/* The result stays in an io_kiocb until its next request has one. */
static __always_inline void settle_former(__u64 key)
{
	struct request *former = bpf_map_lookup_elem(&requests, &key);

	if (!former)
		return;
	if (!former->is_told)
		tell_request(former, key, READ((struct io_kiocb *)key, cqe.res));
	forget_request(former, key);
}

static __always_inline int take_submission(unsigned long long *ctx)
{
	__u64 key = hook_argument(ctx, 0);
	struct request *request;

	requests_look_through(LOOK);
	if (leaves_requests)
		settle_former(key);
	if (!request_keep(key))
		return 0;
	request = bpf_map_lookup_elem(&requests, &key);
	if (!request)
		return 0;
	if (is_open(request->type))
		remember(request, key);
	if (!(request->flags & REQUEST_SKIPS_COMPLETION))
		return 0;
	leaves_requests = 1;
	/* No completion comes of it but of its failure, so it is told as done; opens, once they are. */
	if (!is_open(request->type)) {
		tell_request(request, key, 0);
		request->is_told = 1;
	}
	return 0;
}

/* Since 6.4. */
SEC("?tp_btf/io_uring_submit_req")
int BPF_PROG(uring_submit)
{
	return take_submission(ctx);
}

/* Up to 6.3. */
SEC("?tp_btf/io_uring_submit_sqe")
int BPF_PROG(uring_submit_old)
{
	return take_submission(ctx);
}

SEC("?tp_btf/io_uring_queue_async_work")
int BPF_PROG(uring_hand_over)
{
	__u64 key = hook_argument(ctx, 0);
	struct request *request = bpf_map_lookup_elem(&requests, &key);

	if (request)
		request->is_async = 1;
	return 0;
}

static __always_inline void mark_linked(__u64 key)
{
	struct request *request = bpf_map_lookup_elem(&requests, &key);

	if (request)
		request->is_linked = 1;
}

/* A request and the one that it comes after. */
SEC("?tp_btf/io_uring_link")
int BPF_PROG(uring_link)
{
	mark_linked(hook_argument(ctx, 0));
	mark_linked(hook_argument(ctx, 1));
	return 0;
}

/*
 * Before a thread waits, for another one may close what the batch has opened; after each round of the thread that polls
 * a queue; and when a thread ends: what it leaves behind are the opens of which no completion comes. One program at all
 * three hooks, since the verifier walks each as if there were no other.
 */
SEC("?raw_tp")
int uring_look(void *ctx)
{
	__u32 tid = bpf_get_current_pid_tgid();
	bool ends = READ(current_task(), flags) & PF_EXITING;

	requests_look_through(ends ? LAST_LOOK : LOOK);
	if (ends)
		bpf_map_delete_elem(&recent, &tid);
	return 0;
}

/* What was told as done and fails is told again; opens are told when it is known. */
static __always_inline void tell_completion(struct request *request, __u64 key, __s64 result)
{
	if (!request->is_told || (result < 0 && !is_open(request->type)))
		tell_request(request, key, result);
	forget_request(request, key);
}

/* A request that failed was perhaps never submitted; of another that is unknown its submission went by unseen. */
static __always_inline void count_unknown(struct io_kiocb *kiocb, __s64 result)
{
	__u8 op = READ(kiocb, opcode) % URING_OPS_MAX;

	if (result >= 0 && wanted_requests[op])
		count_lost_handler(wanted_requests[op]);
}

/* The third argument, and what follows it, differs between kernels; completions beside a request's own name none. */
SEC("?tp_btf/io_uring_complete")
int BPF_PROG(uring_complete)
{
	__u64 key = hook_argument(ctx, 1);
	struct io_kiocb *kiocb = (struct io_kiocb *)key;
	struct request *request;
	__s64 result;

	if (!key)
		return 0;
	result = READ(kiocb, cqe.res);
	request = bpf_map_lookup_elem(&requests, &key);
	if (request)
		tell_completion(request, key, result);
	else
		count_unknown(kiocb, result);
	return 0;
}

/* The request that a worker of the kernel is at; 0 for any other thread. */
static __always_inline __u64 request_of_worker(void)
{
	struct task_struct *task = current_task();
	struct io_worker *worker = NULL;
	struct io_wq_work *work = NULL;

	if (READ(task, flags) & PF_IO_WORKER)
		worker = READ(task, worker_private);
	if (worker)
		work = READ(worker, cur_work);
	return work ? (__u64)work - bpf_core_field_offset(struct io_kiocb, work) : 0;
}

/* A completion without its request. */
struct lone_completion {
	__u64 ring;
	__u64 user_data;
	__s64 result;
	__u64 key; /* of its request, once that is found */
};

/*
 * Many may have the same user_data: the one that is meant has its result already. An open that still holds its names
 * has not, whatever its io_kiocb's former request has left there.
 */
static long compare_request(void *map, const __u64 *key, struct request *request,
			    struct lone_completion *sought)
{
	struct io_kiocb *kiocb = (struct io_kiocb *)*key;

	if (request->ring != sought->ring || request->user_data != sought->user_data)
		return 0;
	if (is_open(request->type) && READ(kiocb, flags) & REQUEST_NEEDS_CLEANUP)
		return 0;
	if (READ(kiocb, cqe.res) != sought->result)
		return 0;
	sought->key = *key;
	return 1;
}

/*
 * The key of the request that a completion is of; 0: not there. All that are kept are looked through, for a process
 * could else hide what it does by letting completions pile up. A function of its own for the stack's sake.
 */
__noinline __u64 request_found(__u64 ring, __u64 user_data, __s64 result)
{
	struct lone_completion sought = { .ring = ring, .user_data = user_data, .result = result };

	bpf_for_each_map_elem(&requests, compare_request, &sought, 0);
	return sought.key;
}

/* A completion that finds its queue full is told here alone, and without its request. */
SEC("?tp_btf/io_uring_cqe_overflow")
int BPF_PROG(uring_overflow)
{
	__s64 result = (__s32)hook_argument(ctx, 2);
	__u64 key = request_of_worker();
	struct request *request;

	if (!key)
		key = request_found(hook_argument(ctx, 0), hook_argument(ctx, 1), result);
	request = bpf_map_lookup_elem(&requests, &key);
	if (request)
		tell_completion(request, key, result);
	else
		leaves_requests = 1;
	return 0;
}

/* The batch that it submitted is through. Its own event, where a rule wants it, is told as that of any other call. */
SEC("tp_btf/sys_exit")
int BPF_PROG(uring_enter_exit)
{
	requests_look_through(LOOK);
	if (wanted_events[EVENT_IO_URING_ENTER])
		hand_over_as(ctx, HANDLER_CALL, EVENT_IO_URING_ENTER);
	return 0;
}
