/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Tasks that come and go. A new task is told by sched_process_fork, before it runs for the first time, so that nothing it
 * does is seen earlier; only a failed call is told at its exit. A thread's end is told by sched_process_exit.
 */

/* exit_code, as wait(2) takes it apart. */
#define SIGNAL_OF(status) ((status) & 0x7f)
#define CORE_BIT 0x80
#define EXIT_VALUE_OF(status) ((status) >> 8 & 0xff)

SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_exit, struct task_struct *task)
{
	struct procexit_event *event = begin(EVENT_PROCEXIT, 0, sizeof(*event));

	if (!event)
		return 0;
	event->status = BPF_CORE_READ(task, exit_code);
	event->exit_value = EXIT_VALUE_OF(event->status);
	event->signal = SIGNAL_OF(event->status);
	event->core_dumped = !!(event->status & CORE_BIT);
	event->reaper_pid = reaper_of(task);
	event->group_dead = BPF_CORE_READ(task, signal, live.counter) == 0;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	submit(event);
	return 0;
}
