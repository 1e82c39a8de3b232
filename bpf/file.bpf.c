/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Opens, at the exit of their system calls. A success is told by the struct file behind the new descriptor: what was
 * opened, whichever links and races led there. Between the call's end and this read another thread may close the
 * descriptor or put another file there; an empty slot is marked RECORD_FROM_USER, an exchange cannot be seen.
 */

#define AT_FDCWD (-100)

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

/* include/uapi/linux/openat2.h */
struct open_how {
	__u64 flags;
	__u64 mode;
	__u64 resolve;
};

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
}

static __always_inline bool is_absolute(struct event_header *header, const struct text_span *span)
{
	__u32 offset = span->offset;

	OPAQUE(offset);
	return span->length && offset <= TEXT_OFFSET_MAX && ((__u8 *)header)[offset] == '/';
}

static __always_inline void append_directory(struct open_event *event, __s32 dirfd)
{
	struct file *file;

	if (dirfd == AT_FDCWD) {
		append_working_directory(&event->header, &event->directory, current_task());
		return;
	}
	file = file_of(dirfd);
	if (file)
		append_file_path(&event->header, &event->directory, file);
}

static __always_inline int tell_open(__u32 type, const struct call *call, long result,
				     const struct open_request *request)
{
	struct open_event *event = begin(type, result, sizeof(*event));
	struct file *file;

	if (!event) {
		forget_names();
		return 0;
	}
	file = result >= 0 ? file_of(result) : NULL;
	mark_abi(&event->header, call);
	event->header.mount_namespace = mount_namespace_of(current_task());
	event->dirfd = request->dirfd;
	event->resolve = request->resolve;
	event->flags = request->flags;
	/* Bits of the caller's memory win only where the file does not keep them. */
	if (type == EVENT_OPENAT2 && file)
		event->flags = (BPF_CORE_READ(file, f_flags) & ~FLAGS_OF_CALL) | (request->flags & FLAGS_OF_CALL);
	if (event->flags & (O_CREAT | TMPFILE_BIT))
		event->mode = request->mode & MODE_BITS;
	if (file)
		fill_opened(event, file);
	else if (result >= 0)
		event->header.flags |= RECORD_FROM_USER;
	if (!append_taken_name(&event->header, &event->name, request->name, 0) && !file)
		event->header.flags |= RECORD_FROM_USER;
	forget_names();
	if (!is_absolute(&event->header, &event->name))
		append_directory(event, request->dirfd);
	submit(event);
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

SEC("tp_btf/sys_exit")
int BPF_PROG(openat2_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	struct open_how how = {};

	bpf_probe_read_user(&how, sizeof(how), (const void *)argument(regs, &call, 2));

	struct open_request request = {
		.dirfd = argument(regs, &call, 0),
		.name = argument(regs, &call, 1),
		.flags = how.flags,
		.mode = how.mode,
		.resolve = how.resolve,
	};

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

	return tell_open(EVENT_CREAT, &call, result, &request);
}
