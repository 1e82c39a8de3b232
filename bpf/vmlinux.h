/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The kernel's types, as far as the programs here read them, by hand. Only names matter: preserve_access_index makes
 * each access a CO-RE relocation, so offsets, missing neighbours and nesting are taken from the running kernel's BTF at
 * load. Covers Linux 5.10 to 7.x on x86_64. Where a field moved or was renamed, its declaration says so; the older
 * spelling is in a type whose name ends in ___old (or ___v67), which only the reader of that field uses.
 */
#ifndef __VMLINUX_H__
#define __VMLINUX_H__

typedef unsigned char __u8;
typedef signed char __s8;
typedef unsigned short __u16;
typedef short __s16;
typedef unsigned int __u32;
typedef int __s32;
typedef unsigned long long __u64;
typedef long long __s64;
typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s64 s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;
typedef int pid_t;
typedef unsigned short umode_t;

enum { false = 0, true = 1 };

#define NULL ((void *)0)

/* Of the uapi header linux/bpf.h: what bpf_helpers.h, the maps and the ring buffer need. */
enum bpf_map_type {
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PROG_ARRAY = 3,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_ARRAY_OF_MAPS = 12,
	BPF_MAP_TYPE_RINGBUF = 27,
};

/* Of the uapi header linux/openat2.h: passed by callers, and kept in requests of io_uring, in this very layout. */
struct open_how {
	__u64 flags;
	__u64 mode;
	__u64 resolve;
};

enum {
	BPF_ANY = 0,
};

enum {
	BPF_RB_NO_WAKEUP = 1,
	BPF_RB_FORCE_WAKEUP = 2,
};

enum {
	BPF_RB_AVAIL_DATA = 0,
};

/* include/uapi/linux/bpf.h, as far as it is needed; what programs of control groups are given. */
struct bpf_sock_addr {
	u32 user_family;
	u32 user_ip4;    /* all in network order */
	u32 user_ip6[4];
	u32 user_port;
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* Bytes and nothing else; see load.h. */
struct new_utsname {
	char sysname[65];
};

/* Names only: whether the kernel has a helper is asked by the existence of its enumerator. */
enum bpf_func_id {
	BPF_FUNC_get_current_task_btf = 158, /* since 5.11 */
	BPF_FUNC_for_each_map_elem = 164, /* since 5.13 */
	BPF_FUNC_task_pt_regs = 175,      /* since 5.15 */
};

/* arch/x86/include/asm/ptrace.h */
struct pt_regs {
	unsigned long r15;
	unsigned long r14;
	unsigned long r13;
	unsigned long r12;
	unsigned long bp;
	unsigned long bx;
	unsigned long r11;
	unsigned long r10;
	unsigned long r9;
	unsigned long r8;
	unsigned long ax;
	unsigned long cx;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
	unsigned long ip;
	unsigned long cs;
	unsigned long flags;
	unsigned long sp;
	unsigned long ss;
};

struct list_head {
	struct list_head *next, *prev;
};

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	long counter;
} atomic_long_t;

typedef struct {
	unsigned int val;
} kuid_t;

typedef struct {
	unsigned int val;
} kgid_t;

/* Two u32 in 6.2 and before, one u64 since 6.3: the same eight bytes on a little-endian machine. */
typedef struct {
	__u64 val;
} kernel_cap_t;

struct timespec64 {
	__s64 tv_sec;
	long tv_nsec;
};

/* --- processes --- */

struct thread_info {
	unsigned long flags;
	u32 status; /* TS_COMPAT */
};

struct group_info {
	int ngroups;
	kgid_t gid[0];
};

struct cred {
	kuid_t uid;
	kgid_t gid;
	kuid_t euid;
	kgid_t egid;
	kuid_t fsuid;
	kgid_t fsgid;
	kernel_cap_t cap_inheritable;
	kernel_cap_t cap_permitted;
	kernel_cap_t cap_effective;
	struct group_info *group_info;
};

struct task_struct;

struct ns_common;

struct proc_ns_operations {
	const char *name;
};

struct ns_common {
	const struct proc_ns_operations *ops;
	unsigned int inum;
};

struct pid_namespace {
	unsigned int level;
	struct task_struct *child_reaper;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1]; /* [1] up to 6.4, a flexible array since; really level + 1 entries */
};

enum pid_type {
	PIDTYPE_PID = 0,
	PIDTYPE_TGID = 1,
	PIDTYPE_PGID = 2,
	PIDTYPE_SID = 3,
};

struct rlimit {
	unsigned long rlim_cur;
	unsigned long rlim_max;
};

struct tty_driver {
	int major;
	int minor_start;
};

struct tty_struct {
	struct tty_driver *driver;
	int index;
};

struct signal_struct {
	atomic_t live;
	struct list_head thread_head;
	unsigned int is_child_subreaper : 1;
	unsigned int has_child_subreaper : 1;
	struct pid *pids[4];
	struct tty_struct *tty;
	struct rlimit rlim[16];
};

/* rss_stat is an array of these since 6.2; counts still held per CPU are not in count. */
struct percpu_counter {
	s64 count;
};

struct mm_struct {
	unsigned long total_vm;
	unsigned long arg_start, arg_end;
	unsigned long env_start, env_end;
	struct percpu_counter rss_stat[4];
	struct file *exe_file;
};

struct mm_rss_stat {
	atomic_long_t count[4];
};

struct mm_struct___old {
	struct mm_rss_stat rss_stat; /* up to 6.1 */
};

struct linux_binprm {
	const char *filename;
};

struct kernfs_node {
	struct kernfs_node *__parent; /* since 6.15 */
	const char *name;
	u64 id;
};

struct kernfs_node___old {
	struct kernfs_node *parent; /* up to 6.14 */
};

struct cgroup_root {
	unsigned int subsys_mask;
	int hierarchy_id;
};

struct cgroup {
	struct kernfs_node *kn;
	struct cgroup_root *root;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
};

/* Numbers differ from kernel to kernel: always read by bpf_core_enum_value. */
enum cgroup_subsys_id {
	cpu_cgrp_id,
	memory_cgrp_id,
	pids_cgrp_id,
};

struct css_set {
	struct cgroup_subsys_state *subsys[14];
	struct cgroup *dfl_cgrp;
};

struct net {
	struct ns_common ns;
};

struct mnt_namespace {
	struct ns_common ns;
	u64 event;
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
};

/* --- files --- */

struct qstr {
	union {
		struct {
			u32 hash;
			u32 len;
		};
		u64 hash_len;
	};
	const unsigned char *name;
};

struct hlist_bl_node {
	struct hlist_bl_node *next, **pprev;
};

struct super_block {
	__u32 s_dev;
	unsigned long s_flags;
	unsigned long s_magic;
	struct mount *s_mounts; /* since 6.18 */
};

struct super_block___old {
	struct list_head s_mounts;
};

struct inode {
	umode_t i_mode;
	kuid_t i_uid;
	kgid_t i_gid;
	unsigned int i_flags;
	struct super_block *i_sb;
	unsigned long i_ino;
	__s64 i_mtime_sec; /* since 6.11 */
	__s64 i_ctime_sec;
	u32 i_mtime_nsec;
	u32 i_ctime_nsec;
	void *i_private;
};

struct inode___v67 {
	struct timespec64 __i_mtime; /* 6.7 to 6.10 */
	struct timespec64 __i_ctime; /* 6.6 to 6.10 */
};

struct inode___old {
	struct timespec64 i_mtime; /* up to 6.6 */
	struct timespec64 i_ctime; /* up to 6.5 */
};

union shortname_store {
	unsigned char string[40];
};

struct dentry {
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	union shortname_store d_shortname; /* since 6.14 */
	struct super_block *d_sb;
};

struct dentry___old {
	unsigned char d_iname[32]; /* up to 6.13 */
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct mount *mnt_next_for_sb; /* since 6.18 */
	struct mnt_namespace *mnt_ns;
	u64 mnt_id_unique; /* since 6.8 */
};

struct mount___old {
	struct list_head mnt_instance;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	unsigned int f_mode;
	unsigned int f_flags;
	struct inode *f_inode;
	struct path f_path;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root, pwd;
};

/* --- sockets --- */

struct in6_addr {
	__u8 bytes[16];
};

typedef struct {
	struct net *net;
} possible_net_t;

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};

struct socket;

struct sock {
	struct sock_common __sk_common;
	u16 sk_protocol;
	u8 sk_userlocks : 4;
	u32 sk_ack_backlog;
	u32 sk_max_ack_backlog;
	struct socket *sk_socket;
};

struct socket {
	short type;
	struct file *file; /* NULL while nobody has accepted the connection */
	struct sock *sk;
};

struct sockaddr_un {
	unsigned short sun_family;
	char sun_path[108];
};

/* fs.h; up to 6.x, where a name's object begins with it. */
struct filename {
	const char *name;
	const char *uptr; /* where it was taken from in the caller's memory */
	const char iname[0];
};

struct unix_address {
	int len; /* of name, its family included */
	struct sockaddr_un name[0];
};

struct unix_sock {
	struct unix_address *addr;
	struct sock *peer;
};

struct task_struct {
	void *worker_private; /* of a worker of io_uring: struct io_worker */
	struct thread_info thread_info;
	void *stack;
	unsigned int flags;
	struct mm_struct *mm;
	int exit_code;
	pid_t pid;
	pid_t tgid;
	struct task_struct *real_parent;
	struct list_head children;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	struct list_head thread_node;
	u64 start_boottime;
	unsigned long min_flt;
	unsigned long maj_flt;
	const struct cred *cred;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	kuid_t loginuid; /* with CONFIG_AUDIT only */
	struct css_set *cgroups;
};

/* --- io_uring, since 6.0: before, a request kept its parameters in a union of its own. --- */

struct delayed_filename {
	struct filename *__incomplete_filename; /* since 7.0: io_uring's requests hold names in it */
};

/* An entry of a ring's own table of files. */
struct io_rsrc_node {
	unsigned long file_ptr; /* the low three bits are flags */
};

struct io_rsrc_data {
	unsigned int nr;
	struct io_rsrc_node **nodes;
};

struct io_file_table {
	struct io_rsrc_data data; /* since 6.13 */
};

struct io_fixed_file {
	unsigned long file_ptr;
};

struct io_file_table___old {
	struct io_fixed_file *files; /* up to 6.12 */
};

struct io_ring_ctx {
	unsigned int compat : 1; /* in int_flags by 7.3 */
	unsigned int int_flags;
	struct io_file_table file_table;
};

struct io_ring_ctx___old {
	unsigned int nr_user_files; /* up to 6.12 */
};

struct io_cqe {
	__u64 user_data;
	__s32 res; /* once the request has been carried out */
	int fd;    /* until its file is looked up */
};

struct io_cmd_data {
	struct file *file;
};

struct io_wq_work {
	int cancel_seq;
};

struct io_worker {
	struct io_wq_work *cur_work;
};

/* The parameters of each operation, struct io_open and the like, lie at its start. */
struct io_kiocb {
	struct file *file;
	u8 opcode;
	unsigned int flags; /* 64 bits since 6.10; no bit above 31 is asked for */
	struct io_cqe cqe;
	struct io_ring_ctx *ctx;
	void *async_data;
	struct io_wq_work work;
};

struct io_open {
	int dfd;
	u32 file_slot;
	struct filename *filename;
	struct open_how how;
};

struct io_open___v70 {
	struct delayed_filename filename;
};

struct io_unlink {
	int dfd;
	int flags;
	struct filename *filename;
};

struct io_unlink___v70 {
	struct delayed_filename filename;
};

struct io_mkdir {
	int dfd;
	umode_t mode;
	struct filename *filename;
};

struct io_mkdir___v70 {
	struct delayed_filename filename;
};

struct io_rename {
	int old_dfd;
	int new_dfd;
	struct filename *oldpath;
	struct filename *newpath;
	int flags;
};

struct io_rename___v70 {
	struct delayed_filename oldpath;
	struct delayed_filename newpath;
};

struct io_link {
	int old_dfd;
	int new_dfd;
	struct filename *oldpath;
	struct filename *newpath;
	int flags;
};

struct io_link___v70 {
	struct delayed_filename oldpath;
	struct delayed_filename newpath;
};

struct sockaddr;

struct io_connect {
	struct sockaddr *addr;
	int addr_len;
};

struct user_msghdr;

struct io_sr_msg {
	struct user_msghdr *umsg;
	void *buf;
	int len;
	unsigned int msg_flags;
};

struct io_sr_msg___old {
	u16 addr_len; /* up to 6.12, for send without a message */
	void *addr;
};

struct iovec {
	void *iov_base;
};

struct msghdr {
	void *msg_name;
	int msg_namelen;
};

struct __kernel_sockaddr_storage {
	unsigned short ss_family;
};

/* What the kernel keeps of a message, and since 6.10 of the address of a connect or bind. */
struct io_async_msghdr {
	struct iovec fast_iov; /* at its start up to 6.12 */
	struct msghdr msg;
	struct __kernel_sockaddr_storage addr;
};

struct io_async_connect {
	struct __kernel_sockaddr_storage address; /* up to 6.9, and only of a connect that could not go on at once */
};

struct io_accept {
	int flags;
	u32 file_slot;
};

struct io_socket {
	int domain;
	int type;
	int protocol;
	u32 file_slot;
};

struct io_bind {
	int addr_len;
};

struct io_listen {
	int backlog;
};

struct io_shutdown {
	int how;
};

#pragma clang attribute pop

#endif
