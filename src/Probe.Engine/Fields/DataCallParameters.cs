using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.CallRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of calls that move data through a descriptor.</summary>
internal static class DataCallParameters
{
    private const int Position = 3;
    private const int PositionHigh = 4;
    private const int VectorsSize = 7;

    private static readonly EventParameter Fd = Object("fd", 0);

    private static readonly EventParameter Data = ParameterRows.Bytes("data", (in context, out value) =>
    {
        value = context.Event.Text(context.Event.As<CallEvent>().Texts[0]);
        return true;
    });

    private static readonly EventParameter Size = Value("size", FieldType.UInt32, 2);
    private static readonly EventParameter VectorSize = Value("size", FieldType.UInt32, VectorsSize);

    // Of what was received: all that came, for the vectors' room says nothing of it.
    private static readonly EventParameter ReceivedSize = CallValues.Number(
        "size", FieldType.UInt32, (in context, in _) => Math.Max(context.Result, 0));

    // 32-bit callers pass it in two registers.
    private static readonly EventParameter Pos = CallValues.Number("pos", FieldType.UInt64, (in context, in call) =>
        (context.Event.Header.Flags & RecordFlags.Compat) == 0
            ? call.Numbers[Position]
            : (uint)call.Numbers[Position] | (call.Numbers[PositionHigh] << 32));

    /// <summary>The parameters by event.</summary>
    public static readonly (EventType Type, EventParameter[] Parameters)[] Rows =
    [
        (EventType.Read, [Res, Data, Fd, Size]),
        (EventType.Readv, [Res, ReceivedSize, Data, Fd]),
        (EventType.Pread, [Res, Data, Fd, Size, Pos]),
        (EventType.Preadv, [Res, ReceivedSize, Data, Fd, Pos]),
        (EventType.Recv, [Res, Data, Fd, Size, NetworkParameters.Tuple]),
        (EventType.Write, [Res, Data, Fd, Size]),
        (EventType.Writev, [Res, Data, Fd, VectorSize]),
        (EventType.Pwrite, [Res, Data, Fd, Size, Pos]),
        (EventType.Pwritev, [Res, Data, Fd, VectorSize, Pos]),
        (EventType.Send, [Res, Data, Fd, Size, NetworkParameters.Tuple]),
    ];
}
