/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Calls of which their arguments tell most, all by one program, at the exit of their system calls: what to read stands
 * in the table of calls.h. Each argument is a call of a global function, which the verifier looks at once; a record
 * under construction is passed to it as the key of its slot.
 */

/* include/uapi/linux/prctl.h */
#define PR_SET_NAME 15

/* include/uapi/linux/ptrace.h */
#define PTRACE_PEEKTEXT 1
#define PTRACE_PEEKUSR 3

/* struct io_uring_params, include/uapi/linux/io_uring.h: entries of both queues, flags, CPU, idle time, features. */
#define LIMIT_WORDS 6
#define LIMITS_START 2

#define PAIR_START 6

/* --- The object behind a descriptor. --- */

/* Field by field: five frames share the 512 bytes of the stack, and there is no room for a copy of the file. */
static __always_inline void fill_call_object(struct call_event *event, struct file *file)
{
	struct inode *inode = READ(file, f_inode);
	struct super_block *super = READ(inode, i_sb);
	enum layer layer = layer_in(READ(super, s_magic), inode);

	event->object_ino = READ(inode, i_ino);
	event->object_mode = READ(inode, i_mode);
	event->object_dev = READ(super, s_dev);
	if (layer == LAYER_UPPER)
		event->object_flags |= OPEN_UPPER_LAYER;
	if (layer == LAYER_LOWER)
		event->object_flags |= OPEN_LOWER_LAYER;
	append_file_path(&event->header, &event->object_path, file);
}

static __always_inline void fill_call_socket(struct call_event *event, struct file *file, struct socket *socket)
{
	__u32 key = scratch_of(&event->header)->key;
	struct inode *inode = READ(file, f_inode);

	event->object_ino = READ(inode, i_ino);
	event->object_mode = READ(inode, i_mode);
	event->object_dev = READ(inode, i_sb, s_dev);
	socket_fill(key, (__u64)file, (__u64)socket);
	if (event->socket.socket_flags & SOCKET_CONNECTED)
		socket_fill_peer(key, (__u64)socket);
	else if (event->socket.family == AF_UNIX)
		append_unix_name(&event->header, &event->socket.unix_path, READ(socket, sk));
}

enum object { OBJECT_OF_ARGUMENT, OBJECT_OF_RESULT };

/* A request of io_uring knows its files itself: they need not have a descriptor. */
static __always_inline struct file *object_file(struct call_event *event, enum object object, __u32 fd)
{
	if (event->header.flags & RECORD_IO_URING)
		return (struct file *)scratch_of(&event->header)->files[object];
	return file_of(fd);
}

__noinline int call_object(__u32 key, __u32 fd, __u32 object)
{
	struct call_event *event = call_in(key);
	struct socket *socket;
	struct file *file;

	if (!event)
		return 0;
	file = object_file(event, object ? OBJECT_OF_RESULT : OBJECT_OF_ARGUMENT, fd);
	socket = socket_of(file);
	event->object_fd = fd;
	if (socket)
		fill_call_socket(event, file, socket);
	else if (file)
		fill_call_object(event, file);
	return 0;
}

/* --- Arguments. --- */

__noinline int call_text(__u32 key, __u32 kind, __u64 from, __s32 dirfd)
{
	struct call_event *event = call_in(key);
	__u32 place = kind - ARGUMENT_TEXTS;
	bool is_path = place >= CALL_TEXTS;

	if (!event)
		return 0;
	if (is_path)
		place = (place - CALL_TEXTS) % CALL_DIRECTORIES;
	/* "R7 unbounded memory access": place comes from a table. */
	OPAQUE(place);
	if (place >= CALL_TEXTS)
		return 0;
	if (event->header.flags & RECORD_IO_URING)
		append_kernel_string(&event->header, &event->texts[place], (const void *)from);
	else if (!append_taken_name(&event->header, &event->texts[place], from, place ? 1 : 0))
		event->header.flags |= RECORD_FROM_USER;
	if (is_path && place < CALL_DIRECTORIES && !is_absolute(&event->header, &event->texts[place]))
		append_start(&event->header, &event->directories[place], dirfd);
	return 0;
}

static __always_inline void tell_address(struct call_event *event, __u32 key, __u64 address, __u32 length)
{
	bool is_request = event->header.flags & RECORD_IO_URING;

	/* The name that a unix socket got is told already. */
	if (event->socket.family != AF_UNIX || !event->socket.unix_path.length)
		socket_fill_named(key, address, length, AF_INET | (is_request ? NAMED_IN_KERNEL : NAMED_TAKEN), 0);
}

static __always_inline void read_words(struct call_event *event, __u32 start, __u32 count, __u64 from)
{
	for (__u32 i = 0; i < count; i++) {
		__s32 word = 0;

		if (bpf_probe_read_user(&word, sizeof(word), (const void *)(from + i * sizeof(word))))
			event->header.flags |= RECORD_FAULT;
		event->numbers[start + i] = word;
	}
}

static __always_inline void tell_name(struct call_event *event, __s32 option, __u64 value)
{
	if (option != PR_SET_NAME)
		event->numbers[1] = value;
	else if (event->header.result >= 0)
		append_kernel_string(&event->header, &event->texts[0], current_task()->comm);
}

static __always_inline void tell_peeked(struct call_event *event, __u64 value)
{
	__s64 request = event->numbers[0];

	event->numbers[3] = value;
	if (request >= PTRACE_PEEKTEXT && request <= PTRACE_PEEKUSR && event->header.result >= 0 &&
	    bpf_probe_read_user(&event->numbers[3], sizeof(event->numbers[3]), (const void *)value))
		event->header.flags |= RECORD_FAULT;
}

/* --- Arguments by their kinds. --- */

/*
 * One argument: its number, and what its kind asks for; `before` and `after` are the arguments beside it. 0 behind the
 * last argument.
 */
__noinline int call_argument(__u32 key, __u32 index, __u64 value, __u64 before, __u64 after)
{
	struct call_event *event = call_in(key);
	__u32 kind;

	index %= CALL_NUMBERS;
	if (!event)
		return 0;
	kind = shape_of(event)->arguments[index];
	switch (kind) {
	case ARGUMENT_NONE:
		return 0;
	case ARGUMENT_INT:
		event->numbers[index] = (__s32)value;
		return 1;
	case ARGUMENT_UINT:
		event->numbers[index] = (__u32)value;
		return 1;
	case ARGUMENT_LONG:
		event->numbers[index] = value;
		return 1;
	case ARGUMENT_OBJECT:
		event->numbers[index] = (__s32)value;
		call_object(key, value, OBJECT_OF_ARGUMENT);
		return 1;
	case ARGUMENT_PAIR:
		read_words(event, PAIR_START, 2, value);
		return 1;
	case ARGUMENT_LIMITS:
		read_words(event, LIMITS_START, LIMIT_WORDS, value);
		return 1;
	case ARGUMENT_ADDRESS:
		tell_address(event, key, value, after);
		return 1;
	case ARGUMENT_NAME:
		tell_name(event, before, value);
		return 1;
	case ARGUMENT_PEEKED:
		tell_peeked(event, value);
		return 1;
	default:
		if (!call_data(key, kind, value, after))
			call_text(key, kind, value, kind >= PATH_AT(0) ? (__s32)before : AT_FDCWD);
		return 1;
	}
}

/* --- What a shape adds. --- */

static __always_inline void fill_call_groups(struct call_event *event, struct task_struct *task)
{
	struct pid_namespace *namespace = pid_namespace_of(thread_pid(task));

	event->numbers[2] = host_number(session_pid(task));
	event->numbers[3] = host_number(process_group_pid(task));
	event->numbers[4] = pid_number(process_group_pid(task), namespace);
	event->numbers[5] = terminal_of(task);
}

static __always_inline void fill_call_credentials(struct call_event *event, struct task_struct *task)
{
	const struct cred *cred = READ(task, cred);

	event->numbers[3] = capabilities(&cred->cap_inheritable);
	event->numbers[4] = capabilities(&cred->cap_permitted);
	event->numbers[5] = capabilities(&cred->cap_effective);
}

static __always_inline void fill_backlog(struct call_event *event)
{
	struct socket *socket = socket_of(object_file(event, OBJECT_OF_ARGUMENT, event->numbers[0]));
	struct sock *sock = READ(socket, sk);

	event->numbers[4] = READ(sock, sk_ack_backlog);
	event->numbers[5] = READ(sock, sk_max_ack_backlog);
}

static __always_inline void fill_call_memory(struct call_event *event, struct task_struct *task)
{
	struct mm_struct *mm = READ(task, mm);

	event->numbers[6] = READ(mm, total_vm) * PAGE_KB;
	event->numbers[7] = (__u64)PAGES_KB(mm, SWAP_ENTRIES) << 32 |
			    (__u32)(PAGES_KB(mm, FILE_PAGES) + PAGES_KB(mm, ANONYMOUS_PAGES) + PAGES_KB(mm, SHARED_PAGES));
}

__noinline int call_additions(__u32 key)
{
	struct call_event *event = call_in(key);
	struct task_struct *task = current_task();
	__u32 flags;

	if (!event)
		return 0;
	flags = shape_of(event)->flags;
	if (flags & SHAPE_GROUPS)
		fill_call_groups(event, task);
	if (flags & SHAPE_CREDENTIALS)
		fill_call_credentials(event, task);
	if (flags & SHAPE_MEMORY)
		fill_call_memory(event, task);
	if (event->header.result < 0)
		return 0;
	if (flags & SHAPE_RESULT_OBJECT)
		call_object(key, event->header.result, OBJECT_OF_RESULT);
	if (flags & SHAPE_PAIR_OBJECT)
		call_object(key, event->numbers[PAIR_START + 1], OBJECT_OF_RESULT);
	if (flags & SHAPE_BACKLOG)
		fill_backlog(event);
	if ((flags & SHAPE_DIRECTORY) && !event->object_path.length)
		append_working_directory(&event->header, &event->object_path, task);
	return 0;
}

#define IPC_POINTER 4

/* semop's structs are behind ipc's pointer, and so is the word that semctl takes as its last argument. */
static __always_inline void read_ipc_arguments(struct arguments *arguments, struct pt_regs *regs)
{
	__u64 pointer = compat_argument(regs, IPC_POINTER);
	__u32 event = event_of_ipc(compat_argument(regs, 0));

	arguments->at[0] = compat_argument(regs, 1);
	arguments->at[1] = event == EVENT_SEMOP ? pointer : compat_argument(regs, 2);
	arguments->at[2] = event == EVENT_SEMOP ? compat_argument(regs, 2) : compat_argument(regs, 3);
	if (event == EVENT_SEMCTL)
		bpf_probe_read_user(&arguments->at[3], sizeof(__u32), (const void *)pointer);
}

/* i386's first mmap, too, has its arguments in memory, and some of ipc's are. */
static __always_inline struct arguments call_arguments_of(struct pt_regs *regs, const struct call *call)
{
	struct arguments arguments = {};

	if (call->abi != ABI_COMPAT || (call->number != COMPAT_MMAP && call->number != COMPAT_IPC))
		return arguments_of(regs, call);
	if (call->number == COMPAT_IPC)
		read_ipc_arguments(&arguments, regs);
	else
		read_arguments_in_memory(&arguments, compat_argument(regs, 0));
	return arguments;
}

/* Ends behind the last argument that the call has. */
#define TELL_ARGUMENTS(key, a, b, c, d, e, f)                                              \
	(void)(call_argument(key, 0, a, 0, b) && call_argument(key, 1, b, a, c) &&         \
	       call_argument(key, 2, c, b, 0) && call_argument(key, 3, d, c, e) &&         \
	       call_argument(key, 4, e, 0, 0) && call_argument(key, 5, f, 0, 0))

/* --- Standard streams of a new process image. --- */

__noinline int exec_stream(__u32 fd)
{
	struct call_event *event = begin(EVENT_STREAM, 0, sizeof(*event));

	if (!event)
		return 0;
	mark_left_out(event);
	event->numbers[0] = fd;
	call_object(scratch_of(&event->header)->key, fd, OBJECT_OF_ARGUMENT);
	submit(event);
	return 0;
}

/* --- What does the same as dup. --- */

/* include/uapi/linux/fcntl.h */
#define F_DUPFD 0
#define F_DUPFD_CLOEXEC 1030

__noinline int call_copy(__s32 from, __s64 to, __u32 flags)
{
	struct call_event *event;

	if (leaves_out_told(EVENT_DUP, to)) {
		count_left_out(EVENT_DUP);
		return 0;
	}
	event = begin(EVENT_DUP, to, sizeof(*event));
	if (!event)
		return 0;
	mark_left_out(event);
	event->header.flags |= flags;
	event->header.mount_namespace = mount_namespace_of(current_task());
	event->numbers[0] = from;
	call_object(scratch_of(&event->header)->key, to, OBJECT_OF_RESULT);
	submit(event);
	return 0;
}

/* What came with messages, and has become a standard descriptor. */
static __always_inline void tell_given(__u32 type, __u64 messages, __s64 result, const struct call *call)
{
	__u32 flags = call->abi == ABI_COMPAT ? RECORD_COMPAT : 0;
	int given = type == EVENT_RECVMSG ? descriptors_given(messages, call->short_pointers)
					  : descriptors_given_by(messages, result, call->short_pointers);

	for (__s32 fd = 0; fd <= STANDARD_DESCRIPTOR_MAX; fd++)
		if (given >> fd & 1)
			call_copy(fd, fd, flags);
}

/* A copy by fcntl; or a connection that a call has made at one of the standard descriptors, without any copy. */
static __always_inline void tell_as_copy(__u32 type, const struct arguments *arguments, const struct call *call,
					 long result)
{
	__u32 flags = call->abi == ABI_COMPAT ? RECORD_COMPAT : 0;
	__s32 fd = arguments->at[0];
	__u32 command = arguments->at[1];

	if (type == EVENT_CONNECT)
		call_copy(fd, fd, flags);
	else if (result < 0)
		return;
	else if (also_told_as[type] == EVENT_DUP && type != EVENT_FCNTL && result <= STANDARD_DESCRIPTOR_MAX)
		call_copy(result, result, flags);
	else if (type == EVENT_FCNTL && (command == F_DUPFD || command == F_DUPFD_CLOEXEC))
		call_copy(fd, result, flags);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(call_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	__u32 type = event_of_call(regs, &call);
	struct arguments arguments = call_arguments_of(regs, &call);
	const __u64 *at = arguments.at;
	struct call_event *event;
	__u32 key;

	/* User space has just switched it off. */
	if (type == EVENT_NONE || type >= EVENT_TYPES_MAX)
		return 0;
	if (is_told_twice(type)) {
		if (is_of_messages(type)) {
			tell_given(type, at[1], result, &call);
			return 0;
		}
		tell_as_copy(type, &arguments, &call, result);
		if (type == EVENT_CONNECT)
			return 0;
		if (leaves_out_told(type, result)) {
			count_left_out(type);
			forget_taken(current_task(), type);
			return 0;
		}
	}
	/* Of those only what they are told as is told here, and user space has just switched that off. */
	if (has_facts(type))
		return 0;
	event = begin(type, result, sizeof(*event));
	if (!event) {
		forget_taken(current_task(), type);
		return 0;
	}
	mark_left_out(event);
	mark_abi(&event->header, &call);
	event->header.mount_namespace = mount_namespace_of(current_task());
	event->object_fd = -1;
	key = scratch_of(&event->header)->key;
	scratch_of(&event->header)->short_pointers = call.short_pointers;
	TELL_ARGUMENTS(key, at[0], at[1], at[2], at[3], at[4], at[5]);
	call_additions(key);
	submit(event);
	forget_taken(current_task(), type);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(ipc_exit, struct pt_regs *regs, long result)
{
	__u32 event = event_of_ipc(compat_argument(regs, 0));

	if (event == EVENT_NONE)
		return 0;
	hand_over(ctx, event);
	return 0;
}
