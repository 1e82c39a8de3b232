/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The programs that sys_exit calls by tail call, by index. An event's handler has the number of the event, so that the
 * table wanted_syscalls is all that user space has to know; what is not one event has an index above the event numbers.
 */
#ifndef KOSMOS_HANDLERS_H
#define KOSMOS_HANDLERS_H

enum handler {
	HANDLER_SOCKETCALL = EVENT_TYPES_MAX, /* i386's connect and sends in one call */
	HANDLER_SENDMMSG_MORE,                /* the messages that one run of sendmmsg_exit left over */
	HANDLERS_MAX,
};

#endif
