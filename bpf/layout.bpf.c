/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * One global for each struct and enum of the wire format, so that the compiler keeps them in BTF, where user space
 * compares its mirrors with them. Never loaded: only its BTF is read.
 */
#include "vmlinux.h"
#include "events.h"

struct text_span layout_text_span = {};
struct event_header layout_event_header = {};
struct socket_state layout_socket_state = {};
struct event_counters layout_event_counters = {};

#define X(number, NAME, name, type) struct type layout_##name = {};
EVENTS(X)
#undef X

enum event_type layout_event_type = EVENT_NONE;
enum record_flags layout_record_flags = RECORD_TRUNCATED;
enum exe_flags layout_exe_flags = EXE_WRITABLE;
enum open_flags layout_open_flags = OPEN_CREATED;
enum socket_flags layout_socket_flags = SOCKET_CONNECTED;
