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
        EventType.Kill or EventType.Tkill or EventType.Tgkill => "signal"u8,
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
