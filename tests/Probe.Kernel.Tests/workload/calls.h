/* Short forms for the actions that make one call after another. */
#ifndef CALLS_H
#define CALLS_H

#define DO(label, call)                   \
	do {                              \
		struct step one;          \
		STEP(one, label, call);   \
		print_step(&one);         \
		end_line();               \
	} while (0)

#define CALL(name, ...) CALL_(name, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define CALL_(name, a, b, c, d, e, f, ...) \
	raw(SYS_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

#define NOWHERE "/nowhere/at/all"

#endif
