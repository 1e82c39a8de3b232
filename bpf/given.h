/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Descriptors that come with messages (SCM_RIGHTS), out of the control data that the kernel wrote for the caller. */
#ifndef KOSMOS_GIVEN_H
#define KOSMOS_GIVEN_H

#define SOL_SOCKET 1
#define SCM_RIGHTS 1

/* Headers of a message's control data that are looked at; the kernel puts few before the descriptors. */
#define CONTROLS_MAX 8

/* What both forms of struct cmsghdr have behind their length, with the first of the data. */
struct control {
	__s32 level;
	__s32 type;
	__u32 descriptors[STANDARD_DESCRIPTOR_MAX + 1];
};

/* Reads what there is of a header; its length, data included. */
static __always_inline __u64 read_control(struct control *control, __u64 from, __u64 end, __u32 is_short)
{
	__u32 width = is_short ? sizeof(__u32) : sizeof(__u64);
	__u64 rest = end - from - width;
	__u64 length = 0;

	if (from + width > end)
		return 0;
	bpf_probe_read_user(&length, width, (const void *)from);
	if (rest > sizeof(*control))
		rest = sizeof(*control);
	/* "R2 min value is negative" on 5.10, as in data_append. */
	OPAQUE(rest);
	rest &= 31;
	if (rest > sizeof(*control))
		return 0;
	bpf_probe_read_user(control, rest, (const void *)(from + width));
	return length;
}

/*
 * Which of the standard descriptors came with a message whose header is there: bit i stands for descriptor i. The
 * kernel gives the lowest that are free, so they are the first of all that came.
 */
__noinline int descriptors_given(__u64 header, __u32 is_short)
{
	struct call call = { .short_pointers = is_short };
	struct message message = {};
	__u64 at, end;
	int given = 0;

	read_message(&call, header, &message);
	at = message.control;
	end = at + message.control_length;
	for (__u32 i = 0; i < CONTROLS_MAX; i++) {
		__u32 head = is_short ? 12 : 16;
		struct control control = {};
		__u64 length = at ? read_control(&control, at, end, is_short) : 0;

		if (length < head || length > end - at)
			break;
		if (control.level == SOL_SOCKET && control.type == SCM_RIGHTS)
			for (__u32 place = 0; place <= STANDARD_DESCRIPTOR_MAX; place++)
				if (length >= head + (place + 1) * sizeof(__u32) &&
				    control.descriptors[place] <= STANDARD_DESCRIPTOR_MAX)
					given |= 1 << control.descriptors[place];
		at += is_short ? (length + 3) & ~3ull : (length + 7) & ~7ull;
	}
	return given;
}

__noinline int descriptors_given_from(__u64 messages, __u32 count, __u32 is_short, __u32 first)
{
	struct call call = { .short_pointers = is_short };
	int given = 0;

	for (__u32 i = 0; i < MESSAGES_PER_RUN; i++) {
		if (first + i >= count)
			break;
		given |= descriptors_given(messages + (first + i) * MMSGHDR_BYTES(&call), is_short);
	}
	return given;
}

/* The same of several messages. */
__noinline int descriptors_given_by(__u64 messages, __u32 count, __u32 is_short)
{
	int given = 0;

	for (__u32 i = 0; i < MESSAGE_RUNS_MAX; i++) {
		if (i * MESSAGES_PER_RUN >= count)
			break;
		given |= descriptors_given_from(messages, count, is_short, i * MESSAGES_PER_RUN);
	}
	return given;
}

static __always_inline bool is_of_messages(__u32 type)
{
	return type == EVENT_RECVMSG || type == EVENT_RECVMMSG;
}

/* Whether descriptors may have come by a call, and somebody wants to know; of several messages it is not looked up. */
static __always_inline bool brings_descriptors(__u32 type, __u64 messages, __u32 is_short, __s64 result)
{
	__u64 at = is_short ? __builtin_offsetof(struct compat_msghdr, control_length)
			    : __builtin_offsetof(struct native_msghdr, control_length);
	__u64 length = 0;

	if (!is_of_messages(type) || result < 0 || !is_told_twice(type))
		return false;
	if (type == EVENT_RECVMMSG)
		return true;
	bpf_probe_read_user(&length, is_short ? sizeof(__u32) : sizeof(__u64), (const void *)(messages + at));
	return length;
}

#endif
