using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// What the descriptor of an event is, in the words that fields and event arguments share. Opens have a file, or after
/// a failure only a name; connect and send have a socket; other events have no descriptor.
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
        IsOpened(context) || SocketView.TryView(context, out _);

    /// <summary>What was opened is a directory.</summary>
    public static bool IsDirectory(in EventContext context)
    {
        if (!IsOpened(context))
        {
            return false;
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

            case EventType.Sendto or EventType.Sendmsg or EventType.Sendmmsg:
                value = context.Event.As<SendEvent>().Fd;
                return true;

            default:
                value = 0;
                return false;
        }
    }

    /// <summary>fd.type.</summary>
    public static bool TryType(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = IsOpened(context) ? IsDirectory(context) ? "directory"u8 : "file"u8
            : SocketView.TryView(context, out var socket) ? socket.TypeName : default;
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
            _ => "o"u8,
        };
        return letter != 0;
    }

    /// <summary>fd.name; empty for a socket whose ends are not known.</summary>
    public static bool TryName(in EventContext context, out ReadOnlySpan<byte> value)
    {
        if (IsOpen(context.Event.Type))
        {
            return OpenPaths.TryGet(context, out value);
        }

        value = default;
        if (!SocketView.TryView(context, out var socket))
        {
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        socket.WriteName(ref text);
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
    }

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
            EventType.Connect or EventType.Sendto or EventType.Sendmsg or EventType.Sendmmsg => (byte)'o',
            _ => 0,
        };
    }

    private static byte FileChar(in EventContext context) => IsDirectory(context) ? (byte)'d' : (byte)'f';
}
