using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.ParameterRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of connect, sendto, sendmsg and sendmmsg.</summary>
internal static class NetworkParameters
{
    private static readonly EventParameter Result =
        ParameterRows.Result("res", FieldType.Errno, (in context, out value) =>
        {
            value = context.Result;
            return true;
        });

    private static readonly EventParameter Fd = Descriptor("fd", FdText.TryNumber);

    /// <summary>Both ends; unset while the kernel keeps none.</summary>
    public static readonly EventParameter Tuple = new("tuple", FieldType.Bytes)
    {
        Plain = (in context, ref text) =>
        {
            int start = text.Length;
            if (SocketView.TryView(context, out var socket) && socket.EndsKnown)
            {
                socket.WriteTuple(ref text);
            }

            if (text.Length == start)
            {
                text.Add("NULL"u8);
            }
        },
    };

    // What the call named, also when it failed.
    private static readonly EventParameter Destination = new("addr", FieldType.Bytes)
    {
        Plain = (in context, ref text) =>
        {
            int start = text.Length;
            if (SocketView.TryView(context, out var socket))
            {
                socket.WriteRemote(ref text);
            }

            if (text.Length == start)
            {
                text.Add("<NA>"u8);
            }
        },
    };

    private static readonly EventParameter Data = Bytes("data", (in context, out value) =>
    {
        value = context.Event.Text(context.Event.As<SendEvent>().Data);
        return true;
    });

    private static readonly EventParameter Control = Bytes("msgcontrol", (in context, out value) =>
    {
        value = context.Event.Text(context.Event.As<SendEvent>().Control);
        return true;
    });

    private static readonly EventParameter Size = Number("size", FieldType.UInt32, (in context, out value) =>
    {
        value = (long)context.Event.As<SendEvent>().Size;
        return true;
    });

    /// <summary>connect.</summary>
    public static readonly EventParameter[] Connect = [Result, Tuple, Fd, Destination];

    /// <summary>sendto and sendmsg.</summary>
    public static readonly EventParameter[] Send = [Result, Data, Fd, Size, Tuple];

    /// <summary>recvfrom.</summary>
    public static readonly EventParameter[] Recvfrom = [Result, Data, Tuple, Fd, Size];

    /// <summary>recvmsg.</summary>
    public static readonly EventParameter[] Recvmsg =
        [Result, Size, Data, Tuple, Control, Fd];

    /// <summary>One message of a recvmmsg.</summary>
    public static readonly EventParameter[] Recvmmsg =
        [Result, Fd, Size, Data, Tuple, Control];

    /// <summary>One message of a sendmmsg.</summary>
    public static readonly EventParameter[] Sendmmsg = [Result, Fd, Size, Data, Tuple];
}
