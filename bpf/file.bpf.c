/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Opens, at the exit of their system calls. A success is told by the struct file behind the new descriptor: what was
 * opened, whichever links and races led there. Between the call's end and this read another thread may close the
 * descriptor or put another file there; an empty slot is marked RECORD_FROM_USER, an exchange cannot be seen.
 */

/* include/uapi/asm-generic/fcntl.h */
#define O_WRONLY 01
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NOCTTY 0400
#define O_TRUNC 01000
#define O_LARGEFILE 0100000
#define O_CLOEXEC 02000000
#define TMPFILE_BIT 020000000

/* What open takes off, or puts onto, the flags that it keeps in the file. */
#define FLAGS_OF_CALL (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_LARGEFILE | O_CLOEXEC)

#define FMODE_CREATED 0x100000

#define MODE_BITS 07777

/* An open as asked for. */
struct open_request {
	__s32 dirfd;
	__u32 flags;
	__u64 mode;
	__u64 resolve;
	__u64 name;
};

/* What is needed of a struct file; the copies end with the functions, so that they share the 512 bytes of the stack. */
struct opened {
	struct inode *inode;
	struct path path;
	__u32 mode;
};

static __always_inline struct opened read_file(struct file *file)
{
	COPY(copy, FILE_BYTES, file);

	return (struct opened){
		.inode = FIELD(copy, file, f_inode),
		.path.dentry = FIELD(copy, file, f_path.dentry),
		.path.mnt = FIELD(copy, file, f_path.mnt),
		.mode = FIELD(copy, file, f_mode),
	};
}

static __always_inline struct super_block *fill_inode(struct open_event *event, struct inode *inode)
{
	COPY(copy, INODE_BYTES, inode);

	event->ino = FIELD(copy, inode, i_ino);
	event->file_mode = FIELD(copy, inode, i_mode);
	return FIELD(copy, inode, i_sb);
}

static __always_inline unsigned long fill_device(struct open_event *event, struct super_block *super)
{
	COPY(copy, SUPER_BLOCK_BYTES, super);

	event->dev = FIELD(copy, super, s_dev);
	return FIELD(copy, super, s_magic);
}

static __always_inline void fill_opened(struct open_event *event, struct file *file)
{
	struct opened opened = read_file(file);
	struct super_block *super = fill_inode(event, opened.inode);
	enum layer layer = layer_in(fill_device(event, super), opened.inode);

	if (opened.mode & FMODE_CREATED)
		event->open_flags |= OPEN_CREATED;
	if (layer == LAYER_UPPER)
		event->open_flags |= OPEN_UPPER_LAYER;
	if (layer == LAYER_LOWER)
		event->open_flags |= OPEN_LOWER_LAYER;
	append_path(&event->header, &event->path, opened.path.dentry, opened.path.mnt);
	if (event->path.length)
		append_other_name(&event->header, &event->other_path);
}

static __always_inline bool is_absolute(struct event_header *header, const struct text_span *span)
{
	__u32 offset = span->offset;

	OPAQUE(offset);
	return span->length && offset <= TEXT_OFFSET_MAX && ((__u8 *)header)[offset] == '/';
}

/* --- What is left out. --- */

#define O_ACCMODE 3
#define O_RDWR 2
#define O_DIRECTORY 0200000
#define O_TMPFILE (TMPFILE_BIT | O_DIRECTORY)
#define EXECUTE_BITS 0111
#define S_IFDIR 0040000

/* An open before its record: what its class is made of, and where the file is. */
struct open_glance {
	struct opened opened;
	__u32 flags;
	__u32 file_mode;
	__u32 facts;
	__u64 ino;
	struct super_block *super;
};

static __always_inline void glance_at_file(struct open_glance *glance)
{
	struct inode *inode = glance->opened.inode;

	COPY(copy, INODE_BYTES, inode);

	glance->file_mode = FIELD(copy, inode, i_mode);
	glance->ino = FIELD(copy, inode, i_ino);
	glance->super = FIELD(copy, inode, i_sb);
}

/* As OpenFacts of user space has them, from what the record will say. */
static __always_inline __u32 open_facts(const struct open_glance *glance, __u32 type, __s64 result, __u64 mode)
{
	__u32 flags = glance->flags;
	bool without_name = (flags & O_TMPFILE) == O_TMPFILE;
	bool may_create = type == EVENT_CREAT || flags & O_CREAT || without_name;
	__u32 facts = FACT_NONE;

	if (result < 0)
		facts |= FACT_FAILED;
	else if (glance->file_mode ? (glance->file_mode & S_IFMT) == S_IFDIR : flags & O_DIRECTORY)
		facts |= FACT_DIRECTORY;
	if (glance->opened.mode & FMODE_CREATED || without_name)
		facts |= FACT_CREATED;
	if ((flags & O_ACCMODE) == O_RDWR)
		facts |= FACT_READ | FACT_WRITE;
	else if ((flags & O_ACCMODE) != O_ACCMODE)
		facts |= flags & O_WRONLY ? FACT_WRITE : FACT_READ;
	if (may_create)
		facts |= FACT_CREATE;
	if (may_create && flags & (O_CREAT | TMPFILE_BIT) && mode & EXECUTE_BITS)
		facts |= FACT_EXECUTABLE;
	return facts;
}

static __always_inline bool is_watched(const struct open_glance *glance)
{
	struct super_block *super = glance->super;
	struct watched_file file = { .ino = glance->ino, .dev = BPF_CORE_READ(super, s_dev) };

	return bpf_map_lookup_elem(&watched_files, &file);
}

/* Reads the name that was asked for into the slot's buffer; its length, 0 when it cannot be read or is too long. */
static __always_inline __u32 read_asked(__u32 slot, __u64 address)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	__u32 tid = bpf_get_current_pid_tgid();
	struct taken_names *taken = names_kept ? bpf_map_lookup_elem(&taken_names, &tid) : NULL;
	struct taken_name *name = taken ? taken_name_at(taken, address, 0) : NULL;
	long length;

	if (!text)
		return 0;
	if (name)
		length = bpf_probe_read_kernel_str(text->name, sizeof(text->name), name->text);
	else
		length = bpf_probe_read_user_str(text->name, sizeof(text->name), (const void *)address);
	return length > 1 && length < (long)sizeof(text->name) ? length - 1 : 0;
}

/* Whether the opened file lies right in the directory that a relative name starts from. */
static __always_inline bool lies_in(const struct opened *opened, __s32 dirfd)
{
	struct dentry *dentry = opened->path.dentry;
	struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
	struct task_struct *task = current_task();
	struct file *file;

	if (dirfd == AT_FDCWD)
		return BPF_CORE_READ(task, fs, pwd.dentry) == parent && BPF_CORE_READ(task, fs, pwd.mnt) == opened->path.mnt;
	file = file_of(dirfd);
	return BPF_CORE_READ(file, f_path.dentry) == parent && BPF_CORE_READ(file, f_path.mnt) == opened->path.mnt;
}

static __always_inline bool passes_by_asked(__u32 number, __u32 flags, __u32 slot, const struct open_glance *glance,
					    const struct open_request *request)
{
	bool failed = glance->facts & FACT_FAILED;
	bool as_path = flags & FILTER_PATHS && (failed || flags & FILTER_ASKED_NAMES);
	enum asked asked = asked_passes(number, slot, read_asked(slot, request->name), as_path);

	return asked == ASKED_PASSES || (asked == ASKED_IS_LAST_NAME && !lies_in(&glance->opened, request->dirfd));
}

static __always_inline bool passes_in_slot(__u32 number, __u32 slot, const struct open_glance *glance,
					   const struct open_request *request)
{
	struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	bool failed = glance->facts & FACT_FAILED;

	if (!filter || !new_path_text(slot))
		return true;
	if (!failed && filter->flags & FILTER_PATHS) {
		path_write(slot, (__u64)glance->opened.path.dentry, (__u64)glance->opened.path.mnt);
		if (path_passes(number, slot))
			return true;
	}
	if (!failed && filter->flags & FILTER_IDENTITIES && is_watched(glance))
		return true;
	if (!filter->asked_part_mask && !failed && !(filter->flags & FILTER_ASKED_NAMES))
		return false;
	return passes_by_asked(number, filter->flags, slot, glance, request);
}

static __always_inline bool passes_filter(__u32 number, const struct open_glance *glance,
					  const struct open_request *request)
{
	struct event_header *header;
	bool passes;

	/* It worked, and the file is gone from its descriptor. */
	if (!(glance->facts & FACT_FAILED) && !glance->opened.inode)
		return true;
	header = claim_scratch();
	if (!header)
		return true;
	passes = passes_in_slot(number, scratch_of(header)->slot, glance, request) ||
		 (write_other_name(scratch_of(header)->slot) && path_passes(number, scratch_of(header)->slot));
	release(header);
	return passes;
}

/* Bits of the caller's memory, where openat2 has them, win only where the file does not keep them. */
static __always_inline __u32 open_flags(__u32 type, struct file *file, const struct open_request *request)
{
	if (type != EVENT_OPENAT2 || !file)
		return request->flags;
	return (BPF_CORE_READ(file, f_flags) & ~FLAGS_OF_CALL) | (request->flags & FLAGS_OF_CALL);
}

static __always_inline bool leaves_open_out(__u32 type, __s64 result, struct file *file,
					    const struct open_request *request, const struct policy *policy)
{
	struct open_glance glance = { .flags = open_flags(type, file, request) };
	__u32 verdict;

	if (file) {
		glance.opened = read_file(file);
		glance_at_file(&glance);
	}
	glance.facts = open_facts(&glance, type, result, request->mode);
	verdict = verdict_of(policy, CLASS_FIRST_OPEN + (type - EVENT_OPEN) * CLASSES_OF_OPEN + glance.facts);
	if (verdict < VERDICT_FIRST_FILTER)
		return verdict == VERDICT_LEAVE_OUT;
	verdict -= VERDICT_FIRST_FILTER;
	return verdict < POLICY_FILTERS_MAX && !passes_filter(policy->filters[verdict], &glance, request);
}

static __always_inline void fill_open(struct open_event *event, struct file *file, const struct open_request *request)
{
	event->dirfd = request->dirfd;
	event->resolve = request->resolve;
	event->flags = open_flags(event->header.type, file, request);
	if (event->flags & (O_CREAT | TMPFILE_BIT))
		event->mode = request->mode & MODE_BITS;
	if (file)
		fill_opened(event, file);
	else if (event->header.result >= 0)
		event->header.flags |= RECORD_FROM_USER;
	if (event->header.flags & RECORD_IO_URING)
		append_kernel_string(&event->header, &event->name, (const void *)request->name);
	else if (request->name && !append_taken_name(&event->header, &event->name, request->name, 0) && !file)
		event->header.flags |= RECORD_FROM_USER;
	if (request->name && !is_absolute(&event->header, &event->name))
		append_start(&event->header, &event->directory, request->dirfd);
}

static __always_inline void send_open(__u32 type, const struct call *call, long result,
				      const struct open_request *request)
{
	const struct policy *policy = current_policy();
	bool is_left_out = leaves_out(policy, type, result);
	struct open_event *event;
	struct file *file = NULL;

	if (result >= 0 && (!is_left_out || policies_proven))
		file = file_of(result);
	if (policy && !is_left_out)
		is_left_out = leaves_open_out(type, result, file, request, policy);
	if (is_left_out && !policies_proven) {
		count_left_out(type);
		return;
	}
	event = begin(type, result, sizeof(*event));
	if (!event)
		return;
	mark_abi(&event->header, call);
	if (is_left_out)
		event->header.flags |= RECORD_LEFT_OUT;
	event->header.mount_namespace = mount_namespace_of(current_task());
	fill_open(event, file, request);
	submit(event);
}

static __always_inline int tell_open(__u32 type, const struct call *call, long result,
				     const struct open_request *request)
{
	send_open(type, call, result, request);
	forget_names();
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(open_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	struct open_request request = {
		.dirfd = AT_FDCWD,
		.name = argument(regs, &call, 0),
		.flags = argument(regs, &call, 1),
		.mode = argument(regs, &call, 2),
	};

	return tell_open(EVENT_OPEN, &call, result, &request);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(openat_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	struct open_request request = {
		.dirfd = argument(regs, &call, 0),
		.name = argument(regs, &call, 1),
		.flags = argument(regs, &call, 2),
		.mode = argument(regs, &call, 3),
	};

	return tell_open(EVENT_OPENAT, &call, result, &request);
}

/* A function of its own, so that the copy shares the stack with others. */
static __always_inline void read_how(struct open_request *request, __u64 address)
{
	struct open_how how = {};

	bpf_probe_read_user(&how, sizeof(how), (const void *)address);
	request->flags = how.flags;
	request->mode = how.mode;
	request->resolve = how.resolve;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(openat2_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	struct open_request request = {
		.dirfd = argument(regs, &call, 0),
		.name = argument(regs, &call, 1),
	};

	read_how(&request, argument(regs, &call, 2));
	return tell_open(EVENT_OPENAT2, &call, result, &request);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(creat_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	struct open_request request = {
		.dirfd = AT_FDCWD,
		.name = argument(regs, &call, 0),
		.flags = O_CREAT | O_WRONLY | O_TRUNC,
		.mode = argument(regs, &call, 1),
	};

	send_open(EVENT_CREAT, &call, result, &request);
	if (is_told_twice(EVENT_CREAT))
		bpf_tail_call(ctx, &handlers, HANDLER_ALSO_OPEN);
	forget_names();
	return 0;
}

/*
 * What creat and open_by_handle_at do, as an open. A handle is no name that could be told; call_exit tells it as what
 * it is as well.
 */
SEC("tp_btf/sys_exit")
int BPF_PROG(also_open_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	__u32 abi = call.abi == ABI_COMPAT ? ABI_COMPAT : ABI_NATIVE;
	bool is_creat = call.number < SYSCALLS_MAX && wanted_syscalls[abi][call.number] == EVENT_CREAT;
	struct open_request request = {
		.dirfd = AT_FDCWD,
		.name = is_creat ? argument(regs, &call, 0) : 0,
		.flags = is_creat ? O_CREAT | O_WRONLY | O_TRUNC : argument(regs, &call, 2),
		.mode = is_creat ? argument(regs, &call, 1) : 0,
	};

	if (is_creat || (result >= 0 && is_told_twice(EVENT_OPEN_BY_HANDLE_AT)))
		send_open(EVENT_OPEN, &call, result, &request);
	forget_names();
	if (is_creat)
		return 0;
	bpf_tail_call(ctx, &handlers, HANDLER_CALL);
	count_lost_handler(EVENT_OPEN_BY_HANDLE_AT);
	return 0;
}
