using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.CallRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of calls about sockets and about descriptors as such.</summary>
internal static class SocketCallParameters
{
    private const int Waiting = 4;
    private const int WaitingMax = 5;

    private static readonly EventParameter OpenBits =
        Bits("flags", OpenFlagBits.Names, 2, CallNames.DescriptorBits);

    /// <summary>The parameters by event.</summary>
    public static readonly (EventType Type, EventParameter[] Parameters)[] Rows =
    [
        (EventType.Socket,
        [
            NewDescriptor("fd"), OneOf("domain", FieldType.UInt32, CallNames.Families, 0),
            Value("type", FieldType.UInt32, 1), Value("proto", FieldType.UInt32, 2),
            Bits("flags", OpenFlagBits.Names, 1, CallNames.DescriptorBits),
        ]),
        // Falco tells both ends by their addresses in the kernel, which are nobody's business: here by inode numbers.
        (EventType.Socketpair,
        [
            Res, Made("fd1", 6), Made("fd2", 7),
            CallValues.Hex("source", FieldType.UInt64, (in _, in call) => (long)call.Socket.PeerIno),
            CallValues.Hex("peer", FieldType.UInt64, (in _, in call) => (long)call.Socket.Ino),
            OneOf("domain", FieldType.UInt32, CallNames.Families, 0), Value("type", FieldType.UInt32, 1),
            Value("proto", FieldType.UInt32, 2),
        ]),
        (EventType.Bind, [Res, Address, Object("fd", 0)]),
        (EventType.Listen, [Res, Object("fd", 0), Value("backlog", FieldType.Int32, 1)]),
        (EventType.Accept, [NewDescriptor("fd"), NetworkParameters.Tuple, .. Queue]),
        (EventType.Accept4,
        [
            NewDescriptor("fd"), NetworkParameters.Tuple, .. Queue,
            ParameterRows.Hex("flags", FieldType.Int32, (in context, out value) =>
            {
                value = Portable(context.Event.As<CallEvent>().Numbers[3], CallNames.DescriptorBits);
                return true;
            }),
        ]),
        (EventType.Shutdown, [Res, Object("fd", 0), OneOf("how", FieldType.UInt8, CallNames.Shutdown, 1)]),
        (EventType.Dup, [NewDescriptor("res"), Object("oldfd", 0)]),
        (EventType.Dup2, [NewDescriptor("res"), Object("oldfd", 0), NewNumber]),
        (EventType.Dup3, [NewDescriptor("res"), Object("oldfd", 0), NewNumber, OpenBits]),
        (EventType.Fcntl,
        [
            NewDescriptor("res"), Object("fd", 0),
            OneOf("cmd", FieldType.UInt8, RequestNames.Fcntl, 1, RequestNames.FcntlNumber),
            HexValue("arg", FieldType.UInt64, 2),
        ]),
    ];

    // The kernel writes both before it knows that it can make them.
    private static EventParameter Made(string name, int place) =>
        ParameterRows.Result(name, FieldType.FileDescriptor, (in context, out value) =>
        {
            value = context.Result < 0 ? -1 : context.Event.As<CallEvent>().Numbers[place];
            return true;
        });

    // After a dup that worked the new number is the same object.
    private static EventParameter NewNumber => new("newfd", FieldType.FileDescriptor)
    {
        Number = At(1),
        Plain = (in context, ref text) => text.AddNumber(context.Event.As<CallEvent>().Numbers[1]),
        Resolved = (in context, ref text) =>
        {
            if (context.Result >= 0)
            {
                FdText.Describe(context, ref text);
            }
        },
    };

    private static EventParameter Address => new("addr", FieldType.Bytes)
    {
        Plain = (in context, ref text) =>
        {
            int start = text.Length;
            if (SocketView.TryView(context, out var socket))
            {
                socket.WriteBound(ref text);
            }

            if (text.Length == start)
            {
                text.Add("<NA>"u8);
            }
        },
    };

    // How full the listener's queue is, in hundredths; how many wait in it; how many may.
    private static EventParameter[] Queue =>
    [
        ParameterRows.Number("queuepct", FieldType.UInt8, (in context, out value) =>
        {
            ref readonly var call = ref context.Event.As<CallEvent>();
            value = call.Numbers[WaitingMax] > 0 ? call.Numbers[Waiting] * 100 / call.Numbers[WaitingMax] : 0;
            return true;
        }),
        Value("queuelen", FieldType.UInt32, Waiting),
        Value("queuemax", FieldType.UInt32, WaitingMax),
    ];
}
