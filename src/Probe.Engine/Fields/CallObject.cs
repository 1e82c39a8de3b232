using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// The descriptor of a call: its number, and what the kernel says is behind it. Calls that take a directory beside a
/// path have that as their descriptor, as in Falco.
/// </summary>
internal static class CallObject
{
    private const uint ModeTypeMask = 0xf000;
    private const uint ModeDirectory = 0x4000;

    private const int DupFd = 0;
    private const int DupFdCloseOnExec = 1030;

    /// <summary>What stands in the kernel's name of an object without a place, and its type in words.</summary>
    private static ReadOnlySpan<byte> AnonymousPrefix => "anon_inode:"u8;

    /// <summary>Whether a call is about a descriptor, there or not.</summary>
    public static bool HasDescriptor(EventType type) => SourceOf(type) != Source.None;

    /// <summary>fd.num of a call; false when it is not about a descriptor.</summary>
    public static bool TryNumber(in EventContext context, out long value)
    {
        ref readonly var call = ref context.Event.As<CallEvent>();
        value = SourceOf(context.Event.Type) switch
        {
            Source.Result => Math.Max(context.Result, -1),
            Source.Copy => MakesCopy(context) ? context.Result : call.Numbers[0],
            Source.First => call.Numbers[0],
            Source.Second => call.Numbers[1],
            Source.Fourth => call.Numbers[4],
            Source.Pair => call.Numbers[7],
            _ => -1,
        };
        return HasDescriptor(context.Event.Type);
    }

    /// <summary>What sort of object is behind the descriptor of a call.</summary>
    public static ObjectKind KindOf(in EventContext context)
    {
        ref readonly var call = ref context.Event.As<CallEvent>();
        if (TakesDirectory(context.Event.Type))
        {
            return TryNumber(context, out long number) && number >= 0 && call.Directories[0].Length > 0
                ? ObjectKind.Directory
                : ObjectKind.None;
        }

        if (!HasDescriptor(context.Event.Type) || (call.ObjectMode == 0 && call.ObjectIno == 0))
        {
            return ObjectKind.None;
        }

        if (call.Socket.Family != 0)
        {
            return ObjectKind.Socket;
        }

        var kind = KindOf(context.Event.Text(call.ObjectPath));
        return kind == ObjectKind.File && (call.ObjectMode & ModeTypeMask) == ModeDirectory
            ? ObjectKind.Directory
            : kind;
    }

    /// <summary>What sort of object has a name, as the kernel gives it; directories count as files.</summary>
    /// <param name="path">The name.</param>
    public static ObjectKind KindOf(ReadOnlySpan<byte> path) =>
        path.StartsWith(AnonymousPrefix) ? Anonymous(path[AnonymousPrefix.Length..])
        : path.StartsWith("/memfd:"u8) ? ObjectKind.Memfd
        : path.StartsWith("pipe:["u8) ? ObjectKind.Pipe
        : path.StartsWith("pidfd:["u8) ? ObjectKind.Pidfd
        : ObjectKind.File;

    /// <summary>Adds fd.name of a call's descriptor: files have one, and a few others.</summary>
    public static void WriteName(in EventContext context, ref TextBuilder text)
    {
        ref readonly var call = ref context.Event.As<CallEvent>();
        switch (KindOf(context))
        {
            case ObjectKind.Directory when TakesDirectory(context.Event.Type):
                text.Add(context.Event.Text(call.Directories[0]));
                break;
            case ObjectKind.File or ObjectKind.Directory:
                text.Add(context.Event.Text(call.ObjectPath));
                break;
            case ObjectKind.Memfd:
                WriteMemfd(context.Event.Text(call.ObjectPath), ref text);
                break;
            case ObjectKind.Pidfd when context.Event.Type == EventType.PidfdOpen:
                text.Add("/proc/"u8);
                text.AddNumber(call.Numbers[0]);
                break;
            case ObjectKind.Socket when SocketView.TryView(context, out var socket):
                socket.WriteName(ref text);
                break;
            default:
                break;
        }
    }

    /// <summary>Whether fd.* of a call is the directory that its path starts from.</summary>
    private static bool TakesDirectory(EventType type) => type is EventType.Fchmodat or EventType.Fchmodat2
        or EventType.Fchownat or EventType.Mkdirat or EventType.Unlinkat or EventType.Mknodat or EventType.Symlinkat
        or EventType.Newfstatat;

    // "/memfd:name (deleted)"; the caller gave the name.
    private static void WriteMemfd(ReadOnlySpan<byte> path, ref TextBuilder text)
    {
        var name = path["/memfd:".Length..];
        text.Add(name.EndsWith(" (deleted)"u8) ? name[..^" (deleted)".Length] : name);
    }

    private static ObjectKind Anonymous(ReadOnlySpan<byte> name) =>
        name.StartsWith("bpf"u8) ? ObjectKind.Bpf
        : name.StartsWith("[eventfd"u8) ? ObjectKind.Event
        : name.StartsWith("[eventpoll"u8) ? ObjectKind.EventPoll
        : name.StartsWith("inotify"u8) ? ObjectKind.Inotify
        : name.StartsWith("[signalfd"u8) ? ObjectKind.Signal
        : name.StartsWith("[timerfd"u8) ? ObjectKind.Timer
        : name.StartsWith("[userfaultfd"u8) ? ObjectKind.UserFault
        : name.StartsWith("[io_uring"u8) ? ObjectKind.Ring
        : name.StartsWith("[pidfd"u8) ? ObjectKind.Pidfd
        : ObjectKind.Other;

    private static bool MakesCopy(in EventContext context)
    {
        bool isFcntl = context.Event.Type == EventType.Fcntl;
        return context.Result >= 0
            && (!isFcntl || context.Event.As<CallEvent>().Numbers[1] is DupFd or DupFdCloseOnExec);
    }

    private static Source SourceOf(EventType type) => type switch
    {
        EventType.Socket or EventType.Accept or EventType.Accept4 or EventType.Bpf or EventType.Userfaultfd
            or EventType.MemfdCreate or EventType.IoUringSetup or EventType.PidfdOpen or EventType.PidfdGetfd
            or EventType.OpenByHandleAt => Source.Result,
        EventType.EpollCreate or EventType.EpollCreate1 or EventType.Eventfd or EventType.Eventfd2
            or EventType.InotifyInit or EventType.InotifyInit1 or EventType.Signalfd or EventType.Signalfd4
            or EventType.TimerfdCreate => Source.Result,
        EventType.Dup or EventType.Dup2 or EventType.Dup3 or EventType.Fcntl => Source.Copy,
        EventType.Fchmod or EventType.Fchown or EventType.Fchdir or EventType.Setns or EventType.IoUringEnter
            or EventType.IoUringRegister or EventType.FinitModule or EventType.Bind or EventType.Listen
            or EventType.Shutdown or EventType.Splice or EventType.CopyFileRange => Source.First,
        EventType.Fchmodat or EventType.Fchmodat2 or EventType.Fchownat or EventType.Mkdirat or EventType.Unlinkat
            or EventType.Mknodat or EventType.Newfstatat => Source.First,
        EventType.Fsconfig or EventType.Close or EventType.Flock or EventType.Fstat or EventType.Fstat64
            or EventType.Getdents or EventType.Getdents64 or EventType.Getsockopt or EventType.Setsockopt
            or EventType.Ioctl or EventType.Llseek or EventType.Lseek => Source.First,
        (>= EventType.Read and <= EventType.Send) => Source.First,
        EventType.Stream or EventType.PidfdSendSignal or EventType.Fsetxattr or EventType.Fremovexattr => Source.First,
        EventType.Mmap or EventType.Mmap2 => Source.Fourth,
        EventType.Symlinkat or EventType.Sendfile => Source.Second,
        EventType.Socketpair or EventType.Pipe or EventType.Pipe2 => Source.Pair,
        _ => Source.None,
    };

    private enum Source
    {
        None,
        Result,
        Copy,
        First,
        Second,
        Fourth,
        Pair,
    }
}

/// <summary>Sorts of objects behind descriptors.</summary>
internal enum ObjectKind
{
    /// <summary>Nothing, or nothing known.</summary>
    None,

    /// <summary>A file, device or named pipe.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A socket; SocketView tells more.</summary>
    Socket,

    /// <summary>A pipe.</summary>
    Pipe,

    /// <summary>eventfd.</summary>
    Event,

    /// <summary>epoll.</summary>
    EventPoll,

    /// <summary>inotify.</summary>
    Inotify,

    /// <summary>signalfd.</summary>
    Signal,

    /// <summary>timerfd.</summary>
    Timer,

    /// <summary>A map, program or other object of bpf.</summary>
    Bpf,

    /// <summary>userfaultfd.</summary>
    UserFault,

    /// <summary>io_uring.</summary>
    Ring,

    /// <summary>memfd.</summary>
    Memfd,

    /// <summary>pidfd.</summary>
    Pidfd,

    /// <summary>Something that Falco has no word for.</summary>
    Other,
}
