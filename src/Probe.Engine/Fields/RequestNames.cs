namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Requests of ptrace and commands of fcntl: Falco gives them numbers of its own, since the kernel's differ between
/// architectures. Sources: linux/ptrace.h, asm/ptrace-abi.h, asm-generic/fcntl.h, Falco's event listing.
/// </summary>
internal static class RequestNames
{
    private static readonly (long Kernel, string Name)[] PtraceRequests =
    [
        (0, "PTRACE_TRACEME"), (1, "PTRACE_PEEKTEXT"), (2, "PTRACE_PEEKDATA"), (3, "PTRACE_PEEKUSR"),
        (4, "PTRACE_POKETEXT"), (5, "PTRACE_POKEDATA"), (6, "PTRACE_POKEUSR"), (7, "PTRACE_CONT"),
        (8, "PTRACE_KILL"), (9, "PTRACE_SINGLESTEP"), (16, "PTRACE_ATTACH"), (17, "PTRACE_DETACH"),
        (24, "PTRACE_SYSCALL"), (0x4200, "PTRACE_SETOPTIONS"), (0x4201, "PTRACE_GETEVENTMSG"),
        (0x4202, "PTRACE_GETSIGINFO"), (0x4203, "PTRACE_SETSIGINFO"), (0x4204, "PTRACE_GETREGSET"),
        (0x4205, "PTRACE_SETREGSET"), (0x4206, "PTRACE_SEIZE"), (0x4207, "PTRACE_INTERRUPT"),
        (0x4208, "PTRACE_LISTEN"), (0x4209, "PTRACE_PEEKSIGINFO"), (0x420a, "PTRACE_GETSIGMASK"),
        (0x420b, "PTRACE_SETSIGMASK"), (12, "PTRACE_GETREGS"), (13, "PTRACE_SETREGS"), (14, "PTRACE_GETFPREGS"),
        (15, "PTRACE_SETFPREGS"), (18, "PTRACE_GETFPXREGS"), (19, "PTRACE_SETFPXREGS"),
        (21, "PTRACE_OLDSETOPTIONS"), (25, "PTRACE_GET_THREAD_AREA"), (26, "PTRACE_SET_THREAD_AREA"),
        (30, "PTRACE_ARCH_PRCTL"), (31, "PTRACE_SYSEMU"), (32, "PTRACE_SYSEMU_SINGLESTEP"),
        (33, "PTRACE_SINGLEBLOCK"),
    ];

    // Falco's number, the kernel's.
    private static readonly (long Portable, long Kernel, string Name)[] FcntlCommands =
    [
        (1, 0, "F_DUPFD"), (2, 1, "F_GETFD"), (3, 2, "F_SETFD"), (4, 3, "F_GETFL"), (5, 4, "F_SETFL"),
        (6, 5, "F_GETLK"), (8, 6, "F_SETLK"), (9, 7, "F_SETLKW"), (10, 8, "F_SETOWN"), (12, 9, "F_GETOWN"),
        (13, 10, "F_SETSIG"), (15, 11, "F_GETSIG"), (21, 15, "F_SETOWN_EX"), (22, 16, "F_GETOWN_EX"),
        (23, 1024, "F_SETLEASE"), (24, 1025, "F_GETLEASE"), (25, 1029, "F_CANCELLK"),
        (26, 1030, "F_DUPFD_CLOEXEC"), (27, 1026, "F_NOTIFY"), (28, 1031, "F_SETPIPE_SZ"),
        (29, 1032, "F_GETPIPE_SZ"), (30, 36, "F_OFD_GETLK"), (31, 37, "F_OFD_SETLK"), (32, 38, "F_OFD_SETLKW"),
    ];

    private static readonly Dictionary<long, long> PortablePtrace = PtraceRequests
        .Select(static (entry, index) => (entry.Kernel, Portable: index + 1L))
        .ToDictionary(static entry => entry.Kernel, static entry => entry.Portable);

    private static readonly Dictionary<long, long> PortableFcntl =
        FcntlCommands.ToDictionary(static entry => entry.Kernel, static entry => entry.Portable);

    /// <summary>Names of ptrace's requests, by Falco's numbers.</summary>
    public static readonly EnumNames Ptrace = new(
    [
        (0, "PTRACE_UNKNOWN"), .. PtraceRequests.Select(static (entry, index) => (index + 1L, entry.Name)),
    ]);

    /// <summary>Names of fcntl's commands, by Falco's numbers.</summary>
    public static readonly EnumNames Fcntl = new(
        [(0, "UNKNOWN"), .. FcntlCommands.Select(static entry => (entry.Portable, entry.Name))]);

    /// <summary>Falco's number of a request; 0 for one it does not know.</summary>
    public static long PtraceNumber(long kernel) => PortablePtrace.GetValueOrDefault(kernel);

    /// <summary>Falco's number of a command; 0 for one it does not know.</summary>
    public static long FcntlNumber(long kernel) => PortableFcntl.GetValueOrDefault(kernel);
}
