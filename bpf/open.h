/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What an open asks for, by its flags and mode, and what the kernel notes of it in the struct file. */
#ifndef KOSMOS_OPEN_H
#define KOSMOS_OPEN_H

/* include/uapi/asm-generic/fcntl.h */
#define O_ACCMODE 3
#define O_WRONLY 01
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NOCTTY 0400
#define O_TRUNC 01000
#define O_LARGEFILE 0100000
#define O_DIRECTORY 0200000
#define O_CLOEXEC 02000000
#define TMPFILE_BIT 020000000
#define O_TMPFILE (TMPFILE_BIT | O_DIRECTORY)

#define EXECUTE_BITS 0111
#define MODE_BITS 07777

#define FMODE_CREATED 0x100000

static __always_inline bool has_mode(__u32 flags)
{
	return flags & (O_CREAT | TMPFILE_BIT);
}

/*
 * What an open asked for, as far as its class follows from it, with the policy that has the verdict on that class:
 * type, whether it may create a file that can be executed, policy, and flags.
 */
#define REQUEST_TYPE_MASK 0xff
#define REQUEST_EXECUTABLE (1u << 8)
#define REQUEST_POLICY_SHIFT 16
#define REQUEST_POLICY_MASK 0xffff
#define REQUEST_FLAGS_SHIFT 32

static __always_inline __u64 open_request_number(__u32 type, __u32 policy, __u32 flags, __u32 mode)
{
	__u32 low = type | policy << REQUEST_POLICY_SHIFT;

	if (has_mode(flags) && mode & EXECUTE_BITS)
		low |= REQUEST_EXECUTABLE;
	return low | (__u64)flags << REQUEST_FLAGS_SHIFT;
}

#endif
