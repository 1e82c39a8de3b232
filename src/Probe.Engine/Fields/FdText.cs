using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// What the descriptor of an event is, in the words that fields and event arguments share. Opens have a file, or after
/// a failure only a name; connect, send and receive have a socket; calls have what CallObject says; other events have
/// no descriptor.
/// </summary>
internal static class FdText
{
    private const uint ModeTypeMask = 0xf000;
    private const uint ModeDirectory = 0x4000;

    /// <summary>The event opens a file.</summary>
    public static bool IsOpen(EventType type) => type is >= EventType.Open and <= EventType.Creat;

    /// <summary>The event opened a file.</summary>
    public static bool IsOpened(in EventContext context) => IsOpen(context.Event.Type) && context.Result >= 0;

    /// <summary>There is an object behind the descriptor.</summary>
    public static bool HasObject(in EventContext context) =>
        IsOpened(context) || SocketView.TryView(context, out _) || CallKind(context) != ObjectKind.None;

    /// <summary>There is a file or directory behind the descriptor.</summary>
    public static bool HasFile(in EventContext context) =>
        IsOpened(context) || CallKind(context) is ObjectKind.File or ObjectKind.Directory;

    /// <summary>The inode behind the descriptor; 0 when there is none.</summary>
    public static ulong Inode(in EventContext context) =>
        IsOpened(context) ? context.Event.As<OpenEvent>().Ino
        : CallEvents.Contains(context.Event.Type) ? context.Event.As<CallEvent>().ObjectIno
        : SocketView.TryView(context, out var socket) ? socket.State.Ino : 0;

    /// <summary>The device of the object, as the kernel has it.</summary>
    public static uint Device(in EventContext context) =>
        IsOpened(context) ? context.Event.As<OpenEvent>().Dev
        : CallEvents.Contains(context.Event.Type) ? context.Event.As<CallEvent>().ObjectDev : 0;

    /// <summary>What is known of the file: created, layer of an overlay.</summary>
    public static OpenFlags Facts(in EventContext context) =>
        IsOpened(context) ? context.Event.As<OpenEvent>().OpenFlags
        : CallEvents.Contains(context.Event.Type) ? context.Event.As<CallEvent>().ObjectFlags : 0;

    /// <summary>What was opened is a directory.</summary>
    public static bool IsDirectory(in EventContext context)
    {
        if (!IsOpened(context))
        {
            return CallKind(context) == ObjectKind.Directory;
        }

        ref readonly var open = ref context.Event.As<OpenEvent>();
        return open.FileMode != 0
            ? (open.FileMode & ModeTypeMask) == ModeDirectory
            : (OpenFlagBits.Of(in open) & OpenFlagBits.Directory) != 0;
    }

    /// <summary>A device number as user space has it: the kernel keeps more bits of the minor.</summary>
    public static uint PortableDevice(uint dev) => (dev & 0xff) | (dev >> 20 << 8) | ((dev & 0xfff00) << 12);

    /// <summary>fd.num.</summary>
    public static bool TryNumber(in EventContext context, out long value)
    {
        switch (context.Event.Type)
        {
            case >= EventType.Open and <= EventType.Creat:
                value = Math.Max(context.Result, -1);
                return true;

            case EventType.Connect:
                value = context.Event.As<ConnectEvent>().Fd;
                return true;

            case EventType.Sendto or EventType.Sendmsg or EventType.Sendmmsg or EventType.Recvfrom
                or EventType.Recvmsg or EventType.Recvmmsg:
                value = context.Event.As<SendEvent>().Fd;
                return true;

            default:
                value = 0;
                return CallEvents.Contains(context.Event.Type) && CallObject.TryNumber(context, out value);
        }
    }

    /// <summary>fd.type.</summary>
    public static bool TryType(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = IsOpened(context) ? IsDirectory(context) ? "directory"u8 : "file"u8
            : SocketView.TryView(context, out var socket) ? socket.TypeName : KindName(CallKind(context));
        return !value.IsEmpty;
    }

    /// <summary>fd.typechar. Without an object it comes from the call: an open by directory is for a file.</summary>
    public static bool TryTypeChar(in EventContext context, out ReadOnlySpan<byte> value)
    {
        byte letter = TypeChar(context);
        value = letter switch
        {
            (byte)'f' => "f"u8,
            (byte)'d' => "d"u8,
            (byte)'4' => "4"u8,
            (byte)'6' => "6"u8,
            (byte)'u' => "u"u8,
            (byte)'n' => "n"u8,
            (byte)'p' => "p"u8,
            (byte)'e' => "e"u8,
            (byte)'l' => "l"u8,
            (byte)'i' => "i"u8,
            (byte)'s' => "s"u8,
            (byte)'t' => "t"u8,
            (byte)'b' => "b"u8,
            (byte)'r' => "r"u8,
            (byte)'m' => "m"u8,
            (byte)'P' => "P"u8,
            _ => "o"u8,
        };
        return letter != 0;
    }

    /// <summary>fd.name; empty for a socket whose ends are not known.</summary>
    public static bool TryName(in EventContext context, out ReadOnlySpan<byte> value)
    {
        if (context.IsBySamePath)
        {
            value = context.SamePath.Span;
            return true;
        }

        if (IsOpen(context.Event.Type))
        {
            return OpenPaths.TryGet(context, out value);
        }

        value = default;
        bool isCall = CallEvents.Contains(context.Event.Type);
        if (isCall ? !CallObject.HasDescriptor(context.Event.Type) : !SocketView.TryView(context, out _))
        {
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        if (isCall)
        {
            CallObject.WriteName(context, ref text);
        }
        else if (SocketView.TryView(context, out var socket))
        {
            socket.WriteName(ref text);
        }

        value = text.Finish();
        return true;
    }

    /// <summary>Adds the form that event arguments have: type and protocol in angle brackets, then the name.</summary>
    public static void Describe(in EventContext context, ref TextBuilder text)
    {
        if (IsOpened(context))
        {
            text.Add(IsDirectory(context) ? "<d>"u8 : "<f>"u8);
            var path = context.Event.Text(context.Event.As<OpenEvent>().Path);
            if (path.IsEmpty)
            {
                OpenPaths.Rebuild(context, ref text);
            }
            else
            {
                text.Add(path);
            }
        }
        else if (SocketView.TryView(context, out var socket))
        {
            text.Add((byte)'<');
            text.Add(socket.TypeChar);
            if (socket.EndsKnown && !socket.Protocol.IsEmpty)
            {
                text.Add(socket.Protocol[0]);
            }

            text.Add((byte)'>');
            socket.WriteName(ref text);
        }
        else if (CallKind(context) is var kind and not ObjectKind.None)
        {
            text.Add((byte)'<');
            text.Add(KindChar(kind));
            text.Add((byte)'>');
            CallObject.WriteName(context, ref text);
        }
    }

    private static ObjectKind CallKind(in EventContext context) =>
        CallEvents.Contains(context.Event.Type) ? CallObject.KindOf(context) : ObjectKind.None;

    // userfaultfd shares its letter with unix sockets, as in Falco.
    private static byte KindChar(ObjectKind kind) => kind switch
    {
        ObjectKind.File => (byte)'f',
        ObjectKind.Directory => (byte)'d',
        ObjectKind.Pipe => (byte)'p',
        ObjectKind.Event => (byte)'e',
        ObjectKind.EventPoll => (byte)'l',
        ObjectKind.Inotify => (byte)'i',
        ObjectKind.Signal => (byte)'s',
        ObjectKind.Timer => (byte)'t',
        ObjectKind.Bpf => (byte)'b',
        ObjectKind.UserFault => (byte)'u',
        ObjectKind.Ring => (byte)'r',
        ObjectKind.Memfd => (byte)'m',
        ObjectKind.Pidfd => (byte)'P',
        _ => (byte)'o',
    };

    /// <summary>fd.type of what is no socket; empty when Falco has no word for it.</summary>
    internal static ReadOnlySpan<byte> KindName(ObjectKind kind) => kind switch
    {
        ObjectKind.File => "file"u8,
        ObjectKind.Directory => "directory"u8,
        ObjectKind.Pipe => "pipe"u8,
        ObjectKind.Event => "event"u8,
        ObjectKind.EventPoll => "eventpoll"u8,
        ObjectKind.Inotify => "inotify"u8,
        ObjectKind.Signal => "signalfd"u8,
        ObjectKind.Timer => "timerfd"u8,
        ObjectKind.Bpf => "bpf"u8,
        ObjectKind.UserFault => "userfaultfd"u8,
        ObjectKind.Ring => "io_uring"u8,
        ObjectKind.Memfd => "memfd"u8,
        ObjectKind.Pidfd => "pidfd"u8,
        _ => default,
    };

    private static byte TypeChar(in EventContext context)
    {
        if (SocketView.TryView(context, out var socket))
        {
            return socket.TypeChar;
        }

        return context.Event.Type switch
        {
            EventType.Open => IsOpened(context) ? FileChar(context) : (byte)'o',
            EventType.Openat or EventType.Openat2 or EventType.Creat => FileChar(context),
            EventType.Connect or EventType.Sendto or EventType.Sendmsg or EventType.Sendmmsg or EventType.Recvfrom
                or EventType.Recvmsg or EventType.Recvmmsg => (byte)'o',

            // What these would have made.
            EventType.Socket or EventType.Accept or EventType.Accept4 when context.Result < 0 => (byte)'4',
            EventType.Pipe or EventType.Pipe2 when context.Result < 0 => (byte)'p',
            EventType.Eventfd or EventType.Eventfd2 when context.Result < 0 => (byte)'e',
            EventType.Signalfd or EventType.Signalfd4 when context.Result < 0 => (byte)'s',
            EventType.TimerfdCreate when context.Result < 0 => (byte)'t',
            EventType.InotifyInit or EventType.InotifyInit1 when context.Result < 0 => (byte)'i',
            var type when CallEvents.Contains(type) && CallObject.HasDescriptor(type) => KindChar(CallKind(context)),
            _ => 0,
        };
    }

    private static byte FileChar(in EventContext context) => IsDirectory(context) ? (byte)'d' : (byte)'f';
}
