using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>How a call's event changes descriptors.</summary>
internal enum DescriptorChange : byte
{
    /// <summary>It only uses one.</summary>
    None,

    /// <summary>open.</summary>
    Open,

    /// <summary>openat, openat2.</summary>
    OpenAt,

    /// <summary>open_by_handle_at.</summary>
    OpenByHandle,

    /// <summary>creat.</summary>
    Create,

    /// <summary>close.</summary>
    Close,

    /// <summary>close_range, which is about no descriptor as fields have it.</summary>
    CloseRange,

    /// <summary>dup, dup2, dup3.</summary>
    Duplicate,

    /// <summary>fcntl.</summary>
    Control,

    /// <summary>pidfd_getfd.</summary>
    TakeFromProcess,

    /// <summary>A call that makes a descriptor of a kind of its own.</summary>
    Make,

    /// <summary>memfd_create.</summary>
    MakeMemory,

    /// <summary>pidfd_open.</summary>
    MakePid,

    /// <summary>pipe, pipe2.</summary>
    MakePipe,

    /// <summary>socketpair.</summary>
    MakePair,

    /// <summary>socket.</summary>
    MakeSocket,

    /// <summary>bind.</summary>
    Bind,

    /// <summary>connect.</summary>
    Connect,

    /// <summary>accept, accept4.</summary>
    Accept,

    /// <summary>Calls that read.</summary>
    Read,

    /// <summary>Calls that write.</summary>
    Write,
}

/// <summary>What is known of a call's event before it comes.</summary>
/// <param name="Change">How it changes descriptors.</param>
/// <param name="IsAbout">Fields of descriptors have values for it.</param>
/// <param name="Number">The parameter with the descriptor it uses; -1 for those that only make one.</param>
/// <param name="Kind">What it makes.</param>
/// <param name="Flags">The parameter with the flags of what it makes; -1 for none.</param>
/// <param name="Tuple">The parameter with both ends of the socket; -1 for none.</param>
internal readonly record struct DescriptorCall(
    DescriptorChange Change,
    bool IsAbout,
    int Number = -1,
    DescriptorKind Kind = DescriptorKind.None,
    int Flags = -1,
    int Tuple = -1)
{
    private static readonly Lazy<DescriptorCall[]> ByNameId = new(Build);

    /// <summary>The calls by the id of their name.</summary>
    public static DescriptorCall[] All => ByNameId.Value;

    // Events that use a descriptor: the parameter that has it.
    private static readonly (int Number, string[] Names)[] Uses =
    [
        (1,
        [
            "listen", "shutdown", "setsockopt", "getsockopt", "fstat", "fstat64", "lseek", "llseek", "fchdir",
            "getdents", "getdents64", "setns", "flock", "fchmod", "fchown", "fchownat", "fchmodat", "unlinkat",
            "mkdirat", "mknodat", "newfstatat", "ioctl", "io_uring_enter", "io_uring_register", "finit_module",
            "fsconfig",
        ]),
        (2, ["splice", "sendfile", "symlinkat"]),
        (3, ["copy_file_range"]),
        (8, ["mmap", "mmap2"]),
    ];

    private static readonly (string Name, DescriptorCall Call)[] Rows =
    [
        ("open", Makes(DescriptorChange.Open)),
        ("openat", Makes(DescriptorChange.OpenAt)),
        ("openat2", Makes(DescriptorChange.OpenAt)),
        ("open_by_handle_at", Makes(DescriptorChange.OpenByHandle)),
        ("creat", Makes(DescriptorChange.Create)),
        ("close", Uses1(DescriptorChange.Close)),
        ("close_range", new DescriptorCall(DescriptorChange.CloseRange, IsAbout: false)),
        ("dup", Uses1(DescriptorChange.Duplicate)),
        ("dup2", Uses1(DescriptorChange.Duplicate)),
        ("dup3", Uses1(DescriptorChange.Duplicate) with { Flags = 3 }),
        ("fcntl", Uses1(DescriptorChange.Control)),
        ("pidfd_getfd", Makes(DescriptorChange.TakeFromProcess)),
        ("eventfd", Makes(DescriptorKind.Event)),
        ("eventfd2", Makes(DescriptorKind.Event, flags: 1)),
        ("signalfd", Makes(DescriptorKind.Signal)),
        ("signalfd4", Makes(DescriptorKind.Signal, flags: 1)),
        ("timerfd_create", Makes(DescriptorKind.Timer)),
        ("inotify_init", Makes(DescriptorKind.Inotify)),
        ("inotify_init1", Makes(DescriptorKind.Inotify, flags: 1)),
        ("epoll_create", Makes(DescriptorKind.EventPoll)),
        ("epoll_create1", Makes(DescriptorKind.EventPoll, flags: 1)),
        ("bpf", Makes(DescriptorKind.Bpf)),
        ("userfaultfd", Makes(DescriptorKind.UserFault, flags: 1)),
        ("io_uring_setup", Makes(DescriptorKind.IoUring)),
        ("memfd_create", Makes(DescriptorChange.MakeMemory)),
        ("pidfd_open", Makes(DescriptorChange.MakePid)),
        ("pipe", Makes(DescriptorChange.MakePipe)),
        ("pipe2", Makes(DescriptorChange.MakePipe) with { Flags = 4 }),
        ("socketpair", Makes(DescriptorChange.MakePair)),
        ("socket", Makes(DescriptorChange.MakeSocket) with { Flags = 4 }),
        ("bind", new DescriptorCall(DescriptorChange.Bind, IsAbout: true, Number: 2)),
        ("connect", new DescriptorCall(DescriptorChange.Connect, IsAbout: true, Number: 2, Tuple: 1)),
        ("accept", Makes(DescriptorChange.Accept) with { Tuple = 1 }),
        ("accept4", Makes(DescriptorChange.Accept) with { Tuple = 1, Flags = 5 }),
        ("read", Reads(number: 2)),
        ("readv", Reads(number: 3)),
        ("pread", Reads(number: 2)),
        ("preadv", Reads(number: 3)),
        ("recv", Reads(number: 2, tuple: 4)),
        ("recvfrom", Reads(number: 3, tuple: 2)),
        ("recvmsg", Reads(number: 5, tuple: 3)),
        ("recvmmsg", Reads(number: 1, tuple: 4)),
        ("write", Writes(number: 2)),
        ("writev", Writes(number: 2)),
        ("pwrite", Writes(number: 2)),
        ("pwritev", Writes(number: 2)),
        ("send", Writes(number: 2, tuple: 4)),
        ("sendto", Writes(number: 2, tuple: 4)),
        ("sendmsg", Writes(number: 2, tuple: 4)),
        ("sendmmsg", Writes(number: 1, tuple: 4)),
    ];

    private static DescriptorCall Makes(DescriptorChange change) => new(change, IsAbout: true);

    private static DescriptorCall Makes(DescriptorKind kind, int flags = -1) =>
        new(DescriptorChange.Make, IsAbout: true, Kind: kind, Flags: flags);

    private static DescriptorCall Uses1(DescriptorChange change) => new(change, IsAbout: true, Number: 1);

    private static DescriptorCall Reads(int number, int tuple = -1) =>
        new(DescriptorChange.Read, IsAbout: true, number, Tuple: tuple);

    private static DescriptorCall Writes(int number, int tuple = -1) =>
        new(DescriptorChange.Write, IsAbout: true, number, Tuple: tuple);

    private static DescriptorCall[] Build()
    {
        var calls = new DescriptorCall[EventTable.NamesCount];
        foreach (var (number, names) in Uses)
        {
            foreach (string name in names)
            {
                calls[EventTable.NameId(name)] = new DescriptorCall(DescriptorChange.None, IsAbout: true, number);
            }
        }

        foreach (var (name, call) in Rows)
        {
            calls[EventTable.NameId(name)] = call;
        }

        return calls;
    }
}
