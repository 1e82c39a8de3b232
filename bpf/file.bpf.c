/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Opens, at the exit of their system calls. A success is told by the struct file behind the new descriptor: what was
 * opened, whichever links and races led there. Between the call's end and this read another thread may close the
 * descriptor or put another file there; an empty slot is marked RECORD_FROM_USER, an exchange cannot be seen. From 6.7
 * on the struct may become another file's while it is looked at, so that what is told would be of both.
 */

/* What open takes off, or puts onto, the flags that it keeps in the file. */
#define FLAGS_OF_CALL (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_LARGEFILE | O_CLOEXEC)

/* An open as asked for. */
struct open_request {
	__s32 dirfd;
	__u32 flags;
	__u32 mode;
	__u64 resolve;
	__u64 name;
};

/* Functions take five numbers at most, so some share one. */
#define OPEN_TYPE_MASK 0xff
#define OPEN_COMPAT (1u << 8)
#define OPEN_POLICY_SHIFT 16
#define OPEN_POLICY_MASK 0xffff
#define OPEN_DIRFD_SHIFT 32
#define OPEN_MODE_SHIFT 32

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

static __always_inline bool is_absolute(struct event_header *header, const struct text_span *span)
{
	__u32 offset = span->offset;

	OPAQUE(offset);
	return span->length && offset <= TEXT_OFFSET_MAX && ((__u8 *)header)[offset] == '/';
}

/* --- What is left out. --- */

#define S_IFDIR 0040000

/*
 * As OpenFacts of user space has them, from what the record will say of the call. Global: each fact is two ways to go
 * on.
 */
__noinline __u32 open_facts(__u32 type, __s64 result, __u32 flags, __u32 mode)
{
	bool without_name = (flags & O_TMPFILE) == O_TMPFILE;
	bool may_create = type == EVENT_CREAT || flags & O_CREAT || without_name;
	__u32 facts = FACT_NONE;

	if (result < 0)
		facts |= FACT_FAILED;
	else if (flags & O_DIRECTORY)
		facts |= FACT_DIRECTORY;
	if (without_name)
		facts |= FACT_CREATED;
	if ((flags & O_ACCMODE) == O_RDWR)
		facts |= FACT_READ | FACT_WRITE;
	else if ((flags & O_ACCMODE) != O_ACCMODE)
		facts |= flags & O_WRONLY ? FACT_WRITE : FACT_READ;
	if (may_create)
		facts |= FACT_CREATE;
	if (may_create && has_mode(flags) && mode & EXECUTE_BITS)
		facts |= FACT_EXECUTABLE;
	return facts;
}

/* The same of the file, of which the slot gets what filters ask: what it is goes before what was asked for. */
static __always_inline __u32 look_at(struct path_text *text, struct file *file, __u32 facts)
{
	struct super_block *super;
	struct inode *inode;
	__u32 mode;

	KEEP(text->file, file);
	inode = FIELD(text->file, file, f_inode);
	KEEP(text->inode, inode);
	super = FIELD(text->inode, inode, i_sb);
	text->opened.dentry = (__u64)FIELD(text->file, file, f_path.dentry);
	text->opened.mount = (__u64)FIELD(text->file, file, f_path.mnt);
	text->opened.inode = (__u64)inode;
	text->opened.ino = FIELD(text->inode, inode, i_ino);
	text->opened.dev = READ(super, s_dev);
	mode = FIELD(text->inode, inode, i_mode);
	text->opened.mode = mode;
	text->opened.open_mode = FIELD(text->file, file, f_mode);
	if (mode)
		facts = (facts & ~FACT_DIRECTORY) | ((mode & S_IFMT) == S_IFDIR ? FACT_DIRECTORY : FACT_NONE);
	return text->opened.open_mode & FMODE_CREATED ? facts | FACT_CREATED : facts;
}

static __always_inline bool is_watched(const struct path_text *text)
{
	struct watched_file watched = { .ino = text->opened.ino, .dev = text->opened.dev };

	return bpf_map_lookup_elem(&watched_files, &watched);
}

/* Reads the name that was asked for into the slot's buffer; its length, 0 when it cannot be read or is too long. */
static __always_inline __u32 read_asked(__u32 slot, __u64 address)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	__u32 tid = bpf_get_current_pid_tgid();
	long length;

	if (!text)
		return 0;
	length = read_taken_name(text->name, sizeof(text->name), tid, address);
	text->asked_length = length > 1 && length < (long)sizeof(text->name) ? length - 1 : 0;
	return text->asked_length;
}

/* Whether the opened file lies right in the directory that a relative name starts from. */
__noinline int lies_in(__u32 slot, __u64 file_address, __s32 dirfd)
{
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	struct file *file = (struct file *)file_address;
	struct task_struct *task = current_task();
	struct dentry *dentry, *parent;
	struct vfsmount *mount;

	if (!text || !file)
		return false;
	dentry = (struct dentry *)text->opened.dentry;
	mount = (struct vfsmount *)text->opened.mount;
	parent = READ(dentry, d_parent);
	if (dirfd == AT_FDCWD)
		return READ(task, fs, pwd.dentry) == parent && READ(task, fs, pwd.mnt) == mount;
	file = file_of(dirfd);
	return READ(file, f_path.dentry) == parent && READ(file, f_path.mnt) == mount;
}

/* Whether an open passes the filter `number`; file: 0 when there is none, else it is in the slot. */
static __always_inline bool passes_in_slot(__u32 number, __u32 slot, struct file *file, __u64 name, __s32 dirfd)
{
	struct event_filter *filter = bpf_map_lookup_elem(&filters, &number);
	struct path_text *text = new_path_text(slot);
	bool as_path;
	enum asked asked;

	if (!filter || !text)
		return true;
	text->filters_stamp = *(volatile __u64 *)&filters_stamp;
	if (file && filter->flags & FILTER_PATHS) {
		path_write(slot, text->opened.dentry, text->opened.mount);
		if (path_passes(number, slot))
			return true;
	}
	if (file && filter->flags & FILTER_IDENTITIES && is_watched(text))
		return true;
	if (!filter->asked_part_mask && file && !(filter->flags & FILTER_ASKED_NAMES))
		return false;
	as_path = filter->flags & FILTER_PATHS && (!file || filter->flags & FILTER_ASKED_NAMES);
	asked = asked_passes(number, slot, read_asked(slot, name), as_path);
	return asked == ASKED_PASSES || (asked == ASKED_IS_LAST_NAME && !lies_in(slot, (__u64)file, dirfd));
}

/* Likewise in any of its names. Global: what it walks is the most of all of an open. */
__noinline int open_passes(__u32 number, __u32 slot, __u64 file, __u64 name, __s32 dirfd)
{
	return passes_in_slot(number, slot, (struct file *)file, name, dirfd) ||
	       (write_other_name(slot) && path_passes(number, slot));
}

/* Bits of the caller's memory, where openat2 has them, win only where the file does not keep them. */
static __always_inline __u32 open_flags(__u32 type, struct file *file, __u32 flags)
{
	if (type != EVENT_OPENAT2 || !file)
		return flags;
	return (READ(file, f_flags) & ~FLAGS_OF_CALL) | (flags & FLAGS_OF_CALL);
}

/* The verdict on an open of these facts, which are those of the call; a filter by its number in the map of filters. */
__noinline __u32 open_verdict(__u64 request, __u32 slot, __u32 facts, __u64 file)
{
	__u32 number = request >> REQUEST_POLICY_SHIFT & REQUEST_POLICY_MASK;
	const struct policy *policy = bpf_map_lookup_elem(&policies, &number);
	struct path_text *text = bpf_map_lookup_elem(&paths, &slot);
	__u32 type = request & REQUEST_TYPE_MASK;
	__u32 verdict;

	if (!policy || !text)
		return VERDICT_SEND;
	text->request = request;
	if (file)
		facts = look_at(text, (struct file *)file, facts);
	verdict = verdict_of(policy, CLASS_FIRST_OPEN + (type - EVENT_OPEN) * CLASSES_OF_OPEN + facts);
	if (verdict < VERDICT_FIRST_FILTER)
		return verdict;
	verdict -= VERDICT_FIRST_FILTER;
	/* It worked, and the file is gone from its descriptor. */
	if (verdict >= POLICY_FILTERS_MAX || (!file && !(facts & FACT_FAILED)))
		return VERDICT_SEND;
	return VERDICT_FIRST_FILTER + policy->filters[verdict];
}

static __always_inline bool filter_leaves_out(__u32 filter, __u32 slot, __u64 file, __u64 name, __s32 dirfd)
{
	if (open_passes(filter, slot, file, name, dirfd))
		return false;
	if (file)
		open_remember(filter, slot);
	return true;
}

/* Whether policy leaves out an open; file: 0 when there is none. What finds no slot is not left out. */
__noinline int open_left_out(__u64 request, __u32 facts, __u64 file, __u64 name, __s32 dirfd)
{
	int place = scratch_claim();
	struct event_header *header = place ? record_in(place - 1) : NULL;
	__u32 slot, verdict;
	bool is_left_out;

	if (!header)
		return false;
	slot = scratch_of(header)->slot;
	verdict = open_verdict(request, slot, facts, file);
	is_left_out = verdict == VERDICT_LEAVE_OUT;
	if (verdict >= VERDICT_FIRST_FILTER)
		is_left_out = filter_leaves_out(verdict - VERDICT_FIRST_FILTER, slot, file, name, dirfd);
	release(header);
	return is_left_out;
}

/* --- What is told. --- */

static __always_inline struct super_block *fill_inode(struct open_event *event, struct inode *inode)
{
	COPY(copy, INODE_BYTES, inode);

	event->ino = FIELD(copy, inode, i_ino);
	event->file_mode = FIELD(copy, inode, i_mode);
	return FIELD(copy, inode, i_sb);
}

static __always_inline unsigned long fill_device(struct open_event *event, struct super_block *super)
{
	event->dev = READ(super, s_dev);
	return READ(super, s_magic);
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

/* What was opened (0: nothing, or it is gone) and the name that was asked for, behind what the call says itself. */
__noinline int open_fill(__u32 key, __u64 file, __u64 name)
{
	struct open_event *event = (struct open_event *)record_in(key);

	if (!event)
		return 0;
	if (file)
		fill_opened(event, (struct file *)file);
	else if (event->header.result >= 0)
		event->header.flags |= RECORD_FROM_USER;
	if (event->header.flags & RECORD_IO_URING)
		append_kernel_string(&event->header, &event->name, (const void *)name);
	else if (name && !append_taken_name(&event->header, &event->name, name, 0) && !file)
		event->header.flags |= RECORD_FROM_USER;
	if (name && !is_absolute(&event->header, &event->name))
		append_start(&event->header, &event->directory, event->dirfd);
	return 0;
}

static __always_inline void fill_asked(struct open_event *event, __s32 dirfd, __u32 flags, __u32 mode, __u64 resolve)
{
	event->dirfd = dirfd;
	event->resolve = resolve;
	event->flags = flags;
	if (has_mode(flags))
		event->mode = mode & MODE_BITS;
}

/* Whether a filter has just said that such an open is left out, unless sys_exit has asked that already. */
static __always_inline bool is_known(__u64 request, bool is_compat, struct file *file, __u64 name)
{
	__u32 abi = is_compat ? ABI_COMPAT : ABI_NATIVE;

	return file && !is_asked_at_once(request & REQUEST_TYPE_MASK, abi) &&
	       open_is_known(request, (__u64)current_task(), (__u64)file, name);
}

/* Tells an open, or leaves it out. Global, for creat and open_by_handle_at are told twice. */
__noinline int open_tell(__u64 type_and_dirfd, __s64 result, __u64 name, __u64 flags_and_mode, __u64 resolve)
{
	__u32 number = type_and_dirfd >> OPEN_POLICY_SHIFT & OPEN_POLICY_MASK;
	const struct policy *policy = bpf_map_lookup_elem(&policies, &number);
	__u32 type = type_and_dirfd & OPEN_TYPE_MASK;
	__s32 dirfd = type_and_dirfd >> OPEN_DIRFD_SHIFT;
	__u32 mode = flags_and_mode >> OPEN_MODE_SHIFT;
	__u32 flags = flags_and_mode;
	bool is_left_out = leaves_out(policy, type, result);
	struct open_event *event;
	struct file *file = NULL;
	__u64 asked;

	if (result >= 0 && (!is_left_out || policies_proven))
		file = file_of(result);
	flags = open_flags(type, file, flags);
	if (policy && !is_left_out) {
		asked = open_request_number(type, number, flags, mode);
		is_left_out = is_known(asked, type_and_dirfd & OPEN_COMPAT, file, name) ||
			      open_left_out(asked, open_facts(type, result, flags, mode), (__u64)file, name, dirfd);
	}
	if (is_left_out && !policies_proven) {
		count_left_out(type);
		return 0;
	}
	event = begin(type, result, sizeof(*event));
	if (!event)
		return 0;
	if (type_and_dirfd & OPEN_COMPAT)
		event->header.flags |= RECORD_COMPAT;
	if (is_left_out)
		event->header.flags |= RECORD_LEFT_OUT;
	event->header.mount_namespace = mount_namespace_of(current_task());
	fill_asked(event, dirfd, flags, mode, resolve);
	open_fill(scratch_of(&event->header)->key, (__u64)file, name);
	submit(event);
	return 0;
}

static __always_inline void tell_open(__u32 type, const struct call *call, long result,
				      const struct open_request *request, __u32 policy)
{
	__u32 what = (call->abi == ABI_COMPAT ? type | OPEN_COMPAT : type) | policy << OPEN_POLICY_SHIFT;

	open_tell(what | (__u64)request->dirfd << OPEN_DIRFD_SHIFT, result, request->name,
		  request->flags | (__u64)request->mode << OPEN_MODE_SHIFT, request->resolve);
}

static __always_inline void read_how(struct open_request *request, __u64 address)
{
	struct open_how how = {};

	bpf_probe_read_user(&how, sizeof(how), (const void *)address);
	request->flags = how.flags;
	request->mode = how.mode;
	request->resolve = how.resolve;
}

/* The arguments begin with a descriptor, but for open and creat; creat has no flags, and a handle is no name. */
static __always_inline struct open_request request_of(__u32 type, struct pt_regs *regs, const struct call *call)
{
	bool is_at = type != EVENT_OPEN && type != EVENT_CREAT;
	__u64 second = argument(regs, call, 1);
	__u64 third = argument(regs, call, 2);
	struct open_request request = { .dirfd = AT_FDCWD };

	if (type == EVENT_OPEN_BY_HANDLE_AT) {
		request.flags = third;
		return request;
	}
	if (is_at)
		request.dirfd = argument(regs, call, 0);
	request.name = is_at ? second : argument(regs, call, 0);
	if (type == EVENT_OPENAT2) {
		read_how(&request, third);
	} else if (type == EVENT_CREAT) {
		request.flags = O_CREAT | O_WRONLY | O_TRUNC;
		request.mode = second;
	} else {
		request.flags = is_at ? third : second;
		request.mode = is_at ? argument(regs, call, 3) : third;
	}
	return request;
}

/*
 * All opens. What creat and open_by_handle_at do is told as an open, too; of the second call_exit tells what it is
 * itself.
 */
SEC("tp_btf/sys_exit")
int BPF_PROG(open_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	__u32 type = event_of_call(regs, &call);
	__u32 policy = call_policy_number();
	bool is_handle = type == EVENT_OPEN_BY_HANDLE_AT;
	struct open_request request;

	if (!is_open(type) && !is_handle)
		return 0;
	request = request_of(type, regs, &call);
	if (!is_handle)
		tell_open(type, &call, result, &request, policy);
	if ((type == EVENT_CREAT || (is_handle && result >= 0)) && is_told_twice(type))
		tell_open(EVENT_OPEN, &call, result, &request, policy);
	forget_names(current_task(), type);
	if (!is_handle)
		return 0;
	hand_over_as(ctx, HANDLER_CALL, EVENT_OPEN_BY_HANDLE_AT);
	return 0;
}
