/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What the kernel says of a file: its times, its layer in an overlay, whether it is a memfd, and who may write it. */
#ifndef KOSMOS_INODE_H
#define KOSMOS_INODE_H

#define OVERLAYFS_SUPER_MAGIC 0x794c7630

#define SB_RDONLY 1
#define S_IMMUTABLE 8

#define S_IFMT 0170000
#define S_IWUSR 0200
#define S_IWGRP 0020
#define S_IWOTH 0002

#define CAP_DAC_OVERRIDE 1

#define NS_PER_SECOND 1000000000ull

static __always_inline __u64 nanoseconds(struct timespec64 time)
{
	return time.tv_sec * NS_PER_SECOND + time.tv_nsec;
}

/* Since 6.13 the top bit of i_ctime_nsec is the kernel's own mark (I_CTIME_QUERIED). */
#define CTIME_NSEC_MASK 0x7fffffff

/* i_ctime became __i_ctime in 6.6, two numbers in 6.11. */
static __always_inline __u64 change_time_ns(struct inode *inode)
{
	struct timespec64 time = {};

	if (bpf_core_field_exists(inode->i_ctime_sec)) {
		time.tv_sec = READ(inode, i_ctime_sec);
		time.tv_nsec = READ(inode, i_ctime_nsec) & CTIME_NSEC_MASK;
	} else if (bpf_core_field_exists(struct inode___v67, __i_ctime)) {
		bpf_core_read(&time, sizeof(time), &((struct inode___v67 *)inode)->__i_ctime);
	} else {
		bpf_core_read(&time, sizeof(time), &((struct inode___old *)inode)->i_ctime);
	}
	return nanoseconds(time);
}

/* i_mtime became __i_mtime in 6.7, two numbers in 6.11. */
static __always_inline __u64 modification_time_ns(struct inode *inode)
{
	struct timespec64 time = {};

	if (bpf_core_field_exists(inode->i_mtime_sec)) {
		time.tv_sec = READ(inode, i_mtime_sec);
		time.tv_nsec = READ(inode, i_mtime_nsec);
	} else if (bpf_core_field_exists(struct inode___v67, __i_mtime)) {
		bpf_core_read(&time, sizeof(time), &((struct inode___v67 *)inode)->__i_mtime);
	} else {
		bpf_core_read(&time, sizeof(time), &((struct inode___old *)inode)->i_mtime);
	}
	return nanoseconds(time);
}

enum layer { LAYER_NONE, LAYER_UPPER, LAYER_LOWER };

/*
 * The directory of an overlay, a file system of this magic number, in which the file lies. struct ovl_inode is a
 * module's; in every version so far its pointer to the upper dentry comes right after the struct inode inside it.
 */
static __always_inline enum layer layer_in(unsigned long magic, struct inode *inode)
{
	if (magic != OVERLAYFS_SUPER_MAGIC)
		return LAYER_NONE;
	return LOAD(void *, (void *)inode + bpf_core_type_size(struct inode)) ? LAYER_UPPER : LAYER_LOWER;
}

/* Files of memfd_create have a name that begins so, and no directory. */
static __always_inline bool is_memfd(struct file *file)
{
	struct dentry *dentry = READ(file, f_path.dentry);
	char name[8] = {};

	if (READ(dentry, d_parent) != dentry)
		return false;
	bpf_probe_read_kernel(name, sizeof(name) - 1, READ(dentry, d_name.name));
	return name[0] == 'm' && name[1] == 'e' && name[2] == 'm' && name[3] == 'f' && name[4] == 'd' && name[5] == ':';
}

/* Log2 of NGROUPS_MAX, and one. */
#define GROUPS_SEARCH_MAX 17

#define GROUP_FOUND (~0ull)

/*
 * Where in a struct group_info a group is still to be looked for: from the lower half of `range` up to before the upper
 * one. Global: what the loop leaves different the verifier need not follow.
 */
__noinline __u64 narrow_groups(__u64 groups, __u64 range, __u32 gid)
{
	__u32 low = range;
	__u32 high = range >> 32;
	__u32 middle = ((__u64)low + high) / 2;
	__u32 found;

	if (low >= high)
		return 0;
	found = LOAD(__u32, (void *)groups + bpf_core_field_offset(struct group_info, gid) + middle * sizeof(found));
	if (found == gid)
		return GROUP_FOUND;
	return found < gid ? (__u64)high << 32 | (middle + 1) : (__u64)middle << 32 | low;
}

/* The supplementary groups are sorted. */
static __always_inline bool in_group(const struct cred *cred, __u32 gid)
{
	struct group_info *groups = READ(cred, group_info);
	__u64 range = (__u64)READ(groups, ngroups) << 32;

	if (READ(cred, fsgid.val) == gid)
		return true;
	for (int i = 0; i < GROUPS_SEARCH_MAX && range && range != GROUP_FOUND; i++)
		range = narrow_groups((__u64)groups, range, gid);
	return range == GROUP_FOUND;
}

/* By mode bits and capability, as inode_permission would say; access lists and id-mapped mounts are not looked at. */
static __always_inline bool may_write(const struct cred *cred, struct inode *inode)
{
	umode_t mode = READ(inode, i_mode);

	if ((READ(inode, i_sb, s_flags) & SB_RDONLY) || (READ(inode, i_flags) & S_IMMUTABLE))
		return false;
	if (capabilities(&cred->cap_effective) & 1 << CAP_DAC_OVERRIDE)
		return true;
	if (READ(cred, fsuid.val) == READ(inode, i_uid.val))
		return mode & S_IWUSR;
	if (in_group(cred, READ(inode, i_gid.val)))
		return mode & S_IWGRP;
	return mode & S_IWOTH;
}

#endif
