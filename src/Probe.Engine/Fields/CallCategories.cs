using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>evt.category of calls. Calls about any descriptor are of the sort of the object behind it.</summary>
internal static class CallCategories
{
    /// <summary>The category.</summary>
    public static ReadOnlySpan<byte> Of(in EventContext context) => context.Event.Type switch
    {
        EventType.Chroot or (>= EventType.Setsid and <= EventType.Ptrace) or EventType.Prctl or EventType.PidfdOpen
            or EventType.PidfdGetfd => "process"u8,
        EventType.OpenByHandleAt or EventType.Userfaultfd or (>= EventType.Chmod and <= EventType.Umount2) => "file"u8,
        >= EventType.Setuid and <= EventType.Setresgid => "user"u8,
        EventType.Kill or EventType.Tkill or EventType.Tgkill or EventType.Signalfd or EventType.Signalfd4 =>
            "signal"u8,
        (>= EventType.Getegid and <= EventType.Getresuid) or EventType.Quotactl => "user"u8,
        EventType.Access or (>= EventType.Flock and <= EventType.Fstat64)
            or (>= EventType.Getcwd and <= EventType.Getdents64) or (>= EventType.Llseek and <= EventType.Newfstatat) =>
            "file"u8,
        EventType.Brk or (>= EventType.Mlock and <= EventType.Munlockall)
            or (>= EventType.Mmap and <= EventType.Munmap) => "memory"u8,
        EventType.Getrlimit or EventType.Setrlimit or EventType.Prlimit
            or (>= EventType.Semctl and <= EventType.Semop) => "process"u8,
        >= EventType.Getpeername and <= EventType.Setsockopt => "net"u8,
        EventType.Pipe or EventType.Pipe2 or EventType.Eventfd or EventType.Eventfd2 or EventType.Futex
            or EventType.InotifyInit or EventType.InotifyInit1 => "IPC"u8,
        EventType.Nanosleep => "sleep"u8,
        EventType.TimerfdCreate => "time"u8,
        EventType.Fsconfig => "system"u8,
        EventType.EpollCreate or EventType.EpollCreate1 or EventType.EpollWait or EventType.Poll or EventType.Ppoll
            or EventType.Select => "wait"u8,
        EventType.Ioctl or EventType.Close => OfObject(context),
        var type when CallEvents.Receives(type) || CallEvents.Sends(type) => OfObject(context),
        EventType.MemfdCreate => "memory"u8,
        EventType.Socketpair => "IPC"u8,
        EventType.Bpf or EventType.InitModule or EventType.FinitModule or EventType.DeleteModule => "other"u8,
        (>= EventType.Socket and <= EventType.Accept4) or EventType.Shutdown => "net"u8,
        EventType.Dup or EventType.Dup2 or EventType.Dup3 or EventType.Fcntl => OfObject(context),
        _ => "unknown"u8,
    };

    private static ReadOnlySpan<byte> OfObject(in EventContext context) => CallObject.KindOf(context) switch
    {
        ObjectKind.File or ObjectKind.Directory => "file"u8,
        ObjectKind.Pipe or ObjectKind.Event => "ipc"u8,
        ObjectKind.Socket when SocketView.TryView(context, out var socket) => socket.IsUnix ? "ipc"u8 : "net"u8,
        _ => "unknown"u8,
    };
}
