using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.CallRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of calls that make descriptors of their own kind, and of those that ask or move one.</summary>
internal static class DescriptorCallParameters
{
    private const int FirstOfPair = 6;
    private const int SecondOfPair = 7;

    private static readonly EventParameter[] PipeEnds =
    [
        Res, Object("fd1", FirstOfPair), Object("fd2", SecondOfPair),
        CallValues.Number("ino", FieldType.UInt64, (in _, in call) => (long)call.ObjectIno),
    ];

    private static readonly (ulong Kernel, ulong Portable)[] PipeBits =
        [.. CallNames.DescriptorBits, (0x4000, OpenFlagBits.Direct)];

    // EPOLL_CLOEXEC, eventpoll.h.
    private static readonly (ulong Kernel, ulong Portable)[] EpollBits = [(0x80000, 1)];

    // LOCK_*, fcntl.h.
    private static readonly (ulong Kernel, ulong Portable)[] LockBits = [(1, 1), (2, 2), (4, 4), (8, 8)];

    // CLOSE_RANGE_*, close_range.h.
    private static readonly (ulong Kernel, ulong Portable)[] RangeBits = [(2, 2), (4, 4)];

    /// <summary>The parameters by event.</summary>
    public static readonly (EventType Type, EventParameter[] Parameters)[] Rows =
    [
        (EventType.Pipe, PipeEnds),
        (EventType.Pipe2, [.. PipeEnds, Bits("flags", OpenFlagBits.Names, 1, PipeBits)]),
        (EventType.Eventfd,
            [NewDescriptor("res"), Value("initval", FieldType.UInt64, 0), Nothing("flags", FieldType.UInt32)]),
        (EventType.Eventfd2,
            [NewDescriptor("res"), DescriptorFlags(1), Value("initval", FieldType.UInt64, 0)]),
        (EventType.Signalfd, [NewDescriptor("res"), Other("fd", 0), Mask, Nothing("flags", FieldType.UInt8)]),
        (EventType.Signalfd4, [NewDescriptor("res"), DescriptorFlags(3), Other("fd", 0), Mask]),
        (EventType.TimerfdCreate,
            [NewDescriptor("res"), Value("clockid", FieldType.UInt8, 0), HexValue("flags", FieldType.UInt8, 1)]),
        (EventType.InotifyInit, [NewDescriptor("res"), Nothing("flags", FieldType.UInt8)]),
        (EventType.InotifyInit1, [NewDescriptor("res"), DescriptorFlags(0)]),
        (EventType.EpollCreate, [Res, Value("size", FieldType.Int32, 0)]),
        (EventType.EpollCreate1,
            [Res, CallValues.Flags("flags", new("epoll_create1", "flags"), CallValues.At(0, EpollBits))]),
        (EventType.EpollWait, [Res, ParameterRows.Result("maxevents", FieldType.Errno, At(2))]),
        (EventType.Close, [Res, Other("fd", 0)]),
        (EventType.CloseRange,
        [
            Res, Value("first", FieldType.UInt32, 0), Value("last", FieldType.UInt32, 1),
            CallValues.Flags("flags", new("close_range", "flags"), CallValues.At(2, RangeBits)),
        ]),
        (EventType.Fstat, [Res, Object("fd", 0)]),
        (EventType.Fstat64, [Res]),
        (EventType.Flock,
        [
            Res, Object("fd", 0),
            CallValues.Flags("operation", new("flock", "operation"), CallValues.At(1, LockBits)),
        ]),
        (EventType.Getdents, [Res, Object("fd", 0)]),
        (EventType.Getdents64, [Res, Object("fd", 0)]),
        (EventType.Ioctl,
        [
            Res, Object("fd", 0), HexValue("request", FieldType.UInt64, 1), HexValue("argument", FieldType.UInt64, 2),
        ]),
        (EventType.Lseek,
        [
            Res, Object("fd", 0), Value("offset", FieldType.UInt64, 1),
            CallValues.OneOf("whence", FieldType.UInt8, new("lseek", "whence"), CallValues.At(2)),
        ]),
        (EventType.Llseek,
        [
            Res, Object("fd", 0),
            CallValues.Number("offset", FieldType.UInt64, (in _, in call) =>
                (call.Numbers[1] << 32) | (uint)call.Numbers[2]),
            CallValues.OneOf("whence", FieldType.UInt8, new("llseek", "whence"), CallValues.At(4)),
        ]),
    ];

    // The set as the caller gave it, as far as 32 bits go.
    private static EventParameter Mask => CallValues.Hex("mask", FieldType.UInt32, CallValues.Word(0, 0));

    private static EventParameter DescriptorFlags(int place) =>
        Bits("flags", OpenFlagBits.Names, place, CallNames.DescriptorBits);

    // The call has no such argument.
    private static EventParameter Nothing(string name, FieldType type) =>
        CallValues.Hex(name, type, (in _, in _) => 0);
}
