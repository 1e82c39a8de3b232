using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.CallRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of calls about limits, quotas and semaphores.</summary>
internal static class LimitCallParameters
{
    private const long UnknownResource = 255;
    private const long LastResource = 15;

    private const int SetValue = 16;

    // IPC_* and SEM_* commands, sem.h; Falco's bits.
    private static readonly (long Kernel, long Portable)[] SemaphoreCommands =
    [
        (0, 4), (1, 2), (2, 1), (3, 8), (19, 16), (18, 32), (13, 64), (14, 128), (11, 256), (12, 512), (15, 1024),
        (17, 2048), (SetValue, 4096),
    ];

    // IPC_CREAT and IPC_EXCL, ipc.h; Falco's bits.
    private static readonly (ulong Kernel, ulong Portable)[] SemaphoreBits = [(0x200, 8192), (0x400, 16384)];

    // IPC_NOWAIT and SEM_UNDO, sem.h; Falco's bits.
    private static readonly (ulong Kernel, ulong Portable)[] OperationBits = [(0x800, 1), (0x1000, 2)];

    /// <summary>The parameters by event.</summary>
    public static readonly (EventType Type, EventParameter[] Parameters)[] Rows =
    [
        (EventType.Getrlimit,
        [
            Res, CallValues.Number("cur", FieldType.Int64, Answered(CallValues.Long(0, 0))),
            CallValues.Number("max", FieldType.Int64, Answered(CallValues.Long(0, 1))), Resource("getrlimit", 0),
        ]),
        (EventType.Setrlimit,
        [
            Res, CallValues.Number("cur", FieldType.Int64, CallValues.Long(0, 0)),
            CallValues.Number("max", FieldType.Int64, CallValues.Long(0, 1)), Resource("setrlimit", 0),
        ]),
        (EventType.Prlimit,
        [
            Res, Wide("newcur", 0, 0), Wide("newmax", 0, 8), Wide("oldcur", 1, 0), Wide("oldmax", 1, 8),
            Value("pid", FieldType.Int64, 0), Resource("prlimit", 1),
        ]),
        (EventType.Semop,
        [
            Res, Value("nsops", FieldType.UInt32, 2),
            .. Operation(0), .. Operation(1), Value("semid", FieldType.Int32, 0),
        ]),
        (EventType.Semget,
        [
            Res, HexValue("key", FieldType.Int32, 0), Value("nsems", FieldType.Int32, 1),
            CallValues.Flags("semflg", new("semget", "semflg"), CallValues.At(2, SemaphoreBits)),
        ]),
        (EventType.Semctl,
        [
            Res, Value("semid", FieldType.Int32, 0), Value("semnum", FieldType.Int32, 1),
            CallValues.Flags("cmd", new("semctl", "cmd"), SemaphoreCommand),
            CallValues.Number("val", FieldType.Int32, (in _, in call) =>
                call.Numbers[2] == SetValue ? (int)call.Numbers[3] : 0),
        ]),
        (EventType.Quotactl, QuotaCall.Parameters),
    ];

    // What a call that failed left where its answer should be is none.
    private static CallValue Answered(CallValue value) => (in context, in call) =>
        context.Result < 0 ? -1 : value(context, in call);

    private static EventParameter Resource(string call, int place) => CallValues.OneOf(
        "resource", FieldType.UInt8, new(call, "resource"), (in _, in record) =>
            record.Numbers[place] is >= 0 and <= LastResource ? record.Numbers[place] : UnknownResource);

    private static EventParameter Wide(string name, int place, int offset) =>
        CallValues.Number(name, FieldType.Int64, CallValues.Wide(place, offset, missing: -1));

    // struct sembuf: number, operation, flags.
    private static EventParameter[] Operation(int index)
    {
        const int Bytes = 6;
        CallValue At(int offset)
        {
            var read = CallValues.Half(0, (index * Bytes) + offset);
            return (in context, in call) => call.Numbers[2] > index ? read(context, in call) : 0;
        }

        var flags = At(4);
        return
        [
            CallValues.Number($"sem_num_{index}", FieldType.UInt16, At(0)),
            CallValues.Number($"sem_op_{index}", FieldType.Int16, At(2)),
            CallValues.Flags($"sem_flg_{index}", new("semop", $"sem_flg_{index}"), (in context, in call) =>
                Portable(flags(context, in call), OperationBits)),
        ];
    }

    private static long SemaphoreCommand(in EventContext context, in CallEvent call)
    {
        const int Wide64 = 0x100;
        foreach (var (kernel, portable) in SemaphoreCommands)
        {
            if ((call.Numbers[2] & ~Wide64) == kernel)
            {
                return portable;
            }
        }

        return 0;
    }
}
