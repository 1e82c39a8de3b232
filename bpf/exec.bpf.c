/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * New process images. A success is told by sched_process_exec, after the kernel has put everything in place:
 * executable, arguments and credentials are read from the new image, where nobody can have changed them yet. A failure
 * is told at the exit of the system call, by what was tried. As in Falco every success is an execve, whichever call led
 * to it.
 */

static __always_inline void fill_executable(struct execve_event *event, struct task_struct *task)
{
	struct file *file = READ(task, mm, exe_file);
	struct inode *inode = READ(file, f_inode);
	enum layer layer = layer_in(READ(inode, i_sb, s_magic), inode);

	event->exe_ino = READ(inode, i_ino);
	event->exe_dev = READ(inode, i_sb, s_dev);
	event->exe_ctime_ns = change_time_ns(inode);
	event->exe_mtime_ns = modification_time_ns(inode);
	if (may_write(READ(task, cred), inode))
		event->exe_flags |= EXE_WRITABLE;
	if (layer == LAYER_UPPER)
		event->exe_flags |= EXE_UPPER_LAYER;
	if (layer == LAYER_LOWER)
		event->exe_flags |= EXE_LOWER_LAYER;
	if (is_memfd(file))
		event->exe_flags |= EXE_FROM_MEMFD;
	append_file_path(&event->header, &event->exe_path, file);
}

static __always_inline void fill_ids(struct execve_event *event, struct task_struct *task)
{
	struct pid_namespace *namespace = pid_namespace_of(thread_pid(task));
	struct task_struct *parent = READ(task, real_parent, group_leader);

	event->parent_pid = READ(parent, pid);
	event->parent_start_ns = READ(parent, start_boottime);
	event->pidns_init_start_ns = init_start_ns(namespace);
	event->session_id = host_number(session_pid(task));
	event->process_group = host_number(process_group_pid(task));
	event->virtual_tid = pid_number(thread_pid(task), namespace);
	event->virtual_pid = pid_number(leader_pid(task), namespace);
	event->virtual_process_group = pid_number(process_group_pid(task), namespace);
	event->virtual_session = pid_number(session_pid(task), namespace);
	event->tty = terminal_of(task);
	event->login_uid = login_uid_of(task);
}

static __always_inline void fill_credentials(struct execve_event *event, struct task_struct *task)
{
	const struct cred *cred = READ(task, cred);

	event->cap_inheritable = capabilities(&cred->cap_inheritable);
	event->cap_permitted = capabilities(&cred->cap_permitted);
	event->cap_effective = capabilities(&cred->cap_effective);
	event->real_uid = READ(cred, uid.val);
	event->real_gid = READ(cred, gid.val);
}

static __always_inline void fill_usage(struct execve_event *event, struct task_struct *task)
{
	struct mm_struct *mm = READ(task, mm);

	event->fd_limit = READ(task, signal, rlim[RLIMIT_NOFILE].rlim_cur);
	event->page_faults_major = READ(task, maj_flt);
	event->page_faults_minor = READ(task, min_flt);
	event->vm_size_kb = READ(mm, total_vm) * PAGE_KB;
	event->vm_rss_kb = PAGES_KB(mm, FILE_PAGES) + PAGES_KB(mm, ANONYMOUS_PAGES) + PAGES_KB(mm, SHARED_PAGES);
	event->vm_swap_kb = PAGES_KB(mm, SWAP_ENTRIES);
}

/* All but the executable, arguments and filename: what is there to tell whether the call succeeded or not. */
static __always_inline void fill_process(struct execve_event *event, struct task_struct *task)
{
	event->header.mount_namespace = mount_namespace_of(task);
	fill_ids(event, task);
	fill_credentials(event, task);
	fill_usage(event, task);
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	append_working_directory(&event->header, &event->cwd, task);
	append_cgroup(&event->header, &event->cgroup, task);
}

/* --- Arguments and environment, as the kernel has just laid them out on the new stack. --- */

/* By the page, since one that is not resident would cost the whole. */
#define STACK_PIECE_BYTES 4096
#define STACK_PIECES_MAX (ARGS_BYTES_MAX / STACK_PIECE_BYTES + 1)

/* Puts what lies on one page of a text behind the record; 0 behind its last page. Global, see has_living_thread. */
__noinline int append_stack_piece(__u32 key, __u64 start, __u64 end, __u32 index)
{
	struct exec_scratch *scratch = bpf_map_lookup_elem(&exec_scratches, &key);
	__u64 from = (start & ~(__u64)(STACK_PIECE_BYTES - 1)) + (__u64)index * STACK_PIECE_BYTES;
	__u64 to = from + STACK_PIECE_BYTES;
	struct event_header *header;
	__u64 length;
	__u32 at;

	if (from < start)
		from = start;
	if (to > end)
		to = end;
	if (!scratch || from >= to)
		return 0;
	header = &scratch->header;
	at = header->length;
	length = to - from;
	OPAQUE(at);
	OPAQUE(length);
	if (at > TEXT_OFFSET_MAX + ARGS_BYTES_MAX + ENVIRONMENT_BYTES_MAX - STACK_PIECE_BYTES ||
	    length > STACK_PIECE_BYTES) {
		header->flags |= RECORD_TRUNCATED;
		return 0;
	}
	if (bpf_probe_read_user((void *)header + at, length, (const void *)from))
		header->flags |= RECORD_FAULT;
	else
		header->length = at + length;
	return 1;
}

static __always_inline void append_stack(struct execve_event *event, struct text_span *span, __u64 start, __u64 end)
{
	__u32 key = exec_scratch_of(&event->header)->key;
	__u32 offset = event->header.length;

	if (end - start > ARGS_BYTES_MAX) {
		end = start + ARGS_BYTES_MAX;
		event->header.flags |= RECORD_TRUNCATED;
	}
	for (__u32 i = 0; i < STACK_PIECES_MAX; i++)
		if (!append_stack_piece(key, start, end, i))
			break;
	end_text(&event->header, span, offset, event->header.length - offset);
}

static __always_inline void append_arguments(struct execve_event *event, struct task_struct *task)
{
	append_stack(event, &event->args, READ(task, mm, arg_start), READ(task, mm, arg_end));
}

static __always_inline void append_environment(struct execve_event *event, struct task_struct *task)
{
	append_stack(event, &event->environment, READ(task, mm, env_start), READ(task, mm, env_end));
}

__noinline int exec_stream(__u32 fd);

SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec, struct task_struct *task, pid_t old_tid, struct linux_binprm *binprm)
{
	struct execve_event *event;

	if (is_wanted(EVENT_STREAM, 0)) {
		exec_stream(0);
		exec_stream(1);
		exec_stream(2);
	}
	event = begin_exec(EVENT_EXECVE, 0, sizeof(*event));
	if (!event)
		return 0;
	if (in_compat_call(task))
		event->header.flags |= RECORD_COMPAT;
	if (has_moved(event->header.pid))
		event->header.flags |= RECORD_MOVED;
	event->previous_tid = old_tid;
	fill_executable(event, task);
	append_kernel_string(&event->header, &event->filename, READ(binprm, filename));
	fill_process(event, task);
	append_arguments(event, task);
	if (environment_wanted)
		append_environment(event, task);
	submit_exec(event);
	return 0;
}

/* At most so many arguments of a failed exec are told, and TEXT_BYTES_MAX of them. */
#define ARGUMENTS_MAX 128

static __always_inline bool read_user_pointer(bool short_pointers, __u64 table, __u32 index, __u64 *pointer)
{
	*pointer = 0;
	if (short_pointers)
		return !bpf_probe_read_user(pointer, sizeof(__u32), (const void *)(table + index * sizeof(__u32)));
	return !bpf_probe_read_user(pointer, sizeof(*pointer), (const void *)(table + index * sizeof(*pointer)));
}

/* One more argument behind those in the record; whether there may be another. Global, see has_living_thread. */
__noinline int append_tried_argument(__u32 key, __u64 argv, __u32 index, __u32 short_pointers)
{
	struct scratch *scratch = bpf_map_lookup_elem(&scratches, &key);
	struct event_header *header;
	struct text_span *args;
	__u64 argument;
	__u32 at;
	long length;

	if (!scratch)
		return 0;
	header = &scratch->header;
	args = &((struct execve_event *)header)->args;
	if (!read_user_pointer(short_pointers, argv, index, &argument)) {
		header->flags |= RECORD_FAULT;
		return 0;
	}
	if (!argument)
		return 0;
	at = header->length;
	OPAQUE(at);
	if (at > TEXT_OFFSET_MAX || args->length > TEXT_BYTES_MAX) {
		header->flags |= RECORD_TRUNCATED;
		return 0;
	}
	length = bpf_probe_read_user_str((void *)header + at, TEXT_BYTES_MAX, (const void *)argument);
	if (length < 0) {
		header->flags |= RECORD_FAULT;
		return 0;
	}
	/* 5.10 does not count the terminator of an empty text. */
	end_text(header, args, at - args->length, args->length + (length ? length : 1));
	if (length < TEXT_BYTES_MAX)
		return 1;
	header->flags |= RECORD_TRUNCATED;
	return 0;
}

/*
 * The arguments that the caller tried, out of its memory as it is now. Where that has changed since, what the kernel
 * refused is not what is told.
 */
static __always_inline void append_tried_arguments(struct execve_event *event, const struct call *call, __u64 argv)
{
	__u32 key = scratch_of(&event->header)->key;

	end_text(&event->header, &event->args, event->header.length, 0);
	for (int i = 0; i < ARGUMENTS_MAX; i++)
		if (!append_tried_argument(key, argv, i, call->short_pointers))
			return;
	event->header.flags |= RECORD_TRUNCATED;
}

/* An exec as asked for. */
struct exec_request {
	__u64 filename;
	__u64 argv;
};

static __always_inline int tell_failed_exec(__u32 type, const struct call *call, long result,
					    const struct exec_request *request)
{
	struct execve_event *event = result < 0 ? begin(type, result, sizeof(*event)) : NULL;

	if (!event) {
		forget_names(current_task(), type);
		return 0;
	}
	mark_left_out(event);
	mark_abi(&event->header, call);
	event->previous_tid = event->header.tid;
	fill_executable(event, current_task());
	if (!append_taken_name(&event->header, &event->filename, request->filename, 0))
		event->header.flags |= RECORD_FROM_USER;
	forget_names(current_task(), type);
	fill_process(event, current_task());
	append_tried_arguments(event, call, request->argv);
	submit(event);
	return 0;
}

/* execve and execveat, which has a descriptor before the rest. */
SEC("tp_btf/sys_exit")
int BPF_PROG(exec_exit, struct pt_regs *regs, long result)
{
	struct call call = call_of(regs);
	__u32 type = event_of_call(regs, &call);
	bool is_at = type == EVENT_EXECVEAT;
	__u64 second = argument(regs, &call, 1);
	struct exec_request request = {
		.filename = is_at ? second : argument(regs, &call, 0),
		.argv = is_at ? argument(regs, &call, 2) : second,
	};

	return type == EVENT_EXECVE || is_at ? tell_failed_exec(type, &call, result, &request) : 0;
}
