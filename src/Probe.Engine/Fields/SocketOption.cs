using System.Buffers.Binary;
using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.CallRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// The option of a setsockopt or getsockopt: what its value is says its name. Falco knows names of the level of sockets
/// alone, with the numbers of socket.h up to 50.
/// </summary>
internal static class SocketOption
{
    private const int SocketLevel = 1;
    private const int TcpLevel = 6;
    private const int LastSameNumber = 50;
    private const long NsPerSecond = 1_000_000_000;
    private const long NsPerMicrosecond = 1000;

    private const int Error = 4;
    private const int ReceiveTimeout = 20;
    private const int SendTimeout = 21;
    private const int Cookie = 53;

    // Options that are not a plain number: security, device, filter, peer, group; unknown ones.
    private static readonly bool[] IsBytes = Marked(0, 13, 17, 22, 23, 24, 25, 26, 27, 28, 31, 37, 50, 51, 52);

    /// <summary>The parameters up to the value.</summary>
    public static EventParameter[] Parameters(string call) =>
    [
        Res, Object("fd", 0),
        CallValues.OneOf("level", FieldType.UInt8, new(call, "level"), (in _, in record) => record.Numbers[1] switch
        {
            SocketLevel => 1,
            TcpLevel => 2,
            _ => 0,
        }),
        CallValues.OneOf("optname", FieldType.UInt8, new(call, "optname"), (in _, in record) => Name(in record)),
        new("val", FieldType.Dynamic) { Plain = WriteValue, Resolved = WriteMeaning },
    ];

    private static int Name(in CallEvent call) => (call.Numbers[1], (int)call.Numbers[2]) switch
    {
        (SocketLevel, <= LastSameNumber and var name) => name,
        (SocketLevel, 55) => 52,
        (SocketLevel, 57) => Cookie,
        (SocketLevel, 59) => 51,
        _ => 0,
    };

    private static void WriteValue(in EventContext context, ref TextBuilder text)
    {
        ref readonly var call = ref context.Event.As<CallEvent>();
        var value = context.Event.Text(call.Texts[0]);
        int name = Name(in call);
        if (value.IsEmpty)
        {
            text.Add("<NA>"u8);
        }
        else if (IsBytes[name] || value.Length < sizeof(int))
        {
            text.AddPrintable(value);
        }
        else if (name == Error)
        {
            text.AddNumber(-BinaryPrimitives.ReadInt32LittleEndian(value));
        }
        else if (IsTimeout(name, value))
        {
            ParameterRows.WriteDuration(Timeout(value), ref text);
        }
        else if (name == Cookie && value.Length >= sizeof(ulong))
        {
            text.AddUnsigned(BinaryPrimitives.ReadUInt64LittleEndian(value));
        }
        else
        {
            text.AddUnsigned(BinaryPrimitives.ReadUInt32LittleEndian(value));
        }
    }

    private static void WriteMeaning(in EventContext context, ref TextBuilder text)
    {
        ref readonly var call = ref context.Event.As<CallEvent>();
        var value = context.Event.Text(call.Texts[0]);
        int name = Name(in call);
        if (name == Error && value.Length >= sizeof(int))
        {
            ParameterRows.WriteError(-BinaryPrimitives.ReadInt32LittleEndian(value), ref text);
        }
        else if (IsTimeout(name, value))
        {
            ParameterRows.WriteSeconds(Timeout(value), ref text);
        }
    }

    // struct timeval of a 64-bit caller.
    private static bool IsTimeout(int name, ReadOnlySpan<byte> value) =>
        name is ReceiveTimeout or SendTimeout && value.Length >= 2 * sizeof(long);

    private static ulong Timeout(ReadOnlySpan<byte> value) => (ulong)(
        (BinaryPrimitives.ReadInt64LittleEndian(value) * NsPerSecond)
        + (BinaryPrimitives.ReadInt64LittleEndian(value[sizeof(long)..]) * NsPerMicrosecond));

    private static bool[] Marked(params int[] names)
    {
        var marks = new bool[Cookie + 1];
        foreach (int name in names)
        {
            marks[name] = true;
        }

        return marks;
    }
}
