using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.CallRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of calls that ask, and of those that wait.</summary>
internal static class QueryCallParameters
{
    private const int SetString = 1;
    private const int SetBinary = 2;
    private const int SetPathEmpty = 4;

    // FUTEX_*, futex.h: the operation is a number, flags above it.
    private const long FutexFlags = 0x180;

    // AT_*, fcntl.h.
    private static readonly (ulong Kernel, ulong Portable)[] StatBits =
        [(0x1000, 4096), (0x800, 2048), (0x100, 256)];

    /// <summary>The parameters by event.</summary>
    public static readonly (EventType Type, EventParameter[] Parameters)[] Rows =
    [
        (EventType.Stat, [Res, Path("path", 0)]),
        (EventType.Lstat, [Res, Path("path", 0)]),
        (EventType.Stat64, [Res, Path("path", 0)]),
        (EventType.Lstat64, [Res, Path("path", 0)]),
        (EventType.Newfstatat,
        [
            Res, Directory("dirfd", 0, 0), Path("path", 0),
            CallValues.Flags("flags", new("newfstatat", "flags"), CallValues.At(3, StatBits)),
        ]),
        (EventType.Access,
            [Res, Path("name", 0), CallValues.Flags("mode", new("access", "mode"), CallValues.At(1))]),
        (EventType.Getcwd, [Res, Words("path", 0)]),
        (EventType.Getuid, [ParameterRows.User("uid", Result)]),
        (EventType.Geteuid, [ParameterRows.User("euid", Result)]),
        (EventType.Getgid, [ParameterRows.Group("gid", Result)]),
        (EventType.Getegid, [ParameterRows.Group("egid", Result)]),
        (EventType.Getresuid, [Res, UserIn("ruid", 0), UserIn("euid", 1), UserIn("suid", 2)]),
        (EventType.Getresgid, [Res, GroupIn("rgid", 0), GroupIn("egid", 1), GroupIn("sgid", 2)]),
        (EventType.Getsockname, []),
        (EventType.Getpeername, []),
        (EventType.Setsockopt, [.. SocketOption.Parameters("setsockopt"), Value("optlen", FieldType.UInt32, 4)]),
        (EventType.Getsockopt, [.. SocketOption.Parameters("getsockopt"), Value("optlen", FieldType.UInt32, 6)]),
        (EventType.Futex,
        [
            Res, HexValue("addr", FieldType.UInt64, 0),
            CallValues.Flags("op", new("futex", "op"), (in _, in call) =>
                call.Numbers[1] & (0x7f | FutexFlags)),
            Value("val", FieldType.UInt64, 2),
        ]),
        (EventType.Nanosleep, [Res, CallValues.Duration("interval", CallValues.Time(0))]),
        (EventType.Poll, [Res, PolledDescriptors.Parameter, Value("timeout", FieldType.Int64, 2)]),
        (EventType.Ppoll,
        [
            Res, PolledDescriptors.Parameter, CallValues.Duration("timeout", CallValues.Time(1)),
            SignalSet("sigmask", 2),
        ]),
        (EventType.Select, [Res]),
        (EventType.Fsconfig,
        [
            Res, Object("fd", 0),
            CallValues.OneOf("cmd", FieldType.UInt32, new("fsconfig", "cmd"), CallValues.At(1)), Words("key", 0),
            ParameterRows.Bytes("value_bytebuf", ValueFor(SetBinary, SetBinary)),
            ParameterRows.Text("value_charbuf", FieldType.Text, ValueFor(SetString, SetPathEmpty)),
            Value("aux", FieldType.Int32, 4),
        ]),
    ];

    private static bool Result(in EventContext context, out long value)
    {
        value = context.Result;
        return true;
    }

    private static EventParameter UserIn(string name, int place) =>
        ParameterRows.User(name, CallValues.Read(CallValues.Word(place, 0)));

    private static EventParameter GroupIn(string name, int place) =>
        ParameterRows.Group(name, CallValues.Read(CallValues.Word(place, 0)));

    // The value of fsconfig is a text or bytes by the command; bytes are told up to their first zero.
    private static TextReader ValueFor(int first, int last) => (in context, out value) =>
    {
        ref readonly var call = ref context.Event.As<CallEvent>();
        bool isText = call.Numbers[1] is SetString or > SetBinary and <= SetPathEmpty;
        bool isMeant = call.Numbers[1] >= first && call.Numbers[1] <= last && isText == (first == SetString);
        value = isMeant ? context.Event.Text(call.Texts[1]) : default;
        return isMeant;
    };
}
